"""Empty pages and workbooks in which no customer's text can do harm: the only ones we fill."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from io import BytesIO
from typing import Any

import jinja2
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

__all__ = ["new_book", "template"]

CREATED = datetime.datetime(2000, 1, 1)  # fixed: the same input gives the same bytes


def template(name: str, **filters: Callable[..., Any]) -> jinja2.Template:
    """Return a template of ours by its file name. It escapes every value that it is given, fetches
    nothing, and fails where one lacks; ``filters`` are its own words for forms of numbers."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("feedback_miner.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= filters
    return environment.get_template(name)


class _Book(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook whose trouble with the disk is an OSError like any other's."""

    def close(self) -> None:
        try:
            super().close()
        except FileCreateError as error:
            (cause,) = error.args
            raise cause if isinstance(cause, OSError) else OSError(str(cause)) from None


def new_book(target: str | BytesIO, *, errors: bool = False) -> xlsxwriter.Workbook:
    """Return a workbook that stores every text as a string, never as a formula, link or number;
    numbers that are none become Excel's errors where ``errors``, else raise TypeError."""
    book = _Book(
        target,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": errors,
            "in_memory": True,
        },
    )
    book.set_properties({"title": "feedback-miner", "created": CREATED})
    return book

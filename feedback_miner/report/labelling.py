"""The workbook that coders fill in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from feedback_miner.labelling.columns import ACT_COLUMNS, HEADS, NO, YES, head, shown
from feedback_miner.language import t
from feedback_miner.learned.model import ACTS
from feedback_miner.report.escape import cell
from feedback_miner.report.harmless import new_book
from feedback_miner.report.marks import warning

__all__ = ["labelling_workbook"]

WIDTHS = {"key": 18, "text": 60, "question": 24, "predicted_factors": 30, "note": 24}
_BEFORE = tuple(HEADS)[: tuple(HEADS).index("sentiment") + 1]


def labelling_workbook(
    rows: Sequence[Mapping[str, Any]],
    factors: Mapping[str, tuple[str, str]],
    coders: Sequence[str],
    *,
    blind: bool = False,
    kept: bool = False,
) -> bytes:
    """Return a workbook with a sheet of all rows for each coder and one that says how to fill in.

    ``rows`` have the keys of ``columns.HEADS`` that are known; ``factors`` gives names by id.
    ``blind`` leaves out what the machine said, which sways coders. Cells to fill in have lists to
    choose from. Every text is stored as a string, never as a formula.
    """
    sink = io.BytesIO()
    book = new_book(sink)
    bold = book.add_format({"bold": True, "bg_color": "#24518A", "font_color": "#FFFFFF"})
    fill = book.add_format({"bold": True, "bg_color": "#2A7F78", "font_color": "#FFFFFF"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    told = {"predicted_sentiment", "predicted_factors", "predicted_acts", "as_predicted", "doubt"}
    names = [n for n in (*_BEFORE, *factors, *ACT_COLUMNS, "note") if not (blind and n in told)]
    empty = {"as_predicted", "valid", "sentiment", *factors, *ACT_COLUMNS, "note"}
    for coder in coders:
        sheet = book.add_worksheet(coder)
        for column, name in enumerate(names):
            sheet.write_string(
                0, column, head(name, factors.get(name)), fill if name in empty else bold
            )
            sheet.set_column(column, column, WIDTHS.get(name, 12), wrap if name == "text" else None)
            choices = _choices(name, factors)
            if choices and rows:
                sheet.data_validation(
                    1, column, len(rows), column, {"validate": "list", "source": choices}
                )
            for number, row in enumerate(rows, start=1):
                value = coder if name == "coder" else row.get(name, "")
                if isinstance(value, (int, float)):
                    sheet.write_number(number, column, value)
                elif value:
                    sheet.write_string(number, column, cell(str(value)))
        sheet.freeze_panes(1, names.index("text") + 1)
        sheet.autofilter(0, 0, len(rows), len(names) - 1)
    guide = book.add_worksheet(t("说明", "Guide"))
    guide.set_column(0, 0, 110, wrap)
    for number, line in enumerate(_guide(kept)):
        guide.write_string(number, 0, line)
    book.close()
    return sink.getvalue()


def _choices(name: str, factors: Mapping[str, Any]) -> list[str]:
    if name == "sentiment" or name in factors:
        return [shown(code) for code in ("neg", "neu", "pos")]
    if name in ACT_COLUMNS:
        return [shown(code) for code in ACTS]
    return {"as_predicted": [YES], "valid": [YES, NO]}.get(name, [])


def _guide(kept: bool) -> list[str]:
    lines = [
        t(
            "每人一张工作表，互不参看。绿色表头的列要填；其余勿改。可以排序、筛选、加列；"
            "加的行不计。",
            "A sheet a coder; do not look at each other's. Fill in the green columns, leave the "
            "others. Sorting, filtering and columns of your own do no harm; rows of your own do "
            "not count.",
        ),
        t(
            "情感：整条文本对机构、产品、服务的态度。填了情感才算标注。",
            "sentiment: of the whole text towards institution, product, service. A row counts as "
            "labelled once it is filled.",
        ),
        t(
            "因素：说到哪个因素就在那一列选褒贬；没说到的留空。",
            "factors: choose the polarity towards each factor the text speaks of, no others.",
        ),
        t(
            "照机器 = 是：采用机器的判断，另填的格优先。有效 = 否：答非所问、无、乱码。",
            "as the machine = 是: its labels count, except where you fill in others. "
            "valid = 否: answers that say nothing.",
        ),
        t(
            "有分歧时可加一张名为「定稿」的同样的表，其标注为准。读回：label --read",
            'To settle differences add a sheet of the same kind named "settled": it has the last '
            "word. Back in: label --read",
        ),
    ]
    return [warning(), *lines] if kept else lines

"""Whole exports without personal data: what ``privacy`` knows of texts, cells and labels put to
every place of a file as ``ingest`` takes it apart."""

from __future__ import annotations

from feedback_miner.redaction.redactor import Redactor

__all__ = ["Redactor"]

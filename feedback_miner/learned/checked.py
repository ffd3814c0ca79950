"""Files of labels, checked line by line before anything is counted or learned: gold lines, and
predictions in ``annotate``'s form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from feedback_miner import privacy
from feedback_miner.errors import DataError
from feedback_miner.evaluation import FULL
from feedback_miner.language import t
from feedback_miner.learned.gold import numbered
from feedback_miner.learned.heads import ACTS
from feedback_miner.spelling import suggestion
from feedback_miner.survey import QUESTION_KINDS
from feedback_miner.tables import LABELS
from feedback_miner.triage.words import FLAGS, LOYALTIES

__all__ = ["matched", "read_gold", "read_predicted"]

UNSCORED = ("other", "statement")  # acts that a reader may note and nobody scores
# The values of each key that a line names one of, and of each that it lists several of.
ONE: Mapping[str, tuple[object, ...]] = {
    "kind": ("", *QUESTION_KINDS),
    "loyalty": ("", *LOYALTIES),
    "urgency": (0, 1, 2, 3),
    "valid": (True, False),
}
SEVERAL: Mapping[str, tuple[str, ...]] = {"acts": (*ACTS, *UNSCORED), "flags": FLAGS}
_TOKEN = re.compile(r"\[[^\[\]]*\]")  # what stands for masked personal data
_SPACE = re.compile(r"\s+")
Line = Mapping[str, Any]


class _Wrong(Exception):
    """A key of a line and what is wrong with its value."""

    def __init__(self, key: str, what: str, do: str = "") -> None:
        super().__init__(what)
        self.key, self.what, self.do = key, what, do


def read_gold(path: Path, factors: Sequence[str], *, texts: bool = True) -> list[dict[str, Any]]:
    """Read gold lines of the labelling guideline: an id, ``text`` (may lack where ``texts`` are not
    needed), and of the labels those that were given; null counts as not given.

    Raises MissingInputError, or DataError with file, line and key: for a label that is none of the
    guideline's, a factor that is none of ``factors``, personal data that the text lacks.
    """
    lines = numbered(path)
    for row, line in lines:
        try:
            _name(line)
            _gold(line, factors, texts)
        except _Wrong as wrong:
            raise _error(path, row, wrong) from None
    return [line for _, line in lines]


def read_predicted(path: Path) -> list[dict[str, Any]]:
    """Read lines as ``annotate`` writes them. Raises MissingInputError, or DataError with file,
    line and key where what is scored is absent or of another form."""
    lines = numbered(path)
    for row, line in lines:
        try:
            _name(line)
            _predicted(line)
        except _Wrong as wrong:
            do = t("请给出 annotate 的输出", "give what annotate wrote")
            raise _error(path, row, _Wrong(wrong.key, wrong.what, wrong.do or do)) from None
    return [line for _, line in lines]


def matched(gold: Sequence[Line], predicted: Sequence[Line], file: str) -> list[Line]:
    """Return the prediction of each gold line: of its id (or of what ``annotate`` makes of one
    that comes again, 7#2), its text, masked or not, and its question, as far as both have them.

    Raises DataError for ids without a prediction, and for one whose prediction is of another text
    or cannot be told from others.
    """
    by_id: dict[str, list[Line]] = {}
    for line in predicted:
        name = str(line.get("response_id", line.get("id")))
        by_id.setdefault(name, []).append(line)
        first, mark, number = name.rpartition("#")
        if mark and number.isdecimal():
            by_id.setdefault(first, []).append(line)
    names = [str(line.get("id", line.get("response_id"))) for line in gold]
    missing = [name for name in names if name not in by_id]
    if missing:
        raise DataError(
            t(
                f"{len(missing)} 条金标准没有预测，如 {missing[0]}",
                f"{len(missing)} gold ids have no prediction, as {missing[0]}",
            ),
            file=file,
            do=t("请用同一份文本重新标注", "annotate the same texts again"),
        )
    return [_match(name, g, by_id[name], file) for name, g in zip(names, gold, strict=True)]


def _match(name: str, gold: Line, candidates: Sequence[Line], file: str) -> Line:
    fit = [one for one in candidates if _of_text(gold.get("text"), one.get("text"))]
    if not fit:
        raise DataError(
            t(
                f"编号 {name} 的预测不是这条文本的",
                f"the prediction of id {name} is of another text",
            ),
            file=file,
            do=t("请用同一份文本重新标注", "annotate the same texts again"),
        )
    asked = gold.get("question")
    fit = [one for one in fit if asked and one.get("question") == asked] or fit
    scored = [
        {key: one[key] for key in one if key not in ("response_id", "id", "question")}
        for one in fit
    ]
    if any(one != scored[0] for one in scored[1:]):
        raise DataError(
            t(
                f"编号 {name} 有 {len(fit)} 条预测，分不出哪条是这条金标准的",
                f"id {name} has {len(fit)} predictions, and which is this gold line's is unclear",
            ),
            file=file,
            do=t(
                "在金标准里写明 question 与 text，或每条文本用一个编号",
                "give question and text in the gold, or each text an id of its own",
            ),
        )
    return fit[0]


def _of_text(text: object, shown: object) -> bool:
    """Tell whether ``shown`` may be ``text``, or what is left of it where tokens stand for
    personal data; what is not known fits."""
    if not isinstance(text, str) or not isinstance(shown, str):
        return True
    text = _SPACE.sub("", text)
    if text == _SPACE.sub("", shown):
        return True
    first, *between = (_SPACE.sub("", part) for part in _TOKEN.split(shown))
    if not between or not text.startswith(first):
        return False
    at = len(first)
    for part in between[:-1]:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return text.endswith(between[-1]) and at + len(between[-1]) <= len(text)


def _error(path: Path, row: int, wrong: _Wrong) -> DataError:
    do = wrong.do or t("请按标注指南改正", "mend it after the labelling guideline")
    return DataError(wrong.what, file=str(path), row=row, column=wrong.key, do=do)


def _name(line: Line) -> None:
    key = "id" if "id" in line else "response_id"
    if isinstance(line[key], bool) or not isinstance(line[key], str | int) or line[key] == "":
        raise _Wrong(key, t("编号应是文字或整数", "an id is a text or a whole number"))


def _gold(line: Line, factors: Sequence[str], texts: bool) -> None:
    text = line.get("text")
    if text is None and texts:
        raise _Wrong("text", t("缺少文本", "the text is missing"))
    for key in ("text", "question"):
        if line.get(key) is not None and not isinstance(line[key], str):
            raise _Wrong(key, t("应是文字", "must be a text"))
    if line.get("sentiment") is not None:
        _one("sentiment", line["sentiment"], tuple(FULL))
    for key, known in ONE.items():
        if line.get(key) is not None:
            _one(key, line[key], known)
    for key, names in SEVERAL.items():
        if line.get(key) is not None:
            for value in _list(key, line[key]):
                _one(key, value, names)
    told: set[str] = set()
    for factor, polarity in _pairs("factors", line.get("factors")):
        if factor not in factors:
            what = t(
                f"编码本没有因素 {_short(factor)}", f"no factor {_short(factor)} in the codebook"
            )
            raise _Wrong("factors", what, suggestion(factor, factors))
        if factor in told:
            what = t(f"因素 {factor} 写了两次", f"the factor {factor} is given twice")
            raise _Wrong("factors", what)
        told.add(factor)
        _one("factors", polarity, tuple(FULL))
    for kind, value in _pairs("pii", line.get("pii")):
        _one("pii", kind, privacy.KINDS)
        if text is not None and (not value or value not in text):
            what = t("文本里没有所标的个人信息", "the text lacks the personal data that is marked")
            raise _Wrong("pii", what)


def _predicted(line: Line) -> None:
    for key in ("sentiment", "factors", "acts", "loyalty", "urgency", "flags", "valid", "pii"):
        if key not in line:
            raise _Wrong(key, t("缺少这一键", "the key is missing"))
    _label("sentiment", line["sentiment"])
    if not isinstance(line["factors"], dict):
        raise _Wrong("factors", t('应是 {因素: {"label", "score"}}', "must be labels by factor"))
    for said in line["factors"].values():
        _label("factors", said)
    for key in ("acts", "flags"):
        if not all(isinstance(value, str) for value in _list(key, line[key])):
            raise _Wrong(key, t("应是一列文字", "must be a list of texts"))
    if line["loyalty"] is not None:
        _one("loyalty", line["loyalty"], ONE["loyalty"])
    for key in ("urgency", "valid"):
        _one(key, line[key], ONE[key])
    for span in _list("pii", line["pii"]):
        ends = (span.get("start"), span.get("end")) if isinstance(span, dict) else ()
        if not ends or not all(type(end) is int for end in ends):
            what = t("每处应有整数 start 与 end", "each place has whole numbers start and end")
            raise _Wrong("pii", what)


def _label(key: str, said: object) -> None:
    score = said.get("score") if isinstance(said, dict) else None
    if not isinstance(said, dict) or isinstance(score, bool) or not isinstance(score, int | float):
        raise _Wrong(key, t('应是 {"label", "score"}', 'must be {"label", "score"}'))
    _one(key, said.get("label"), LABELS)


def _one(key: str, value: object, known: Sequence[object]) -> None:
    """Raise _Wrong for what is none of the ``known`` values; true is no 1 here."""
    if any(value == one and type(value) is type(one) for one in known):
        return
    listed = [one if isinstance(one, str) else str(one).lower() for one in known if one != ""]
    raise _Wrong(
        key,
        t(
            f"应是 {'、'.join(listed)} 之一，不是 {_short(value)}",
            f"must be one of {', '.join(listed)}, not {_short(value)}",
        ),
    )


def _list(key: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _Wrong(key, t("应是一列", "must be a list"))
    return value


def _pairs(key: str, value: object) -> list[tuple[str, str]]:
    """Return the pairs of texts that a key lists; none where it is not given."""
    pairs = [] if value is None else _list(key, value)
    for pair in pairs:
        if (
            not isinstance(pair, list)
            or len(pair) != 2
            or not all(isinstance(part, str) for part in pair)
        ):
            raise _Wrong(key, t("每项应是两个文字的列表", "each entry is a list of two texts"))
    return [(one, two) for one, two in pairs]


def _short(value: object) -> str:
    """Return a wrong value as a message may quote it."""
    shown = value if isinstance(value, str) else type(value).__name__
    if isinstance(value, int | float):
        shown = str(value)
    return f"「{shown[:20]}」"

"""Gold lines: texts with labels, as the labelling guideline writes them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from feedback_miner import resources
from feedback_miner.errors import DataError, MissingInputError
from feedback_miner.evaluation import is_held_out
from feedback_miner.ingest.encoding import decode
from feedback_miner.ingest.wording import question_of
from feedback_miner.language import t
from feedback_miner.learned.fit import Example
from feedback_miner.learned.heads import ACTS, CARE

__all__ = ["bundled", "cares", "example", "examples", "kind_of", "numbered", "read"]

CODES = {"neg": 0, "neu": 1, "pos": 2}
UNASKED = 0.5  # weight of a text's copy without its question
BARE = 6  # characters: a shorter answer means nothing without its question


def read(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines with an id; blank lines are passed over. Their labels are not looked at: see
    ``checked``.

    Raises MissingInputError, or DataError with file and line, or for bytes of no known encoding.
    """
    return [line for _, line in numbered(path)]


def numbered(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Return what ``read`` does, each with the number of its line in the file, from 1."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise MissingInputError(
            t("无法读取", "cannot be read") + f" ({error.strerror})",
            file=str(path),
            do=t("请检查路径", "check the path"),
        ) from None
    lines = []
    for number, raw in enumerate(decode(data, file=str(path)).data.splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw.decode("utf-8-sig"))
            if not isinstance(line, dict) or not ({"id", "response_id"} & set(line)):
                raise ValueError
        except (ValueError, RecursionError):
            raise DataError(
                t("不是带 id 的 JSON 行", "not a JSON line with an id"),
                file=str(path),
                row=number,
                do=t("请改正该行", "mend that line"),
            ) from None
        lines.append((number, line))
    if not lines:
        raise DataError(
            t("没有内容", "nothing in it"),
            file=str(path),
            do=t("请给出金标准文件", "give a file of gold lines"),
        )
    return lines


def kind_of(gold: Mapping[str, Any]) -> str:
    """Return what kind of question a gold line answers (``survey.QuestionKind``): what it says,
    else what its question's wording tells, as for an export's columns."""
    asked = str(gold.get("question") or "")
    return str(gold.get("kind") or (question_of(asked) if asked else "remark"))


def example(
    gold: Mapping[str, Any],
    factors: Sequence[str],
    *,
    kind: str = "",
    weight: float = 1.0,
    source: str = "",
) -> Example:
    """Return a gold line as an example to learn from; keys it lacks are not learned from.

    Raises ValueError, naming it, for a label that is not of the guideline or a factor that the
    codebook lacks.
    """
    feeling, acts, flags = gold.get("sentiment"), gold.get("acts"), gold.get("flags")
    if feeling is not None and feeling not in CODES:
        raise ValueError(f"sentiment {feeling!r}")
    coded = None
    if gold.get("factors") is not None:
        coded = {}
        for factor, polarity in gold["factors"]:
            if factor not in factors or polarity not in CODES:
                raise ValueError(f"factor {factor!r} {polarity!r}")
            coded[factor] = CODES[polarity]
    return Example(
        text=str(gold["text"]),
        kind=kind or kind_of(gold),
        sentiment=None if feeling is None else CODES[feeling],
        factors=coded,
        acts=None if acts is None else frozenset(acts) & set(ACTS),
        weight=weight,
        group=str(gold.get("id", gold.get("response_id", gold["text"]))).split("#")[0],
        source=source,
        urgency=gold.get("urgency"),
        flags=None if flags is None else frozenset(flags),
        loyalty=gold.get("loyalty"),
        valid=gold.get("valid"),
    )


def examples(
    lines: Sequence[Mapping[str, Any]],
    factors: Sequence[str],
    *,
    weight: float = 1.0,
    source: str = "",
) -> Iterator[Example]:
    """Yield gold lines as examples, each once more without its question where it has one, since
    many exports do not tell it. An answer that says nothing is neutral and about nothing, for
    those that are not known as such. Raises ValueError as ``example`` does."""
    for gold in lines:
        if gold.get("valid") is False:
            gold = {**gold, "sentiment": "neu", "factors": [], "acts": []}
        whole = example(gold, factors, weight=weight, source=source)
        yield whole
        if whole.kind != "remark" and len(whole.text) > BARE:
            yield example(
                gold, factors, kind="remark", weight=weight * UNASKED, source=f"{source}?"
            )


def bundled(folder: Path | None = None) -> list[dict[str, Any]]:
    """Return the lines of our own gold that may be learned from: those not held out."""
    folder = folder or resources.corpora()
    return [
        line
        for path in sorted(folder.glob("*.gold.jsonl"))
        for line in read(path)
        if not is_held_out(str(line["id"]))
    ]


def cares(one: Example) -> list[float]:
    """Return an example's answers to ``heads.CARE``, 1 or 0; -1 where it was not labelled."""
    found = []
    for question in CARE:
        kind, _, name = question.partition("=")
        if kind == "flag":
            found.append(-1.0 if one.flags is None else float(name in one.flags))
        elif kind == "urgency":
            found.append(-1.0 if one.urgency is None else float(one.urgency >= int(name)))
        else:
            found.append(-1.0 if one.loyalty is None else float(one.loyalty == name))
    return found

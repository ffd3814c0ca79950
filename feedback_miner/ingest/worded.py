"""Columns of words: open texts, segments, or nothing of use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from feedback_miner.ingest import wording
from feedback_miner.ingest.findings import LEVELS, Verdict, ignored
from feedback_miner.ingest.labels import parse
from feedback_miner.ingest.profile import Profile
from feedback_miner.ingest.unanswered import marks as silent
from feedback_miner.language import t
from feedback_miner.survey import Column

__all__ = [
    "answers_of",
    "is_open",
    "judge_lone_text",
    "judge_words",
    "leave_titles",
    "warn_of_marks",
]

_NUMBERS = 0.3  # share of numbers under a header that asks for a rating that is worth a word
_PHRASE = 4  # characters of an answer on average from which it is no mark or class


def judge_words(column: Profile) -> Verdict:
    """Judge what is left: open texts, segments, or nothing of use."""
    name = column.name
    column, marks = answers_of(column)
    levels = column.distinct
    numeric_cells = column.numbers >= 0.9
    if not column.counts:
        return ignored(name, t("没有人作答", "nobody answered"))
    if not numeric_cells and is_open(column):
        kind = wording.question_of(name)
        why = t(
            f"文字回答：平均 {column.mean_length:.0f} 字，{levels} 种",
            f"answers in words: {column.mean_length:.0f} characters on average, {levels} different",
        )
        return Verdict(Column(name, "text", question=kind), why)
    if wording.is_usage(name) and numeric_cells:
        return ignored(name, t("用量或计数，不是评价", "a measured number, not a rating"))
    if column.codes >= 0.9 and levels > LEVELS:
        return ignored(name, t("代码或编号", "codes"))
    enough = 2 <= levels <= min(LEVELS, max(2, column.filled // 2))
    if enough and (not numeric_cells or levels <= 12):
        top = column.counts.most_common(1)[0][1] / max(1, column.filled)
        why = t(f"{levels} 类，可用来分组", f"{levels} levels to group by")
        rare = [t("几乎都是同一类", "nearly all are of one level")] if top > 0.98 else []
        if wording.is_score(name) and _NUMBERS <= column.numbers < 0.9:
            share = f"{column.numbers:.0%}"
            rare.append(
                t(
                    f"表头像打分题，但只有 {share} 的单元格是数字，未作评分：请核对其余的写法",
                    f"the header asks for a rating, but only {share} of cells are numbers: no "
                    "score; please check how the others are written",
                )
            )
        if "-1" in column.counts and numeric_cells and levels > 2:
            rare.append(t("-1 像缺失码，现作为一类", "-1 looks like a missing code"))
        missing = tuple(sorted(marks))
        return Verdict(
            Column(name, "segment", missing=missing), why, (*rare, *warn_of_marks(marks))
        )
    if levels == 1 and 0.05 <= column.fill <= 0.95 and wording.is_yes_no(name):
        return Verdict(Column(name, "segment"), t("填或不填，可用来分组", "filled or not: a group"))
    if levels == 1:
        return ignored(name, t("只有一种取值", "one level only"))
    if numeric_cells:
        return ignored(
            name, t(f"数值（{levels} 种），不像打分", f"numbers ({levels} different), no rating")
        )
    return ignored(
        name,
        t(f"{levels} 种取值，既不像分组也不像回答", f"{levels} different: no groups, no answers"),
    )


def answers_of(column: Profile) -> tuple[Profile, Counter[str]]:
    """Part the answers of a closed column from the marks that nobody answered ((空), -3, 无)."""
    marks = silent(column.counts)
    if not marks:
        return column, marks
    return replace(column, counts=column.counts - marks), marks


def warn_of_marks(marks: Counter[str]) -> tuple[str, ...]:
    """Say which marks (with how often each occurs) are taken as no answer; () for none."""
    if not marks:
        return ()
    shown, count = "、".join(sorted(marks)), marks.total()
    return (
        t(
            f"{shown} 不算一类，按未填处理（{count} 个单元格）",
            f"{shown}: no level, taken as not answered ({count} cells)",
        ),
    )


def is_open(column: Profile) -> bool:
    """Tell whether cells are answers in words rather than levels or codes."""
    distinct = column.distinct / max(1, column.filled)
    named = wording.is_open(column.name)
    letters = sum(n for text, n in column.counts.items() if any(c.isalpha() for c in text))
    if letters < 0.5 * column.filled or column.codes >= 0.9:
        return False
    if wording.asks_advice(column.name) and not any(map(parse, column.counts)):
        # Few words recur where few answered: a phrase is an answer, not a level.
        said = column.answers
        if sum(len(text) * n for text, n in said.items()) >= _PHRASE * max(1, said.total()):
            return len(said) > 1 or column.filled <= 2  # one row tells nothing of being constant
    if named and (column.longest >= 15 or column.mean_length >= 4 or distinct > 0.5):
        return column.distinct > 12 or distinct > 0.3
    if wording.is_demographic(column.name) and column.mean_length < 12:
        return False
    if column.mean_length >= 10 and distinct >= 0.3:
        return True
    return column.longest >= 30 and distinct >= 0.5 and column.mean_length >= 6


def leave_titles(profiles: Sequence[Profile], verdicts: dict[int, Verdict]) -> None:
    """Leave out the title of a longer text: its words would count twice."""
    texts = [p for p, v in verdicts.items() if v.column.role == "text"]
    for position in texts:
        longer = [
            p
            for p in texts
            if p != position and profiles[p].mean_length > 2 * profiles[position].mean_length
        ]
        if wording.is_title(profiles[position].name) and longer:
            body = profiles[longer[0]].name
            verdicts[position] = ignored(
                profiles[position].name,
                t(f"是「{body}」的标题，内容重复", f'the title of "{body}", which says more'),
            )


def judge_lone_text(profiles: Sequence[Profile], verdicts: dict[int, Verdict]) -> None:
    """A file of one column is a file of answers, however short they are."""
    if len(profiles) != 1 or verdicts[0].column.role not in ("segment", "ignored", "multi"):
        return
    column = profiles[0]
    letters = sum(n for text, n in column.counts.items() if any(c.isalpha() for c in text))
    if letters >= 0.5 * max(1, column.filled) and column.counts:
        kind = wording.question_of(column.name)
        why = t("只有一列，都是文字", "the only column, in words")
        verdicts[0] = Verdict(Column(column.name, "text", question=kind), why)

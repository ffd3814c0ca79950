"""Propose the role of every column of an export, each with its reason in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from feedback_miner.ingest import rankings, wording
from feedback_miner.ingest.identity import identifier, names_an_id
from feedback_miner.ingest.labels import is_attitude, parse
from feedback_miner.ingest.multiselect import Group, groups, joined, option_kind
from feedback_miner.ingest.profile import Profile, profile, sample
from feedback_miner.ingest.responses import Responses
from feedback_miner.ingest.scales import Guess, labelled, numeric, plausible
from feedback_miner.ingest.unanswered import marks as silent
from feedback_miner.language import t
from feedback_miner.survey import Column, Options, Outcome, Role, Survey, short

__all__ = ["Finding", "Inspection", "propose"]

_BARE = re.compile(r"[\d\W_]+")  # a ranking of codes, not of words
_LEVELS = 30  # more levels than this make no segment
_EXPLAINING = 3  # other items from which numbered satisfaction items are what they explain
_PHRASE = 4  # characters of an answer on average from which it is no mark or class
_AGAINST = -0.3  # correlation with the other scores that tells of a reversed scale


@dataclass(frozen=True)
class Finding:
    """What was found of one column: its proposed description, why, the share of answered cells, how
    many different cells (of a sample, where there are many), up to three examples (none of
    personal data; raw, so redact those of open texts before showing them), and what the user
    should check."""

    column: Column
    why: str
    fill: float
    distinct: int
    examples: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name

    @property
    def role(self) -> Role:
        """The column's proposed role."""
        return self.column.role


@dataclass(frozen=True)
class Inspection:
    """The proposed survey, what was found column by column, and what the user should check."""

    survey: Survey
    columns: tuple[Finding, ...]
    warnings: tuple[str, ...]


CONTRACT_TEXT = "text"  # a JSON-lines input has id and text, whatever stands in them


@dataclass(frozen=True)
class _Verdict:
    column: Column
    why: str
    warnings: tuple[str, ...] = ()


def propose(responses: Responses, options: Options | None = None) -> Inspection:
    """Propose roles, scales, question kinds, outcomes and factors for the columns of an export.

    Headers and cells are looked at, cells of a sample of 20,000 rows where they differ much.
    Nothing is decided silently: every column carries its reason, and doubts are warnings.
    """
    table = responses.table
    part = sample(table)
    profiles = [profile(table, name, part) for name in responses.columns]
    verdicts: dict[int, _Verdict] = {}
    identity = identifier(table)
    _rankings(part, profiles, verdicts, identity)
    for position, column in enumerate(profiles):
        if position in verdicts:
            continue
        verdict = None if _attitudes(column) else _plain(column, identity)
        if verdict:
            verdicts[position] = verdict
    _multi(profiles, verdicts)
    _scores(profiles, verdicts)
    _satisfaction(verdicts)
    derived = _derived(part, profiles, verdicts)
    verdicts.update(derived)
    for position, column in enumerate(profiles):
        if position not in verdicts:
            verdicts[position] = _words(column)
    _titles(profiles, verdicts)
    _lone_text(profiles, verdicts)
    _against(part, verdicts)
    findings = tuple(
        Finding(
            column=verdicts[position].column,
            why=verdicts[position].why,
            fill=column.answered,
            distinct=column.distinct,
            examples=() if _private(column) else column.examples,
            warnings=verdicts[position].warnings,
        )
        for position, column in enumerate(profiles)
    )
    survey = Survey(tuple(finding.column for finding in findings), options or Options())
    return Inspection(survey, findings, _warnings(findings))


def _private(column: Profile) -> bool:
    """Tell whether cells should not even be shown: personal data and technical traces."""
    return _personal(column) or wording.is_technical(column.name)


def _personal(column: Profile) -> bool:
    """Tell whether cells hold personal data: by header, unless they only say whether an option
    was chosen (联系渠道：电话), or by their look."""
    named = wording.is_personal(column.name) and option_kind(column) is None
    return named or column.phones >= 0.5


def _ignored(name: str, why: str, *warnings: str) -> _Verdict:
    return _Verdict(Column(name, "ignored"), why, tuple(warnings))


def _plain(column: Profile, identity: str | None) -> _Verdict | None:
    """Judge what the header and the cells' look settle: ids, times, personal data, constants."""
    name = column.name
    if not column.counts:
        return _ignored(name, t("整列为空", "the whole column is empty"))
    if name == identity:
        return _Verdict(
            Column(name, "id"), t("表头像编号，且各行不同", "named as an id, differs in each row")
        )
    if wording.is_technical(name) and not wording.is_score(name):
        return _ignored(name, t("技术信息，与体验无关", "technical trace"))
    if column.nested >= 0.5:
        return _ignored(name, t("嵌套的 JSON 数据", "nested JSON data"))
    if _personal(column):
        return _ignored(name, t("个人信息，不参与分析", "personal data, left out"))
    if wording.is_duration(name) and column.durations >= 0.8:
        return _Verdict(
            Column(name, "duration"), t("表头是答题用时，单元格是时长", "how long an answer took")
        )
    if wording.is_weight(name) and column.numbers >= 0.5:
        doubts = (
            t("有的单元格不是数字，这些行不计权", "some cells are no numbers and do not count"),
        )
        return _Verdict(
            Column(name, "weight"),
            t("表头是权重，单元格是数字", "a weight by name, numbers"),
            doubts if column.numbers < 0.999 else (),
        )
    if wording.is_time(name) and column.dates >= 0.6:
        return _Verdict(Column(name, "time"), t("表头与单元格都是时间", "header and cells: time"))
    if column.dates >= 0.9 and column.numbers < 0.5:
        return _Verdict(Column(name, "time"), t("单元格是日期或时间", "cells are dates"))
    if names_an_id(name) and column.distinct > 0.5 * column.filled:
        return _ignored(name, t("又一个编号", "one more id"))
    rated = wording.is_score(name) and plausible(column)
    if (
        wording.is_channel(name)
        and not rated
        and 1 < column.distinct <= _LEVELS
        and not joined(column)
    ):
        _, marks = _answers(column)
        return _Verdict(
            Column(name, "channel", missing=tuple(sorted(marks))),
            t("表头是来源或渠道", "named as a channel"),
            _told(marks),
        )
    if name.strip().lower() == CONTRACT_TEXT:
        why = t("列名就是约定的文本列", "the text column's agreed name")
        return _Verdict(Column(name, "text"), why)
    if column.distinct == 1 and column.fill > 0.95 and (column.filled > 2 or not _open(column)):
        return _ignored(name, t("所有行都一样", "the same in every row"))
    if column.urls >= 0.5:
        return _ignored(name, t("网址", "addresses of pages"))
    return None


def _rankings(
    part: pd.DataFrame,
    profiles: Sequence[Profile],
    verdicts: dict[int, _Verdict],
    identity: str | None,
) -> None:
    """Judge ranking questions, before headers mislead: places look like scores or durations, joined
    options like several choices or open answers."""
    taken: dict[str, int] = {}
    for group in rankings.groups(profiles, part):
        name = _fresh(group, taken)
        for at in group.columns:
            verdicts[at] = _Verdict(Column(profiles[at].name, "rank", group=name), group.why)
    for position, column in enumerate(profiles):
        if position in verdicts or column.name == identity:
            continue
        mark = rankings.joined(column)
        if mark:
            shown = t("编号", "numbers") if mark == rankings.NUMBERS else mark
            why = t(
                f"排序题：一格按先后列出选项，以 {shown} 相隔",
                f"a ranking: a cell lists options in order, parted by {shown}",
            )
            bare = column.share(_BARE) >= 0.5
            doubt = t(
                "选项只有编号：按「排在前面的编号最重要」理解",
                "options are numbers alone: the one named first is taken as the most important",
            )
            verdicts[position] = _Verdict(
                Column(column.name, "rank", group=column.name), why, (doubt,) if bare else ()
            )


def _multi(profiles: Sequence[Profile], verdicts: dict[int, _Verdict]) -> None:
    """Judge multi-select questions."""
    open_columns = [p for i, p in enumerate(profiles) if i not in verdicts]
    positions = [i for i in range(len(profiles)) if i not in verdicts]
    runs: list[list[int]] = []
    for place, position in enumerate(positions):
        if place and position == positions[place - 1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    taken: dict[str, int] = {}
    for run in runs:
        for group in groups([open_columns[place] for place in run]):
            name = _fresh(group, taken)
            for at in group.columns:
                place = run[at]
                column = open_columns[place]
                verdicts[positions[place]] = _Verdict(
                    Column(column.name, "multi", group=name), group.why
                )
    for position, column in enumerate(profiles):
        if position in verdicts:
            continue
        mark = joined(column)
        if mark:
            verdicts[position] = _Verdict(
                Column(column.name, "multi", group=column.name),
                t(f"一格多选，以 {mark} 相隔", f"several options a cell, parted by {mark}"),
            )


def _fresh(group: Group, taken: dict[str, int]) -> str:
    taken[group.name] = taken.get(group.name, 0) + 1
    count = taken[group.name]
    return group.name if count == 1 else f"{group.name}（{count}）"


def _scores(profiles: Sequence[Profile], verdicts: dict[int, _Verdict]) -> None:
    """Judge closed scores: labels first, then numbers, alone by header or in a battery."""
    for position, column in enumerate(profiles):
        if position in verdicts:
            continue
        guess = labelled(column)
        if guess and _two_sided(column, guess):
            verdicts[position] = _score(column, guess, guess.why)
    numbers = [
        position
        for position, column in enumerate(profiles)
        if position not in verdicts and _rating_like(column)
    ]
    for run in _runs(numbers, profiles):
        named = [p for p in run if _named(profiles[p])]
        for position in run:
            column = profiles[position]
            battery = [
                profiles[p]
                for p in run
                # 0 to 10 for recommendation says nothing of the scale of the others.
                if p != position and _recommends(profiles[p]) == _recommends(column)
            ]
            alone = _named(column)
            bare = not alone and len(run) < 3 and not named
            if bare and not _clean(column):
                continue
            guess = numeric(column, battery)
            if guess is None:
                continue
            if bare:
                because = t("取值正好是一套整数标尺", "the cells are exactly a scale of integers")
                doubt = t(
                    "只凭取值判断为评分：若是选项的编号，请改 role",
                    "a score by its cells alone: if they number options, change its role",
                )
                guess = replace(guess, warnings=(*guess.warnings, doubt))
            elif alone:
                because = t("表头像打分题", "the header asks for a rating")
            else:
                because = t(
                    f"与相邻 {len(battery)} 列同一标尺",
                    f"like the {len(battery)} columns beside it",
                )
            verdicts[position] = _score(column, guess, f"{because}{t('，', '; ')}{guess.why}")


def _two_sided(column: Profile, guess: Guess) -> bool:
    """Tell words that rate from words that happen to be labels (好, 高): several, or named."""
    levels = {number for _, number in guess.scale.labels}
    if _named(column):
        return len(levels) >= 2
    return len(levels) >= 3 and (not wording.is_demographic(column.name) or _attitudes(column))


def _attitudes(column: Profile) -> bool:
    """Tell whether cells say how far people agree or are pleased, whatever the header says."""
    told = [text for text in column.answers if is_attitude(text)]
    count = sum(column.answers[text] for text in told)
    if len(told) < 3 or len(column.answers) > _LEVELS or count < 0.5 * column.answers.total():
        return False
    guess = labelled(column)
    return guess is not None and len({number for _, number in guess.scale.labels}) >= 3


def _clean(column: Profile) -> bool:
    """Tell whether a column's integers are exactly those of a usual scale, each of them chosen,
    and the header asks neither which option nor names a number of another kind."""
    levels = [value for value in column.integers if value >= 0]
    usual = levels[:1] in ([0], [1]) and levels[-1] in (5, 7, 10)
    whole = usual and levels == list(range(levels[0], levels[-1] + 1))
    return whole and not wording.is_counted(column.name) and not names_an_id(column.name)


def _named(column: Profile) -> bool:
    """Tell whether the header asks for a rating or names an outcome."""
    name = column.name
    return wording.is_score(name) or _outcome(name) != "" or wording.is_statement(name)


def _recommends(column: Profile) -> bool:
    return _outcome(column.name) == "recommend"


def _rating_like(column: Profile) -> bool:
    name = column.name
    if wording.is_usage(name) and not wording.is_score(name):
        return False
    if _named(column):
        if wording.is_yes_no(name) and len(column.integers) <= 2:
            return False
        whole = sum(column.integers.values())
        return whole >= 0.7 * max(1, column.answers.total()) and len(column.integers) >= 2
    return plausible(column) and not wording.is_demographic(name) and max(column.integers) >= 4


def _runs(positions: Sequence[int], profiles: Sequence[Profile]) -> list[list[int]]:
    """Split positions into runs of neighbours that reach about as high (a battery of items)."""
    runs: list[list[int]] = []
    for position in positions:
        if runs and position - runs[-1][-1] == 1:
            before = _reach(profiles[runs[-1][-1]]), _reach(profiles[position])
            if max(before) <= 5 or min(before) > 5 or _one_series(profiles, runs[-1][-1], position):
                runs[-1].append(position)
                continue
        runs.append([position])
    return [part for run in runs for part in _by_reach(run, profiles)]


def _by_reach(run: list[int], profiles: Sequence[Profile]) -> list[list[int]]:
    """Keep 1-5 items and 1-10 items beside one another apart, columns of one series not."""
    tall = [p for p in run if _reach(profiles[p]) > 5]
    return (
        [run]
        if not tall or len(tall) == len(run) or len(tall) * 2 > len(run)
        else [
            [p for p in run if p not in tall],
            tall,
        ]
    )


def _reach(column: Profile) -> int:
    return max((value for value in column.integers if 0 <= value <= 10), default=0)


def _one_series(profiles: Sequence[Profile], first: int, second: int) -> bool:
    a, b = (profiles[p].name.rstrip("0123456789") for p in (first, second))
    return a == b and a != profiles[first].name


def _score(column: Profile, guess: Guess, why: str) -> _Verdict:
    outcome = _outcome(column.name)
    factor = "" if outcome else wording.factor_of(short(column.name))
    factor = factor or ("" if outcome else wording.factor_of(column.name))
    warnings = list(guess.warnings)
    if column.filled < 30 and column.rows >= 100:
        warnings.append(t("只有很少的人作答", "few answered"))
    result = Column(column.name, "score", scale=guess.scale, outcome=outcome, factor=factor)
    return _Verdict(result, why, tuple(warnings))


def _outcome(name: str) -> Outcome:
    """Return the outcome of an item: its own words come before those of its group, and a group
    (总体评价—服务态度) makes no outcome of an item about one factor."""
    own = short(name)
    found = wording.outcome_of(own)
    return found if found or wording.factor_of(own) else wording.outcome_of(name)


def _satisfaction(verdicts: dict[int, _Verdict]) -> None:
    """Take sat1, sat2 … as the outcome, where other items are there to explain it."""
    scores = {p: v for p, v in verdicts.items() if v.column.role == "score"}
    own = [p for p, v in scores.items() if wording.is_satisfaction_item(v.column.name)]
    free = [p for p, v in scores.items() if not v.column.outcome and p not in own]
    if len(free) < _EXPLAINING or any(v.column.outcome == "satisfaction" for v in scores.values()):
        return
    for position in own:
        verdict = verdicts[position]
        column = replace(verdict.column, outcome="satisfaction", factor="")
        verdicts[position] = replace(verdict, column=column)


def _derived(
    part: pd.DataFrame, profiles: Sequence[Profile], verdicts: dict[int, _Verdict]
) -> dict[int, _Verdict]:
    """Find means and sums of the scores before them: as outcomes they would explain themselves."""
    result: dict[int, _Verdict] = {}
    scores = [p for p, v in verdicts.items() if v.column.role == "score"]
    for position, column in enumerate(profiles):
        if position in verdicts and verdicts[position].column.role != "score":
            continue
        if column.numbers < 0.9 or column.distinct < 5:
            continue
        before = [p for p in range(position - 1, -1, -1) if p in scores and p != position]
        run: list[int] = []
        for p in before:
            if run and p != run[-1] - 1:
                break
            run.append(p)
        if len(run) < 2 or run[0] < position - 1:
            continue
        target = pd.to_numeric(part[column.name], errors="coerce").to_numpy(dtype=float)
        matrix = np.column_stack(
            [pd.to_numeric(part[profiles[p].name], errors="coerce") for p in run]
        ).astype(float)
        for size in range(2, len(run) + 1):
            with np.errstate(invalid="ignore"):
                block = matrix[:, :size]
                known = ~np.isnan(block)
                total = np.where(known, block, 0).sum(axis=1)
                mean = total / np.maximum(known.sum(axis=1), 1)
            # Those who give every item the same mark tell nothing of means.
            differ = np.ptp(np.where(known, block, 0), axis=1) > 0
            valid = ~np.isnan(target) & known.all(axis=1) & differ
            if valid.sum() < 20:
                continue
            close_mean = np.mean(np.abs(mean[valid] - target[valid]) < 0.011)
            close_sum = np.mean(np.abs(total[valid] - target[valid]) < 0.011)
            if max(close_mean, close_sum) >= 0.95:
                why = t(
                    f"由前 {size} 题算出（均值或总分）", f"computed from the {size} items before it"
                )
                result[position] = _ignored(column.name, why)
                break
    return result


def _words(column: Profile) -> _Verdict:
    """Judge what is left: open texts, segments, or nothing of use."""
    name = column.name
    column, marks = _answers(column)
    levels = column.distinct
    numeric_cells = column.numbers >= 0.9
    if not column.counts:
        return _ignored(name, t("没有人作答", "nobody answered"))
    if not numeric_cells and _open(column):
        kind = wording.question_of(name)
        why = t(
            f"文字回答：平均 {column.mean_length:.0f} 字，{levels} 种",
            f"answers in words: {column.mean_length:.0f} characters on average, {levels} different",
        )
        return _Verdict(Column(name, "text", question=kind), why)
    if wording.is_usage(name) and numeric_cells:
        return _ignored(name, t("用量或计数，不是评价", "a measured number, not a rating"))
    if column.codes >= 0.9 and levels > _LEVELS:
        return _ignored(name, t("代码或编号", "codes"))
    enough = 2 <= levels <= min(_LEVELS, max(2, column.filled // 2))
    if enough and (not numeric_cells or levels <= 12):
        top = column.counts.most_common(1)[0][1] / max(1, column.filled)
        why = t(f"{levels} 类，可用来分组", f"{levels} levels to group by")
        rare = [t("几乎都是同一类", "nearly all are of one level")] if top > 0.98 else []
        if "-1" in column.counts and numeric_cells and levels > 2:
            rare.append(t("-1 像缺失码，现作为一类", "-1 looks like a missing code"))
        missing = tuple(sorted(marks))
        return _Verdict(Column(name, "segment", missing=missing), why, (*rare, *_told(marks)))
    if levels == 1 and 0.05 <= column.fill <= 0.95 and wording.is_yes_no(name):
        return _Verdict(
            Column(name, "segment"), t("填或不填，可用来分组", "filled or not: a group")
        )
    if levels == 1:
        return _ignored(name, t("只有一种取值", "one level only"))
    if numeric_cells:
        return _ignored(
            name, t(f"数值（{levels} 种），不像打分", f"numbers ({levels} different), no rating")
        )
    return _ignored(
        name,
        t(f"{levels} 种取值，既不像分组也不像回答", f"{levels} different: no groups, no answers"),
    )


def _answers(column: Profile) -> tuple[Profile, Counter[str]]:
    """Part the answers of a closed column from the marks that nobody answered ((空), -3, 无)."""
    marks = silent(column.counts)
    if not marks:
        return column, marks
    return replace(column, counts=column.counts - marks), marks


def _told(marks: Counter[str]) -> tuple[str, ...]:
    if not marks:
        return ()
    shown, count = "、".join(sorted(marks)), marks.total()
    return (
        t(
            f"{shown} 不算一类，按未填处理（{count} 个单元格）",
            f"{shown}: no level, taken as not answered ({count} cells)",
        ),
    )


def _open(column: Profile) -> bool:
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


def _titles(profiles: Sequence[Profile], verdicts: dict[int, _Verdict]) -> None:
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
            verdicts[position] = _ignored(
                profiles[position].name,
                t(f"是「{body}」的标题，内容重复", f'the title of "{body}", which says more'),
            )


def _lone_text(profiles: Sequence[Profile], verdicts: dict[int, _Verdict]) -> None:
    """A file of one column is a file of answers, however short they are."""
    if len(profiles) != 1 or verdicts[0].column.role not in ("segment", "ignored", "multi"):
        return
    column = profiles[0]
    letters = sum(n for text, n in column.counts.items() if any(c.isalpha() for c in text))
    if letters >= 0.5 * max(1, column.filled) and column.counts:
        kind = wording.question_of(column.name)
        why = t("只有一列，都是文字", "the only column, in words")
        verdicts[0] = _Verdict(Column(column.name, "text", question=kind), why)


def _against(part: pd.DataFrame, verdicts: dict[int, _Verdict]) -> None:
    """Warn of scores that run against the others: their scale may be reversed."""
    positions = sorted(p for p, v in verdicts.items() if v.column.role == "score")
    if len(positions) < 3 or len(part) < 30:
        return
    values = np.full((len(part), len(positions)), np.nan)
    for place, position in enumerate(positions):
        column = verdicts[position].column
        assert column.scale is not None
        cells = part[column.name].str.strip()
        number = pd.to_numeric(cells, errors="coerce").astype(float)
        if column.scale.labels:
            number = cells.map(dict(column.scale.labels)).astype(float).fillna(number)
        low, high = column.scale.low, column.scale.high
        number = number.where(number.between(low, high))
        if column.scale.reversed:
            number = low + high - number
        values[:, place] = (number - low) / (high - low)
    for place, position in enumerate(positions):
        others = np.delete(values, place, axis=1)
        known = ~np.isnan(others)
        mean = np.where(known, others, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        valid = known.any(axis=1) & ~np.isnan(values[:, place])
        own, rest = values[valid, place], mean[valid]
        if valid.sum() < 30 or own.std() == 0 or rest.std() == 0:
            continue
        r = float(np.corrcoef(own, rest)[0, 1])
        if r <= _AGAINST:
            verdict = verdicts[position]
            warning = t(
                f"与其余评分负相关（r = {r:.2f}），可能是反向计分，请核对",
                f"runs against the other scores (r = {r:.2f}): reversed? please check",
            )
            verdicts[position] = replace(verdict, warnings=(*verdict.warnings, warning))


def _warnings(findings: Sequence[Finding]) -> tuple[str, ...]:
    roles = [finding.role for finding in findings]
    warnings: list[str] = []
    if "text" not in roles and "score" not in roles:
        warnings.append(
            t("没有找到开放题，也没有找到评分题", "neither open questions nor scores were found")
        )
    elif "text" not in roles:
        warnings.append(
            t("没有找到开放题：只分析封闭题", "no open question was found: closed questions only")
        )
    elif "score" not in roles:
        warnings.append(
            t("没有找到评分题：只分析文字", "no closed score was found: the words only")
        )
    for finding in findings:
        warnings += [
            t(f"「{finding.name}」{warning}", f'"{finding.name}": {warning}')
            for warning in finding.warnings
        ]
        if finding.role in ("text", "score") and 0 < finding.fill < 0.05:
            share = f"{finding.fill:.1%}"
            warnings.append(
                t(f"「{finding.name}」只有 {share} 的人填写", f'"{finding.name}": {share} filled')
            )
    return tuple(warnings)

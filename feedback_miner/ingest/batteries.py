"""Closed scores: labels first, then numbers, alone by header or in a battery of items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from feedback_miner.ingest import wording
from feedback_miner.ingest.findings import LEVELS, Verdict
from feedback_miner.ingest.identity import names_an_id
from feedback_miner.ingest.labels import is_attitude
from feedback_miner.ingest.lone import of_others
from feedback_miner.ingest.profile import Profile
from feedback_miner.ingest.scales import (
    Guess,
    labelled,
    numeric,
    plausible,
    with_units,
    without_units,
)
from feedback_miner.language import t
from feedback_miner.survey import Column, Outcome, short

__all__ = ["judge_satisfaction", "judge_scores", "tells_attitudes"]

_EXPLAINING = 3  # other items from which numbered satisfaction items are what they explain


def judge_scores(profiles: Sequence[Profile], verdicts: dict[int, Verdict]) -> None:
    """Judge closed scores: labels first, then numbers, alone by header or in a battery."""
    for position, column in enumerate(profiles):
        if position in verdicts:
            continue
        guess = labelled(column)
        if guess and _two_sided(column, guess):
            verdicts[position] = _score(column, guess, guess.why)
    plain = {p: without_units(c) for p, c in enumerate(profiles) if p not in verdicts}
    units = {position for position, column in plain.items() if column is not profiles[position]}
    numbers = [p for p, column in plain.items() if _rating_like(column, unit=p in units)]
    for run in _runs(numbers, plain):
        named = [p for p in run if _named(plain[p]) or p in units]
        for position in run:
            column = plain[position]
            battery = [
                plain[p]
                for p in run
                # 0 to 10 for recommendation says nothing of the scale of the others.
                if p != position and _recommends(plain[p]) == _recommends(column)
            ]
            alone = position in named
            bare = not alone and len(run) < 3 and not named
            if bare and not _clean(column):
                continue
            guess = numeric(column, battery)
            if guess is None:
                continue
            if position in units:
                guess = with_units(guess, profiles[position])
            if bare:
                because = t("取值正好是一套整数标尺", "the cells are exactly a scale of integers")
                doubt = t(
                    "只凭取值判断为评分：若是选项的编号，请改 role",
                    "a score by its cells alone: if they number options, change its role",
                )
                guess = replace(guess, warnings=(*guess.warnings, doubt))
            elif position in units:
                because = t("带单位的分数", "numbers with a unit")
            elif alone:
                because = t("表头像打分题", "the header asks for a rating")
            else:
                because = t(
                    f"与相邻 {len(battery)} 列同一标尺",
                    f"like the {len(battery)} columns beside it",
                )
            verdicts[position] = _score(column, guess, f"{because}{t('，', '; ')}{guess.why}")


def judge_satisfaction(verdicts: dict[int, Verdict]) -> None:
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


def tells_attitudes(column: Profile) -> bool:
    """Tell whether cells say how far people agree or are pleased, whatever the header says."""
    told = [text for text in column.answers if is_attitude(text)]
    count = sum(column.answers[text] for text in told)
    if len(told) < 3 or len(column.answers) > LEVELS or count < 0.5 * column.answers.total():
        return False
    guess = labelled(column)
    return guess is not None and len({number for _, number in guess.scale.labels}) >= 3


def _two_sided(column: Profile, guess: Guess) -> bool:
    """Tell words that rate from words that happen to be labels (好, 高): several, or named."""
    levels = {number for _, number in guess.scale.labels}
    if _named(column):
        return len(levels) >= 2
    return len(levels) >= 3 and (not wording.is_demographic(column.name) or tells_attitudes(column))


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


def _rating_like(column: Profile, *, unit: bool) -> bool:
    name = column.name
    if wording.is_usage(name) and not wording.is_score(name):
        return False
    if _named(column) or (
        unit and len(column.integers) >= 3 and not wording.is_demographic(column.name)
    ):
        if wording.is_yes_no(name) and len(column.integers) <= 2:
            return False
        whole = sum(column.integers.values())
        return whole >= 0.7 * max(1, column.answers.total()) and len(column.integers) >= 2
    return plausible(column) and not wording.is_demographic(name) and max(column.integers) >= 4


def _runs(positions: Sequence[int], profiles: Mapping[int, Profile]) -> list[list[int]]:
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


def _by_reach(run: list[int], profiles: Mapping[int, Profile]) -> list[list[int]]:
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


def _one_series(profiles: Mapping[int, Profile], first: int, second: int) -> bool:
    a, b = (profiles[p].name.rstrip("0123456789") for p in (first, second))
    return a == b and a != profiles[first].name


def _score(column: Profile, guess: Guess, why: str) -> Verdict:
    outcome = _outcome(column.name)
    factor = "" if outcome else wording.factor_of(short(column.name))
    factor = factor or ("" if outcome else wording.factor_of(column.name))
    warnings = list(guess.warnings)
    if column.filled < 30 and column.rows >= 100:
        warnings.append(t("只有很少的人作答", "few answered"))
    scale = guess.scale
    if outcome == "recommend" and (scale.low, scale.high) == (1, 10):
        warnings.append(
            t(
                "推荐题按 1–10 分读，不计算 NPS（NPS 需 0–10 分）；"
                "若问卷是 0–10 分，请在 survey.toml 中写 low = 0",
                "recommendation is read as 1-10, so that there is no NPS (it needs 0-10); if the "
                "question was 0-10, set low = 0 in survey.toml",
            )
        )
    result = Column(column.name, "score", scale=guess.scale, outcome=outcome, factor=factor)
    return Verdict(result, why, tuple(warnings))


def _outcome(name: str) -> Outcome:
    """Return the outcome of an item: its own words come before those of its group, and a group
    (总体评价—服务态度) makes no outcome of an item about one factor."""
    own = short(name)
    found = wording.outcome_of(own)
    found = found if found or wording.factor_of(own) else wording.outcome_of(name)
    return "" if found == "satisfaction" and of_others(name) else found

"""The queue: one row a response that needs somebody, grouped by event, the most urgent first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner import privacy
from feedback_miner.ingest.times import parse_time
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Survey
from feedback_miner.tables import CASES, check, frame, own_columns
from feedback_miner.triage import (
    asides,
    categories,
    clock,
    closing,
    groups,
    ongoing,
    origin,
    persons,
    revisits,
    sequels,
    status,
)
from feedback_miner.triage.beside import beside
from feedback_miner.triage.cases import MOST_TEXT, Case, collect
from feedback_miner.triage.deadlines import set_deadline, set_limit
from feedback_miner.triage.grams import fold
from feedback_miner.triage.order import in_order
from feedback_miner.triage.reasons import TODAY, reason_of

__all__ = ["MINUTES", "lines", "now_of", "rank", "received", "times_of"]

MINUTES = "%Y-%m-%d %H:%M"
MANY = 5000  # cases from which a process of their own compares them, where there may be several
# Branches, not customers' towns: what a lender does to all is one event everywhere.
_PLACES = frozenset(
    {
        "网点",
        "支行",
        "分行",
        "门店",
        "营业部",
        "分支机构",
        "经办机构",
        "所属机构",
        "受理网点",
        "网点名称",
        "支行名称",
        "branch",
        "outlet",
        "store",
    }
)
# Wider than a branch: where one failure is felt.
_TOWNS = frozenset({"城市", "所在城市", "客户城市", "受理城市", "地市", "地区", "city", "town"})


def rank(
    verbatims: pd.DataFrame,
    opinions: pd.DataFrame,
    responses: pd.DataFrame,
    survey: Survey,
    codebook: Codebook,
    *,
    now: datetime | None = None,
    salt: str = "",
    updates: status.Updates | None = None,
    statutory: bool = True,
) -> pd.DataFrame:
    """Return CASES: responses with urgency of at least 1, the most urgent first; ``line`` and
    ``lead`` tell which belong together.

    Order: open before closed, then urgency (a case beyond its statutory day counts one higher), of
    those for today what can still be stopped (``ongoing``: lives, then frauds in progress), the
    gravest flag, the customer's own deadline where it is today, tomorrow or over, overdue (past
    the statutory day, the internal target, the customer's deadline alone), the size
    of the group, how negative, the time of receipt. ``now`` decides what is overdue; where it is
    None it is the latest time of the export, so that the same export gives the same queue. ``salt``
    links complainants across exports (see ``persons``); ``updates`` are what analysts wrote into a
    queue made before; without ``statutory`` the internal targets alone count: an answer to a
    survey is no complaint by the rule. Raises ConfigError for wrong tables of the codebook.
    """
    kinds, rules = categories.load(codebook), clock.load(codebook.folder)
    if not statutory:
        rules = replace(rules, days=None)
    times = times_of(responses, survey)
    moment = now or now_of(times.values())
    told = updates or {}
    drawn = salt or survey.options.salt
    stated = revisits.stated(responses)
    reasons = status.export_extensions(responses)
    if not survey.options.keep_pii:
        reasons = {one: privacy.mask(words, drawn) for one, words in reasons.items()}
    whence = origin.origins(responses, salt=drawn, keep=survey.options.keep_pii)
    cases = collect(verbatims, opinions, kinds, whence)
    people = persons.pseudonyms(
        responses,
        survey,
        verbatims,
        persons.salt_of(drawn, responses),
        {response_id: update.person for response_id, update in told.items()},
    )
    _mark_persons(cases, people)
    moments = [times.get(case["response_id"]) for case in cases]
    given = _compared(cases, moments, _places(responses, _PLACES), _places(responses, _TOWNS))
    apart = survey.options.workers > 1 and len(cases) >= MANY
    with beside(groups.group, given, apart=apart) as grouped:
        closing.settle(cases, told, stated)
        untold = status.Update()
        for case, came in zip(cases, moments, strict=True):
            update = told.get(case["response_id"], untold)
            case["owner_given"] = kinds.owner(
                case["category"], case["flags"], case["urgency"], case["factor"]
            )
            case["owner"] = update.owner or case["owner_given"]
            told_why = "" if update.wrote("extension") else reasons.get(case["response_id"], "")
            case["extension"] = told_why or update.extension
            case["note"] = closing.note(update)
            set_deadline(case, came, rules, moment)
            set_limit(case, came, moment)
            if case["urgency"] == TODAY:
                case["stage"] = ongoing.stage(case["text"], case["flags"], came, moment)
            case["reason"] = reason_of(case, codebook)
        firsts = grouped()
    _mark_groups(cases, moments, firsts)
    return check(frame(in_order(cases, times), CASES), CASES)


def now_of(times: Iterable[datetime | None]) -> datetime | None:
    """Return the latest known time."""
    return max((moment for moment in times if moment), default=None)


def received(cases: pd.DataFrame) -> list[datetime | None]:
    """Return the times of receipt of a queue."""
    return [datetime.strptime(told, MINUTES) if told else None for told in cases["received"]]


def lines(cases: pd.DataFrame) -> pd.DataFrame:
    """Return one row a line of the queue: the first case of each group."""
    return cases[cases["lead"]].reset_index(drop=True)


def _mark_persons(cases: list[Case], people: Mapping[str, str]) -> None:
    counts: dict[str, int] = defaultdict(int)
    for case in cases:
        case["person"] = people.get(case["response_id"], "")
        counts[case["person"]] += 1
    for case in cases:
        case["person_cases"] = counts[case["person"]] if case["person"] else 1


def _compared(
    cases: Sequence[Case],
    moments: Sequence[datetime | None],
    places: Mapping[str, str],
    towns: Mapping[str, str],
) -> tuple[Any, ...]:
    """Return what ``groups.group`` compares cases by."""
    folded = [case["folded"] for case in cases]
    return (
        folded,
        np.array([m.timestamp() / 86_400 if m else np.nan for m in moments]),
        [case["person"] for case in cases],
        [case["category"] for case in cases],
        [places.get(case["response_id"], "") for case in cases],
        None,
        [
            sequels.Matter(case["category"], case["factor"], case["flags"], case["urgency"])
            for case in cases
        ],
        [towns.get(case["response_id"], "") for case in cases] if towns else (),
        _bodies(cases, folded),
    )


def _mark_groups(
    cases: list[Case], moments: Sequence[datetime | None], firsts: groups.Array
) -> None:
    """Tell each case its group (the id of its earliest member), size, first date and kind, where
    ``firsts`` tells of each the number of that member."""
    folded = [case.pop("folded") for case in cases]
    members: dict[int, list[int]] = defaultdict(list)
    for number, first in enumerate(firsts.tolist()):
        members[first].append(number)
    for numbers in members.values():
        known = sorted(m for n in numbers if (m := moments[n]))
        about = {
            "group": cases[numbers[0]]["response_id"],
            "group_size": len(numbers),
            "group_first": known[0].date().isoformat() if known else "",
            "group_kind": _group_kind([(cases[n]["person"], folded[n]) for n in numbers]),
        }
        for n in numbers:
            cases[n] |= about


def _bodies(cases: Sequence[Case], folded: Sequence[str]) -> list[str]:
    """Return the folded texts without what staff write into one ticket after the other."""
    texts = [case["text"] for case in cases]
    kinds = [case["category"] or case["factor"] for case in cases]
    told = list(folded)
    bodies = asides.bodies(texts, kinds)
    less = [at for at, (text, body) in enumerate(zip(texts, bodies, strict=True)) if text != body]
    for at, body in zip(less, fold([bodies[at][:MOST_TEXT] for at in less]), strict=True):
        told[at] = body
    return told


def _group_kind(members: Sequence[tuple[str, str]]) -> str:
    """Return what joins the persons and folded texts of a group, "" for a case of its own."""
    if len(members) < 2:
        return ""
    people, texts = ({one[side] for one in members} for side in (0, 1))
    if len(people) == 1 and "" not in people:
        return "person"
    return "copy" if len(texts) == 1 else "event"


def times_of(responses: pd.DataFrame, survey: Survey) -> dict[str, datetime | None]:
    """Return the time of receipt by response_id, from the first time column that tells most."""
    best: dict[str, datetime | None] = {}
    filled = 0
    for column in survey.with_role("time"):
        if column.name not in responses:
            continue
        moments = [parse_time(cell) for cell in responses[column.name].astype("str").tolist()]
        known = sum(moment is not None for moment in moments)
        if known > filled * 1.1:
            filled = known
            best = dict(zip(responses["response_id"].astype("str").tolist(), moments, strict=True))
    return best


def _places(responses: pd.DataFrame, heads: Collection[str]) -> dict[str, str]:
    """Return what the first column of one of these headers says, by response_id."""
    for name in own_columns(responses):
        if name.strip().lower() in heads:
            cells = responses[name].astype("str").str.strip()
            return dict(zip(responses["response_id"].astype("str"), cells, strict=True))
    return {}

"""The queue: one row a response that needs somebody, grouped by event, the most urgent first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner import privacy
from feedback_miner.ingest.times import parse_time
from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Survey
from feedback_miner.tables import CASES, check, frame, own_columns
from feedback_miner.triage import (
    categories,
    clock,
    closing,
    groups,
    lodged,
    ongoing,
    origin,
    persons,
    sequels,
    status,
    ultimatum,
)
from feedback_miner.triage.flags import FLAG_NAMES, GRAVITY
from feedback_miner.triage.grams import fold

__all__ = ["FLAG_NAMES", "MINUTES", "lines", "now_of", "rank", "received", "times_of"]

MINUTES = "%Y-%m-%d %H:%M"
GRAVE = 3  # of GRAVITY: flags that make a case one for today
TODAY = 3  # the urgency of what is to be answered today
MOST_TEXT = 2000  # characters of a case compared with others


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
    stated = status.export_statuses(responses)
    reasons = status.export_extensions(responses)
    if not survey.options.keep_pii:
        reasons = {one: privacy.mask(words, drawn) for one, words in reasons.items()}
    whence = origin.origins(responses, salt=drawn, keep=survey.options.keep_pii)
    cases = _collect(verbatims, opinions, kinds, whence)
    people = persons.pseudonyms(
        responses,
        survey,
        verbatims,
        persons.salt_of(drawn, responses),
        {response_id: update.person for response_id, update in told.items()},
    )
    _mark_persons(cases, people)
    closing.settle(cases, told, stated)
    for case in cases:
        update = told.get(case["response_id"], status.Update())
        case["owner_given"] = kinds.owner(
            case["category"], case["flags"], case["urgency"], case["factor"]
        )
        case["owner"] = update.owner or case["owner_given"]
        given = "" if update.wrote("extension") else reasons.get(case["response_id"], "")
        case["extension"] = given or update.extension
        case["note"] = closing.note(update)
        received = times.get(case["response_id"])
        _set_deadline(case, received, rules, moment)
        _set_limit(case, received, moment)
        if case["urgency"] == TODAY:
            case["stage"] = ongoing.stage(case["text"], case["flags"], received, moment)
        case["reason"] = _reason(case, codebook)
    _mark_groups(cases, times, _places(responses, _PLACES), _places(responses, _TOWNS))
    return check(frame(_ordered(cases, times), CASES), CASES)


def now_of(times: Iterable[datetime | None]) -> datetime | None:
    """Return the latest known time."""
    return max((moment for moment in times if moment), default=None)


def received(cases: pd.DataFrame) -> list[datetime | None]:
    """Return the times of receipt of a queue."""
    return [datetime.strptime(told, MINUTES) if told else None for told in cases["received"]]


def lines(cases: pd.DataFrame) -> pd.DataFrame:
    """Return one row a line of the queue: the first case of each group."""
    return cases[cases["lead"]].reset_index(drop=True)


def _collect(
    verbatims: pd.DataFrame,
    opinions: pd.DataFrame,
    kinds: categories.Categories,
    whence: Mapping[str, origin.Origin],
) -> list[dict[str, Any]]:
    """Return a case for each response that needs somebody, in the order of the export; what a
    regulator handed on needs somebody whatever it says."""
    complained: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    negative = opinions[opinions["polarity"] == "negative"]
    for response_id, factor, sub, score in zip(
        *(negative[name].tolist() for name in ("response_id", "factor", "subfactor", "score")),
        strict=True,
    ):
        complained[str(response_id)].append((float(score), str(factor), str(sub)))
    texts: dict[str, list[str]] = defaultdict(list)
    urgent = verbatims[verbatims["valid"]]
    relayed = {response_id: one for response_id, one in whence.items() if one.relay}
    # Who is unhappy where complaints are written has one, however little of it is said, and who
    # lodges one in words that only ask.
    unhappy = np.array(
        [
            kind == "complaint" and (label == "negative" or lodged.lodged(str(text), label, acts))
            for kind, label, text, acts in zip(
                *(urgent[name].tolist() for name in ("kind", "sentiment", "text", "acts")),
                strict=True,
            )
        ],
        dtype=bool,
    )
    wanting = urgent["urgency"].where(~unhappy, urgent["urgency"].clip(lower=1))
    chosen = {*urgent.loc[wanting > 0, "response_id"].tolist(), *relayed}
    said: dict[str, dict[str, Any]] = {}
    for response_id, text, flags, score, urgency, reasons in zip(
        *(urgent[name].tolist() for name in ("response_id", "text", "flags", "score")),
        wanting.tolist(),
        urgent["reasons"],
        strict=True,
    ):
        if response_id not in chosen:
            continue
        texts[response_id].append(str(text))
        known = said.setdefault(response_id, {"urgency": 0, "flags": {}, "score": 1.0})
        known["urgency"] = max(known["urgency"], int(urgency))
        known["score"] = min(known["score"], float(score))
        words = dict(reason.split(": ", 1) for reason in reasons if ": " in reason)
        for flag in flags:
            known["flags"][flag] = known["flags"].get(flag) or words.get(flag, "")
        known["urgent"] = known.get("urgent") or words.get("urgent", "")
    for response_id, one in relayed.items():
        known = said.setdefault(response_id, {"urgency": 0, "flags": {}, "score": 1.0})
        known["urgency"] = max(known["urgency"], one.urgency)
    joined = [
        " / ".join(" ".join(part.split()) for part in texts[response_id]) for response_id in said
    ]
    folded = fold([text[:MOST_TEXT] for text in joined])
    cases = []
    complaints = []
    for (response_id, known), text, plain in zip(said.items(), joined, folded, strict=True):
        worst = sorted(complained.get(response_id, ()))
        _, factor, sub = worst[0] if worst else (0.0, "", "")
        flags = [flag for flag in FLAG_NAMES if flag in known["flags"]]
        about = [(f, s, score) for score, f, s in worst]
        complaints.append(categories.Complaint(plain, about, flags))
        came = whence.get(response_id, origin.Origin("", "", "", 0))
        if came.relay:  # who hands it on tells nothing of what it is about
            flags = [flag for flag in FLAG_NAMES if flag in known["flags"] or flag == came.flag]
        cases.append(
            {
                "response_id": response_id,
                "urgency": known["urgency"],
                "flags": flags,
                "stage": "",
                "words": known["flags"],
                "urgent": known.get("urgent", ""),
                "channel": came.channel,
                "handler": came.handler,
                "relay": came.relay,
                "factor": factor,
                "subfactor": sub,
                "score": known["score"],
                "text": text,
                "folded": plain,
            }
        )
    for case, category in zip(cases, kinds.classify(complaints), strict=True):
        case["category"] = category
    return cases


def _reason(case: Mapping[str, Any], codebook: Codebook) -> str:
    """Return why a case is in the queue, and first why it is one for today."""
    parts = [_flagged(flag, case) for flag in case["flags"]]
    if case["limit_words"]:
        parts.append(_limited(case))
    if case["urgency"] == TODAY:
        gravest = max(case["flags"], key=lambda flag: GRAVITY[flag], default="")
        if GRAVITY.get(gravest, 0) >= GRAVE:
            first = parts.pop(case["flags"].index(gravest))
        else:
            said = f"「{case['urgent']}」" if case["urgent"] else t("（全文）", " (as a whole)")
            first = t("紧急", "urgent") + said
        parts.insert(
            0, t("今天办", "today") + ongoing.words_of(case["stage"]) + t("：", ": ") + first
        )
    elif case["urgency"] > 1 and not case["flags"] and case["urgent"]:
        parts.insert(0, t("尽快办", "soon") + f"「{case['urgent']}」")
    if case["factor"]:
        parts.append(t("不满：", "unhappy with ") + codebook.name(case["factor"]))
    return t("；", "; ").join(parts) or t("整体不满", "unhappy overall")


def _limited(case: Mapping[str, Any]) -> str:
    """Return the customer's deadline as he wrote it, with the day it means."""
    day = f"（{case['limit']}）" if case["limit"] else t("（受理时间未知）", " (time unknown)")
    return t("客户限期", "customer's deadline ") + f"「{case['limit_words']}」{day}"


def _flagged(flag: str, case: Mapping[str, Any]) -> str:
    """Return a flag's name with the channel and the words that raised it."""
    words = case["words"].get(flag, "")
    relay = case["relay"] if flag == origin.flag_of(case["relay"]) else ""
    channel = t(f"（渠道：{relay}）", f" (channel: {relay})") if relay else ""
    return t(*FLAG_NAMES[flag]) + channel + (f"「{words}」" if words else "")


def _mark_persons(cases: list[dict[str, Any]], people: Mapping[str, str]) -> None:
    counts: dict[str, int] = defaultdict(int)
    for case in cases:
        case["person"] = people.get(case["response_id"], "")
        counts[case["person"]] += 1
    for case in cases:
        case["person_cases"] = counts[case["person"]] if case["person"] else 1


def _set_deadline(
    case: dict[str, Any], received: datetime | None, rules: clock.Clock, now: datetime | None
) -> None:
    stage = status.stage_of(case["status"], case["extension"])
    deadline = rules.deadline(received, case["urgency"], stage)
    closed = case["status"] in status.CLOSED
    late = ""
    left = math.nan
    broken = now is not None and deadline.legal is not None and now > deadline.legal
    if now is not None and deadline.statutory is not None and deadline.legal is not None:
        # Between a day moved before a holiday and the day of the rule there is no day left to work.
        day = deadline.legal if broken else max(deadline.statutory, now)
        left = float((day.date() - now.date()).days)
    if now is not None and not closed:
        if broken:
            late = "statutory"
        elif deadline.due is not None and now > deadline.due:
            late = "internal"
    case |= {
        "due_hours": deadline.hours,
        # isoformat, not strftime: a tenth of the time
        "received": received.isoformat(" ", "minutes") if received else "",
        "due": deadline.due.isoformat(" ", "minutes") if deadline.due else "",
        "statutory_due": deadline.statutory.date().isoformat() if deadline.statutory else "",
        "statutory_days": rules.statutory_days(stage),
        "days_left": left,
        "overdue": late,
    }


def _set_limit(case: dict[str, Any], received: datetime | None, now: datetime | None) -> None:
    """Tell a case the day by which its customer wants an answer and, where it is open, whether it
    presses: it is tomorrow at the latest. An open case is to be answered by then, and is overdue
    ("customer") where no other deadline is over but that one."""
    found = ultimatum.find(case["text"], received)
    day = found.day if found else None
    still = case["status"] not in status.CLOSED
    case |= {
        "limit": day.isoformat() if day else "",
        "limit_words": found.words if found else "",
        "pressing": still and day is not None and now is not None and (day - now.date()).days <= 1,
    }
    if still and day is not None and (not case["due"] or case["due"][:10] > case["limit"]):
        case["due"] = f"{case['limit']} {clock.END:%H:%M}"
        if now is not None and now > datetime.combine(day, clock.END):
            case["overdue"] = case["overdue"] or "customer"


def _mark_groups(
    cases: list[dict[str, Any]],
    times: Mapping[str, datetime | None],
    places: Mapping[str, str],
    towns: Mapping[str, str],
) -> None:
    """Tell each case its group (the id of its earliest member), size, first date and kind."""
    moments = [times.get(case["response_id"]) for case in cases]
    days = np.array([m.timestamp() / 86_400 if m else np.nan for m in moments])
    folded = [case.pop("folded") for case in cases]
    firsts = groups.group(
        folded,
        days,
        [case["person"] for case in cases],
        [case["category"] for case in cases],
        [places.get(case["response_id"], "") for case in cases],
        towns=[towns.get(case["response_id"], "") for case in cases] if towns else (),
        matters=[
            sequels.Matter(case["category"], case["factor"], case["flags"], case["urgency"])
            for case in cases
        ],
    )
    members: dict[int, list[int]] = defaultdict(list)
    for number, first in enumerate(firsts.tolist()):
        members[first].append(number)
    for numbers in members.values():
        known = sorted(m for n in numbers if (m := moments[n]))
        people = {cases[n]["person"] for n in numbers}
        kind = ""
        if len(numbers) > 1:
            alike = len({folded[n] for n in numbers}) == 1
            one = len(people) == 1 and "" not in people
            kind = "person" if one else "copy" if alike else "event"
        for n in numbers:
            cases[n] |= {
                "group": cases[numbers[0]]["response_id"],
                "group_size": len(numbers),
                "group_first": known[0].date().isoformat() if known else "",
                "group_kind": kind,
            }


def _ordered(
    cases: list[dict[str, Any]], times: Mapping[str, datetime | None]
) -> Iterable[dict[str, Any]]:
    """Yield the cases in order with rank, line and lead: a group stands where its gravest case
    does, which leads it."""
    keys = [_key(case, times.get(case["response_id"]), n) for n, case in enumerate(cases)]
    numbers: dict[str, int] = {}
    for rank_, number in enumerate(sorted(range(len(cases)), key=keys.__getitem__), start=1):
        case = cases[number]
        lead = case["group"] not in numbers
        line = numbers.setdefault(case["group"], len(numbers) + 1)
        yield case | {"rank": rank_, "line": line, "lead": lead}


def _key(case: Mapping[str, Any], received: datetime | None, number: int) -> tuple[Any, ...]:
    level = case["urgency"]
    if case["overdue"] == "statutory":
        level = min(3, level + 1)
    gravest = max((GRAVITY[flag] for flag in case["flags"]), default=0)
    return (
        case["status"] in status.CLOSED,
        -level,
        -case["urgency"],
        ongoing.STAGES.index(case["stage"]),
        -gravest,
        not case["pressing"],
        {"statutory": 0, "internal": 1, "customer": 2, "": 3}[case["overdue"]],
        -int(math.log2(case["group_size"])),
        -len(case["flags"]),
        round(case["score"], 2),
        received or datetime.max,
        number,
    )


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


# Branches, not customers' towns: what a lender does to all is one event everywhere.
_PLACES = (
    "网点",
    "支行",
    "分行",
    "门店",
    "营业部",
    "网点名称",
    "支行名称",
    "branch",
    "outlet",
    "store",
)


# Wider than a branch: where one failure is felt.
_TOWNS = ("城市", "所在城市", "客户城市", "受理城市", "地市", "地区", "city", "town")


def _places(responses: pd.DataFrame, heads: Collection[str]) -> dict[str, str]:
    for name in own_columns(responses):
        if name.strip().lower() in heads:
            cells = responses[name].astype("str").str.strip()
            return dict(zip(responses["response_id"].astype("str"), cells, strict=True))
    return {}

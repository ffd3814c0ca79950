"""The day's summary of the queue as one self-contained page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from feedback_miner import privacy
from feedback_miner.desk import Queue
from feedback_miner.language import current, t
from feedback_miner.report.casewords import LATE, counts, shown_rows
from feedback_miner.report.harmless import template
from feedback_miner.report.marks import texts_told
from feedback_miner.report.plain import cut
from feedback_miner.triage import measured
from feedback_miner.version import __version__

__all__ = ["render"]

TOP_LINES = 20
TOP_GROUPS = 10
MEMBERS = 8
TRACED = 12  # ids listed behind a count


def render(queue: Queue, *, whole: bool = False) -> str:
    """Return the page. Every value is escaped by the template engine; nothing is fetched. ``whole``
    tells that the workbook and the tables are written beside it: it points to them only then."""
    known = counts(queue)
    leads = queue.shown[queue.shown["lead"]]
    return template("triage.html.j2", cut=cut).render(
        t=t,
        language=current(),
        version=__version__,
        c=known,
        whole=whole,
        options=queue.survey.options,
        texts_told=texts_told(queue.survey.options),
        codebook=queue.codebook,
        rules=queue.rules,
        sources=[replace(one, name=_masked(one.name)) for one in queue.responses.sources],
        top=shown_rows(leads.head(TOP_LINES), queue),
        groups=_groups(queue),
        tables=_tables(queue, known),
        notes=queue.notes,
        measured=measured.told(measured.load(queue.codebook.folder)),
    )


def _masked(name: str) -> str:
    """Mask personal data in a file's name."""
    return privacy.redact(name, privacy.recognise(name))


def _groups(queue: Queue) -> list[dict[str, Any]]:
    """Return the largest groups with their members."""
    shown = queue.shown
    leads = shown[shown["lead"] & (shown["group_size"] > 1)]
    largest = leads.sort_values(["group_size", "line"], ascending=[False, True], kind="stable")
    found = []
    for row in shown_rows(largest.head(TOP_GROUPS), queue):
        members = shown[shown["line"] == row["line"]]
        found.append(
            {
                **row,
                "members": members.head(MEMBERS)[["response_id", "received", "text"]].to_dict(
                    "records"
                ),
                "more": max(0, len(members) - MEMBERS),
            }
        )
    return found


def _tables(queue: Queue, known: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the counts as tables whose rows trace to the ids of their cases."""
    cases = queue.cases
    still = cases[~cases["status"].isin(("closed", "rejected"))]
    names = known["names"]
    causes = {one.id: one.cause for one in queue.kinds.categories}
    late = {kind: t(*words) for kind, words in LATE.items()}
    urgency = {
        "3": t("3 今天", "3 today"),
        "2": t("2 尽快", "2 soon"),
        "1": t("1 一般", "1 ordinary"),
    }
    ids = still["response_id"]
    parts: list[tuple[str, str, dict[str, int], dict[str, str], dict[str, list[str]]]] = [
        (
            "urgency",
            t("紧急度", "Urgency"),
            known["urgency"],
            urgency,
            {u: ids[still["urgency"] == int(u)].head(TRACED).tolist() for u in known["urgency"]},
        ),
        (
            "overdue",
            t("超期", "Overdue"),
            known["overdue"],
            late,
            {k: ids[still["overdue"] == k].head(TRACED).tolist() for k in known["overdue"]},
        ),
        (
            "flags",
            t("标记", "Flags"),
            known["flags"],
            names["flags"],
            {
                f: ids[[f in flags for flags in still["flags"]]].head(TRACED).tolist()
                for f in known["flags"]
            },
        ),
        (
            "categories",
            t("类别", "Categories"),
            known["categories"],
            names["categories"],
            {k: ids[still["category"] == k].head(TRACED).tolist() for k in known["categories"]},
        ),
        (
            "causes",
            t("监管口径（投诉原因）", "Regulator's causes"),
            known["causes"],
            {},
            {
                k: ids[still["category"].map(causes) == k].head(TRACED).tolist()
                for k in known["causes"]
            },
        ),
        (
            "owners",
            t("责任部门", "Owners"),
            known["owners"],
            {},
            {k: ids[still["owner"] == k].head(TRACED).tolist() for k in known["owners"]},
        ),
    ]
    return [
        {
            "id": name,
            "title": title,
            "rows": [
                {"key": key, "name": words.get(key, key), "n": n, "ids": traced.get(key, [])}
                for key, n in numbers.items()
            ],
            "most": max(numbers.values(), default=0),
        }
        for name, title, numbers, words, traced in parts
    ]

"""The order of the rooms: a room imports those to its left only, and no modules make a ring."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path

import feedback_miner

HOUSE = Path(feedback_miner.__file__).parent
WINGS = (
    ("language", "errors", "garbage", "stages", "stamps", "resources", "spelling", "ngrams"),
    ("version", "tables", "store", "survey"),
    ("lexicon", "text", "privacy", "sentiment", "ingest", "verbatims", "ratings", "evaluation"),
    ("triage", "learned", "annotation", "annotate", "codebooks", "factors", "topics"),
    ("drivers", "waves", "analysis", "desk", "pipeline", "redaction", "labelling", "report"),
    ("cli", "__main__"),
)
ROOMS = tuple(chain.from_iterable(WINGS))
MODULES = {
    ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(HOUSE.rglob("*.py"))
    if path.parent != HOUSE or path.stem != "__init__"  # the house's own door opens on all rooms
}


def imported(module: str) -> Iterator[str]:
    """Yield the modules of the house that one imports, at its head or where it needs them."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: relative"
            names = [f"{node.module}.{one.name}" for one in node.names]
        else:
            continue
        for name in names:
            inside = name.removeprefix(f"{HOUSE.name}.")
            found = inside if inside in MODULES else inside.rpartition(".")[0]
            if inside != name and found in MODULES:
                yield found


def test_every_room_has_its_place() -> None:
    assert {module.partition(".")[0] for module in MODULES} == set(ROOMS)


def test_rooms_import_those_to_their_left() -> None:
    place = {room: number for number, room in enumerate(ROOMS)}
    backwards = [
        f"{module} imports {other}"
        for module in MODULES
        for other in imported(module)
        if place[other.partition(".")[0]] > place[module.partition(".")[0]]
    ]
    assert not backwards


def test_no_modules_make_a_ring() -> None:
    known = {module: set(imported(module)) - {module} for module in MODULES}
    TopologicalSorter(known).prepare()  # raises CycleError, which names the ring

"""What a complaint is about in the regulator's terms, and who handles it: the codebook's tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from feedback_miner.errors import ConfigError
from feedback_miner.language import current, t
from feedback_miner.lexicon import Codebook, Sieve, state
from feedback_miner.lexicon.patterns import Pattern, PatternError, PatternSet
from feedback_miner.lexicon.tsv import Row, number, read_rows
from feedback_miner.triage.rules import FLAGS

__all__ = ["Categories", "Category", "Complaint", "load"]

ANY = "*"
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of complaint and the cause it counts under for the regulator."""

    id: str
    zh: str
    en: str
    cause_zh: str
    cause_en: str

    @property
    def name(self) -> str:
        """Its name in the current language."""
        return self.en if current() == "en" else self.zh

    @property
    def cause(self) -> str:
        """The regulator's cause in the current language."""
        return self.cause_en if current() == "en" else self.cause_zh


class Complaint(NamedTuple):
    """What a category is told by: the text, normalised and redacted; (factor, subfactor, score) of
    what is complained of, the strongest opinion about a factor first; the flags."""

    text: str
    opinions: Sequence[tuple[str, str, float]]
    flags: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Route:
    category: str
    flag: str
    urgency: int
    zh: str
    en: str

    def fits(self, category: str, flags: Sequence[str], urgency: int) -> bool:
        return (
            self.category in (ANY, category)
            and (self.flag == ANY or self.flag in flags)
            and urgency >= self.urgency
        )


@dataclass(frozen=True)
class Categories:
    """The categories of a codebook with their cues, and its routing table."""

    categories: tuple[Category, ...]
    cues: dict[str, tuple[tuple[str, float], ...]]  # factor, factor.sub or flag:NAME -> weights
    words: PatternSet
    routes: tuple[_Route, ...]
    owners: dict[str, str]  # of factors

    def names(self) -> dict[str, str]:
        """Return each category's name in the current language by its id."""
        return {one.id: one.name for one in self.categories}

    def of(self, id: str) -> Category | None:
        """Return a category by its id."""
        return next((one for one in self.categories if one.id == id), None)

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve([self.words])

    def classify(self, complaints: Sequence[Complaint]) -> list[str]:
        """Return the id of the category that most speaks for of each complaint; "" where the
        codebook has none."""
        if not self.categories:
            return [""] * len(complaints)
        found = []
        for first in range(0, len(complaints), BATCH):
            batch = complaints[first : first + BATCH]
            (sifted,) = self._sieve.sift([one.text for one in batch])
            found += list(map(self._weighed, batch, sifted))
        return found

    def _weighed(self, complaint: Complaint, among: Sequence[int]) -> str:
        text, opinions, flags = complaint
        weights: dict[str, float] = defaultdict(float)
        told: set[str] = set()
        for factor, sub, score in opinions:
            force = 0.5 + 0.5 * min(1.0, abs(score))
            for cue in (factor, f"{factor}.{sub}"):
                if cue not in told:
                    told.add(cue)
                    for category, weight in self.cues.get(cue, ()):
                        weights[category] += weight * force
        for flag in flags:
            for category, weight in self.cues.get(f"flag:{flag}", ()):
                weights[category] += weight
        said: set[str] = set()
        for match in self.words.find(text, among):
            if match.pattern.rule not in said:
                said.add(match.pattern.rule)
                weights[match.pattern.label] += match.pattern.score
        if not weights:
            return self.categories[-1].id
        order = {one.id: place for place, one in enumerate(self.categories)}
        return min(weights, key=lambda one: (-weights[one], order[one]))

    def owner(self, category: str, flags: Sequence[str], urgency: int, factor: str) -> str:
        """Return who handles a case: the first line of the routing table that fits, else the
        owner of its factor, else customer service."""
        for route in self.routes:
            if route.fits(category, flags, urgency):
                return t(route.zh, route.en)
        return self.owners.get(factor, "") or t("客户服务部", "Customer service")

    def all_owners(self) -> list[str]:
        """Return every owner a case may have, each once."""
        every = [t(r.zh, r.en) for r in self.routes] + [o for o in self.owners.values() if o]
        return list(dict.fromkeys([*every, t("客户服务部", "Customer service")]))


def load(codebook: Codebook) -> Categories:
    """Load ``categories.tsv``, ``category_cues.tsv`` and ``routing.tsv`` of a codebook.

    A codebook without them has no categories, and factors' owners route. Raises ConfigError with
    file and line.
    """
    known = {f.id: frozenset(s.id for s in f.subfactors) for f in codebook.factors}
    owners = tuple((factor.id, factor.owner) for factor in codebook.factors)
    return _load(codebook.folder, state(codebook.folder), tuple(known.items()), owners)


@lru_cache(maxsize=8)
def _load(
    folder: Path,
    as_of: object,  # an edited codebook is another
    factors: tuple[tuple[str, frozenset[str]], ...],
    owners: tuple[tuple[str, str], ...],
) -> Categories:
    path = folder / "categories.tsv"
    categories: list[Category] = []
    if path.is_file():
        for row in read_rows(path, ("id", "zh", "en", "cause_zh", "cause_en")):
            if any(row["id"] == one.id for one in categories):
                raise row.error(t(f"类别 {row['id']} 重复", f"category {row['id']} twice"))
            categories.append(Category(*(row[c] for c in row.cells)))
    ids = [one.id for one in categories]
    cues: dict[str, list[tuple[str, float]]] = {}
    patterns: list[Pattern] = []
    path = folder / "category_cues.tsv"
    for row in read_rows(path, ("category", "cue", "weight")) if path.is_file() else ():
        category = _one_of(row, "category", ids)
        weight = number(row, "weight", 0, 10)
        cue = row["cue"]
        if cue.startswith("words:"):
            patterns.append(_pattern(row, cue.removeprefix("words:"), category, weight))
            continue
        _check_cue(row, cue, dict(factors))
        cues.setdefault(cue, []).append((category, weight))
    return Categories(
        tuple(categories),
        {cue: tuple(pairs) for cue, pairs in cues.items()},
        PatternSet(patterns),
        tuple(_routes(folder / "routing.tsv", ids)),
        dict(owners),
    )


def _routes(path: Path, ids: Sequence[str]) -> Iterable[_Route]:
    if not path.is_file():
        return
    for row in read_rows(path, ("category", "flag", "urgency", "zh", "en")):
        if not row["zh"] or not row["en"]:
            raise row.error(t("要写明部门的中英文名", "name the department in both languages"))
        yield _Route(
            _one_of(row, "category", [ANY, *ids]),
            _one_of(row, "flag", [ANY, *FLAGS]),
            int(number(row, "urgency", 0, 3)),
            row["zh"],
            row["en"],
        )


def _check_cue(row: Row, cue: str, factors: dict[str, frozenset[str]]) -> None:
    kind, _, name = cue.partition(":")
    factor, _, sub = cue.partition(".")
    if (kind == "flag" and name in FLAGS) or (
        factor in factors and (not sub or sub in factors[factor])
    ):
        return
    raise row.error(
        t(f"不认识的依据「{cue}」", f'unknown cue "{cue}"'),
        column="cue",
        do=t(
            "应为 因素、因素.子因素、flag:标记 或 words:模式",
            "use a factor, factor.subfactor, flag:NAME or words:PATTERN",
        ),
    )


def _one_of(row: Row, column: str, known: Sequence[str]) -> str:
    if row[column] not in known:
        raise row.error(
            t(f"「{row[column]}」应为 {'、'.join(known)}", f"should be one of {', '.join(known)}"),
            column=column,
        )
    return row[column]


def _pattern(row: Row, source: str, category: str, weight: float) -> Pattern:
    try:
        return Pattern.compile(source, category, "", weight, f"{Path(row.file).name}:{row.line}")
    except PatternError as error:
        wrong: ConfigError = row.error(
            t(f"模式有误：{error}", f"wrong pattern: {error}"), column="cue"
        )
        raise wrong from None

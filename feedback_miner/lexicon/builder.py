"""Words of a codebook: the tables of the common folder and its own in one lexicon."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from feedback_miner.language import t
from feedback_miner.lexicon.keys import GOODS
from feedback_miner.lexicon.lexeme import Lexeme
from feedback_miner.lexicon.patterns import Pattern, PatternError
from feedback_miner.lexicon.toml import Wrong
from feedback_miner.lexicon.tsv import Row, number, read_rows
from feedback_miner.spelling import suggestion

__all__ = ["Builder", "seed"]


CONTRASTS = ("but", "though", "once", "now")
NEGATIONS = ("", "lack", "far")
ACTS = ("suggestion", "question", "why", "rhetorical", "complaint", "praise")


def seed(head: dict[str, Any], book: Builder, wrong: Wrong) -> None:
    """Take the seed terms written beside the factors: ``terms`` of a factor or sub-factor, a
    list of words, or of tables by what is welcome of them (``more``, ``less``, ``few``)."""
    for position, entry in enumerate(head["factor"]):
        for holder, sub in ((entry, ""), *((sub, sub["id"]) for sub in entry.get("sub", []))):
            within = ("factor", position, *([sub] if sub else []), "terms")
            given = holder.get("terms", [])
            by_good = given if isinstance(given, dict) else {"plain": given}
            for good, terms in by_good.items():
                if good not in GOODS or not isinstance(terms, list):
                    raise wrong(
                        t(
                            f"terms 应是词的列表，或按 {'/'.join(GOODS)} 分组的列表",
                            f"terms is a list of words, or lists by {'/'.join(GOODS)}",
                        ),
                        *within,
                    )
                for term in terms:
                    if not isinstance(term, str) or not term.strip():
                        raise wrong(t(f"词「{term}」有误", f"wrong term {term!r}"), *within)
                    lexeme = book.lexeme(term.strip())
                    if lexeme.factor and lexeme.factor != entry["id"]:
                        raise wrong(
                            t(
                                f"「{term}」已属于 {lexeme.factor}",
                                f'"{term}" already belongs to {lexeme.factor}',
                            ),
                            *within,
                            term,
                        )
                    lexeme.factor, lexeme.subfactor, lexeme.good = entry["id"], sub, good


class Builder:
    """Collects the tables of the common folder and the codebook's into one lexicon."""

    def __init__(self, known: dict[str, set[str]]) -> None:
        self.known = known
        self.lexemes: dict[str, Lexeme] = {}
        self.polarity: dict[tuple[str, str], float] = {}
        self.opinions: list[Pattern] = []
        self.acts: list[Pattern] = []
        self.readers: dict[str, Callable[[Path], None]] = {
            "sentiment.tsv": self.sentiment,
            "emoji.tsv": self.sentiment,
            "quantity.tsv": self.quantity,
            "negation.tsv": self.negation,
            "degree.tsv": self.degree,
            "contrast.tsv": self.contrast,
            "guard.tsv": self.guard,
            "acts.tsv": self.act_patterns,
            "aspects.tsv": self.aspects,
            "polarity.tsv": self.polarities,
            "opinions.tsv": self.opinion_patterns,
        }

    def lexeme(self, text: str) -> Lexeme:
        """Return what is known of a term, from here on."""
        return self.lexemes.setdefault(text, Lexeme(text))

    def factor_of(self, row: Row, factor: str, subfactor: str) -> tuple[str, str]:
        """Check that the codebook has the factor and sub-factor a line names."""
        if factor not in self.known:
            raise row.error(
                t(f"编码本没有因素 {factor}", f"the codebook has no factor {factor}"),
                column="factor",
                do=suggestion(factor, self.known),
            )
        if subfactor and subfactor not in self.known[factor]:
            raise row.error(
                t(f"{factor} 没有子因素 {subfactor}", f"{factor} has no sub-factor {subfactor}"),
                column="subfactor",
                do=suggestion(subfactor, sorted(self.known[factor])),
            )
        return factor, subfactor

    def sentiment(self, path: Path) -> None:
        """Read words of praise and blame, and the factor meant where none is named."""
        for row in read_rows(path, ("term", "score"), optional=("factor", "subfactor")):
            lexeme = self.lexeme(row["term"])
            lexeme.score = number(row, "score", -1, 1)
            if row["factor"]:
                lexeme.home, lexeme.home_subfactor = self.factor_of(
                    row, row["factor"], row["subfactor"]
                )

    def quantity(self, path: Path) -> None:
        """Read words of amount and of speed."""
        for row in read_rows(path, ("term", "kind", "direction")):
            direction = int(number(row, "direction", -1, 1))
            if row["kind"] not in ("amount", "speed"):
                raise row.error(
                    t("kind 须为 amount 或 speed", "kind is amount or speed"), column="kind"
                )
            lexeme = self.lexeme(row["term"])
            if row["kind"] == "amount":
                lexeme.amount = direction
            else:
                lexeme.speed = direction

    def negation(self, path: Path) -> None:
        """Read negations, and how far they reach."""
        for row in read_rows(path, ("term", "factor"), optional=("lack",)):
            lexeme = self.lexeme(row["term"])
            lexeme.negation = number(row, "factor", -1.5, 1)
            if row["lack"] not in NEGATIONS:
                raise row.error(
                    t("lack 须为 lack、far 或空", "lack is lack, far or empty"), column="lack"
                )
            lexeme.lack, lexeme.far = row["lack"] == "lack", row["lack"] == "far"

    def degree(self, path: Path) -> None:
        """Read words of degree."""
        for row in read_rows(path, ("term", "factor")):
            self.lexeme(row["term"]).degree = number(row, "factor", 0.1, 3)

    def contrast(self, path: Path) -> None:
        """Read words of contrast."""
        for row in read_rows(path, ("term", "kind")):
            if row["kind"] not in CONTRASTS:
                raise row.error(
                    t(f"kind 须为 {'/'.join(CONTRASTS)}", f"kind is {'/'.join(CONTRASTS)}"),
                    column="kind",
                )
            self.lexeme(row["term"]).contrast = row["kind"]

    def guard(self, path: Path) -> None:
        """Read terms that only keep shorter ones from matching inside them."""
        for row in read_rows(path, ("term",)):
            self.lexeme(row["term"]).guard = True

    def aspects(self, path: Path) -> None:
        """Read terms of factors."""
        for row in read_rows(path, ("term", "factor", "subfactor"), optional=("good",)):
            lexeme = self.lexeme(row["term"])
            factor, subfactor = self.factor_of(row, row["factor"], row["subfactor"])
            good = row["good"] or "plain"
            if good not in GOODS:
                raise row.error(
                    t(f"good 须为 {'/'.join(GOODS)}", f"good is {'/'.join(GOODS)}"), column="good"
                )
            if lexeme.factor and lexeme.factor != factor:
                raise row.error(
                    t(
                        f"「{row['term']}」已属于 {lexeme.factor}",
                        f'"{row["term"]}" already belongs to {lexeme.factor}',
                    ),
                    column="term",
                )
            lexeme.factor, lexeme.subfactor, lexeme.good = factor, subfactor, good

    def polarities(self, path: Path) -> None:
        """Read scores that hold for one factor only."""
        for row in read_rows(path, ("term", "factor", "score")):
            factor, _ = self.factor_of(row, row["factor"], "")
            score = number(row, "score", -1, 1)
            self.polarity[factor, row["term"]] = score
            lexeme = self.lexeme(row["term"])
            if lexeme.score is None:
                lexeme.score = 0.0

    def opinion_patterns(self, path: Path) -> None:
        """Read patterns that settle factor and polarity at once."""
        for row in read_rows(path, ("pattern", "factor", "subfactor", "score")):
            factor, subfactor = self.factor_of(row, row["factor"], row["subfactor"])
            score = number(row, "score", -1, 1)
            self.opinions.append(self.pattern(row, factor, subfactor, score))

    def act_patterns(self, path: Path) -> None:
        """Read patterns of what a clause does."""
        for row in read_rows(path, ("pattern", "act")):
            if row["act"] not in ACTS:
                raise row.error(
                    t(f"act 须为 {'/'.join(ACTS)}", f"act is {'/'.join(ACTS)}"), column="act"
                )
            self.acts.append(self.pattern(row, row["act"], "", 0.0))

    def pattern(self, row: Row, label: str, detail: str, score: float) -> Pattern:
        """Return a line's pattern, compiled. Raises ConfigError where it is wrong."""
        try:
            return Pattern.compile(
                row["pattern"], label, detail, score, f"{Path(row.file).name}:{row.line}"
            )
        except PatternError as error:
            raise row.error(
                t(f"模式有误：{error}", f"wrong pattern: {error}"), column="pattern"
            ) from None

"""Reading engines behind one small interface: what settles a batch that the rules have read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from feedback_miner import lexicon, resources
from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.learned import semantic
from feedback_miner.learned.added import added
from feedback_miner.learned.general import GeneralReader
from feedback_miner.learned.model import Model
from feedback_miner.learned.reader import Item, LearnedReader
from feedback_miner.lexicon import Codebook
from feedback_miner.sentiment.document import NEUTRAL, Reading, coloured
from feedback_miner.stamps import Stamp, stamp

__all__ = ["OWN", "Engine", "RulesEngine", "SnowNlpEngine", "make", "model_path"]

OWN = "model.npz"  # a codebook folder's own model
GENERAL = "general.npz"  # for codebooks without one
OTHER = "loan.npz"  # whose networks are asked beside it how a text is meant


class Engine(Protocol):
    """Settles what texts say once the rules have read them."""

    def read(self, items: Sequence[Item]) -> list[Reading]:
        """Return the settled reading of each item, in order."""
        ...


class RulesEngine:
    """The rules' own reading; what is only named takes the whole text's feeling."""

    def read(self, items: Sequence[Item]) -> list[Reading]:
        """Return the readings, spans coloured by the rules' score."""
        return [_coloured(item.reading, item.reading.score) for item in items]


class SnowNlpEngine:
    """SnowNLP's naive Bayes, trained on shop reviews: the reference to be compared with.

    Its probability of positive, 0 to 1, is stretched to [-1, 1]; .4 to .6 is neutral.
    """

    def read(self, items: Sequence[Item]) -> list[Reading]:
        """Return the rules' readings with SnowNLP's score."""
        return [_coloured(item.reading, self.score(item.text)) for item in items]

    def score(self, text: str) -> float:
        """Return SnowNLP's score on [-1, 1]; 0 for an empty text, which it cannot divide."""
        from snownlp import SnowNLP

        if not text.strip():
            return 0.0
        try:
            positive = float(SnowNLP(text).sentiments)
        except ZeroDivisionError:
            return 0.0
        stretched = 2 * positive - 1
        return stretched if abs(stretched) >= 0.2 else stretched * NEUTRAL / 0.2 * 0.99


def make(name: str, codebook: Codebook, model: str = "") -> Engine:
    """Return the engine ``rules``, ``snownlp``, ``linear`` (no rules), ``combined`` or
    ``semantic`` for a codebook.

    ``combined`` and ``semantic`` use ``model``, else the codebook's own, else, for a codebook
    without one, the general model, which settles how a text is meant and leaves to the rules what
    it is about. A factor that an entry of the user's own finds is there whatever a model says
    (see ``added``). Raises ConfigError where a model is missing, damaged or of
    another codebook, or where the extra is not installed.
    """
    if name == "rules":
        return RulesEngine()
    if name == "snownlp":
        return SnowNlpEngine()
    factors = tuple(factor.id for factor in codebook.factors)
    shipped = resources.lexicons() / "models"
    path = model_path(codebook, model, name)
    if path is None:
        second = _semantic(shipped) if name == "semantic" else None
        return GeneralReader(_model(shipped / GENERAL), factors, second, _model(shipped / OTHER))
    learned = _model(path)
    if learned.factors != factors:
        raise ConfigError(
            t("模型的因素与编码本不符", "the model's factors are not the codebook's"),
            file=str(path),
            do=t("请用此编码本重新训练", "train it again with this codebook"),
        )
    terms = (*codebook.lexemes, *codebook.terms)
    if name != "semantic":
        return LearnedReader(learned, terms=terms, added=added(codebook))
    second = _semantic(shipped)
    if second.factors != learned.factors:
        raise ConfigError(
            t("语义模型只适用于编码本 loan", "the semantic model is of the codebook loan"),
            do=t("请用 --sentiment combined", "use --sentiment combined"),
        )
    return LearnedReader(learned, second, terms, added(codebook))


def model_path(codebook: Codebook, model: str, engine: str) -> Path | None:
    """Return the model file an engine uses, None where a codebook has none: the one given, its
    own, or that of the bundled codebook it grew from as long as their factors are the same."""
    if model:
        return Path(model)
    shipped = resources.lexicons() / "models"
    if engine == "linear":
        return shipped / f"{codebook.id}-linear.npz"
    own = codebook.folder / OWN
    if own.is_file():
        return own
    path = shipped / f"{codebook.base}.npz"
    if not codebook.base or not path.is_file():
        return None
    ids = [factor.id for factor in codebook.factors]
    same = ids == [factor.id for factor in lexicon.load(codebook.base).factors]
    return path if same else None


def _semantic(folder: Path) -> semantic.Semantic:
    return semantic.load(folder / "loan-semantic.bin", folder / "loan-semantic.npz")


def _model(path: Path) -> Model:
    return _loaded(path, stamp(path))


@lru_cache(maxsize=4)
def _loaded(path: Path, as_of: Stamp) -> Model:
    return Model.load(path)


def _coloured(reading: Reading, score: float) -> Reading:
    return Reading(score, coloured(reading.spans, score), reading.acts)

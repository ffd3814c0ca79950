"""Sentiment engines for a whole text, behind one small interface (``annotate.Scorer``)."""

from __future__ import annotations

from functools import lru_cache

from feedback_miner import resources
from feedback_miner.sentiment.document import NEUTRAL
from feedback_miner.sentiment.linear import LinearModel, grams

# How much the rules' score weighs beside the learned model, where the question is known and where
# it is not: chosen by cross-validation so that neither the contest's labels nor our readers' are
# served at the cost of the other.
LEAN, LEAN_UNASKED = 1.6, 0.8

__all__ = ["CombinedScorer", "RuleScorer", "SnowNlpScorer", "lean", "make"]


class RuleScorer:
    """The rules' own score."""

    def score(self, text: str, kind: str, rules: float) -> float:
        """Return the rules' score unchanged."""
        return rules


class CombinedScorer:
    """A linear model over characters, the question's kind and the rules' score.

    ``linear`` leaves the rules out. The sign and the size of the score follow the probabilities;
    where neutral is the most probable the score stays within the neutral band.
    """

    def __init__(self, model: LinearModel, *, use_rules: bool = True) -> None:
        self.model = model
        self.use_rules = use_rules

    def score(self, text: str, kind: str, rules: float) -> float:
        """Return the sentiment in [-1, 1]: P(positive) - P(negative), kept to the label's band."""
        negative, neutral, positive = self.model.probabilities(
            grams(text, kind, rules if self.use_rules else 0.0),
            lean(kind) * rules if self.use_rules else 0.0,
        )
        difference = positive - negative
        if neutral >= max(negative, positive):
            inside = NEUTRAL - 0.001
            return max(-inside, min(inside, difference))
        if difference < 0:
            return min(-NEUTRAL, difference)
        return max(NEUTRAL, difference)


def lean(kind: str) -> float:
    """Return how much the rules' score weighs beside the learned model for a kind of question."""
    return LEAN_UNASKED if kind == "remark" else LEAN


class SnowNlpScorer:
    """SnowNLP's naive Bayes, trained on shop reviews: the reference to be compared with.

    Its probability of positive, 0 to 1, is stretched to [-1, 1]; .4 to .6 is neutral.
    """

    def score(self, text: str, kind: str, rules: float) -> float:
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


@lru_cache(maxsize=2)
def _model(name: str) -> LinearModel:
    return LinearModel.load(resources.lexicons() / "models" / f"{name}.npz")


def make(name: str) -> RuleScorer | CombinedScorer | SnowNlpScorer:
    """Return the engine called ``rules``, ``linear``, ``combined`` or ``snownlp``.

    Raises ConfigError where a model file is missing, KeyError for another name.
    """
    if name == "rules":
        return RuleScorer()
    if name == "snownlp":
        return SnowNlpScorer()
    if name == "linear":
        return CombinedScorer(_model(name), use_rules=False)
    if name == "combined":
        return CombinedScorer(_model(name))
    raise KeyError(name)

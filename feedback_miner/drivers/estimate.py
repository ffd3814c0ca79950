"""Everything the drivers part tells, in one table each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from feedback_miner.drivers import (
    actions,
    contrasts,
    disagreement,
    effects,
    impact,
    loyalty,
    paths,
    predictors,
    priorities,
)
from feedback_miner.factors import choices, crosstabs, outcomes, ranks, touchpoints, trends
from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.ratings import structure
from feedback_miner.ratings.read import Ratings
from feedback_miner.survey import LOYALTY, Survey, short
from feedback_miner.topics import Topics

__all__ = ["Drivers", "estimate"]


@dataclass(frozen=True)
class Drivers:
    """``table``: DRIVERS, by outcome and source, the most important first; ``fit``: one row a
    model; ``structure``: the factor analysis of the closed items, None where they are too few;
    ``paths``: the path model, None where the survey describes none; ``more``: the other tables
    by name (impact, loyalty, curve, shape, mediation, contrasts, priorities, actions, by_level,
    trends, crosstabs, pairs, choices, ranks, touchpoints, disagreements); ``main``: the outcome
    that comes first; ``kinds``: what each outcome measures; ``notes``: what an analyst must know
    before quoting a figure."""

    table: pd.DataFrame
    fit: pd.DataFrame
    structure: structure.Structure | None
    paths: paths.PathModel | None
    more: Mapping[str, pd.DataFrame]
    main: str
    kinds: Mapping[str, str]
    notes: tuple[str, ...]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return every table by name, the effects first."""
        named = {"drivers": self.table, "fits": self.fit}
        if self.structure:
            named["loadings"] = self.structure.loadings
            named["eigenvalues"] = self.structure.eigenvalues
        if self.paths:
            named["paths"] = self.paths.paths
            named["constructs"] = self.paths.constructs
            named["path_loadings"] = self.paths.loadings
        return named | dict(self.more)


def estimate(
    responses: pd.DataFrame,
    ratings: Ratings,
    verbatims: pd.DataFrame,
    opinions: pd.DataFrame,
    factors: pd.DataFrame,
    topics: Topics,
    survey: Survey,
    codebook: Codebook,
) -> Drivers:
    """Estimate what moves satisfaction and loyalty, and what follows for action.

    ``responses``, ``verbatims`` (VERBATIMS), ``opinions`` (OPINIONS) and ``factors`` (FACTORS)
    are the earlier stages' tables. Options that matter: ``samples`` (bootstrap), ``seed``,
    ``minimum_n``, ``outcome``, ``correlation`` and ``rotation`` of the factor analysis. Raises
    UsageError for an outcome that is not there. Association, not cause.
    """
    options = survey.options
    seed, samples, least = options.seed, options.samples, options.minimum_n
    named = (options.outcome,) if options.outcome else ()
    laid = predictors.prepare(ratings, opinions, verbatims, survey, named)
    main = _main(laid.kinds, list(map(str, laid.outcomes.columns)), options.outcome)
    table, fit, notes, drawn = effects.estimate(
        laid, seed=seed, samples=samples, name=codebook.name
    )
    weighed = impact.weigh(
        laid,
        impact.themes(laid, topics.assignments),
        nps=set(ratings.nps["item"]),
        minimum_n=least,
        seed=seed,
        samples=samples,
    )
    opposed = contrasts.contrast(laid, minimum_n=least)
    ranked = priorities.rank(laid, table, fit, drawn, opposed, factors, minimum_n=least)
    curve, shape = loyalty.curve(ratings, laid)
    apart, doubts = disagreement.find(ratings, laid, verbatims)
    tabs, pairs = crosstabs.tabulate(ratings, opinions, verbatims, responses, survey, codebook)
    orders = ranks.tabulate(responses, ratings, survey)
    explored, on_factors = _explored(ratings, survey)
    modelled = paths.estimate(
        ratings.scores,
        ratings.on100,
        survey.constructs,
        weights=ratings.weights,
        clusters=ratings.clusters,
        seed=seed,
        samples=samples,
        scheme=options.path_scheme,
    )
    return Drivers(
        table=table,
        fit=fit,
        structure=explored,
        paths=modelled,
        more={
            "impact": weighed,
            "loyalty": loyalty.measures(ratings, laid, verbatims),
            "curve": curve,
            "shape": shape,
            "mediation": loyalty.mediation(laid, seed=seed, samples=samples),
            "contrasts": opposed,
            "priorities": ranked,
            "actions": actions.act(codebook, ranked, factors, opinions, main, minimum_n=least),
            "by_level": outcomes.by_level(ratings, responses, survey, (main, *named), tabs),
            "trends": trends.trends(ratings, responses, survey),
            "crosstabs": tabs,
            "pairs": pairs,
            "choices": choices.tabulate(
                responses, ratings, survey, laid.outcomes[main] if main else None
            ),
            "ranks": orders,
            "touchpoints": touchpoints.view(ratings, opinions, responses, survey, codebook),
            "disagreements": apart,
        },
        main=main,
        kinds=laid.kinds,
        notes=(
            *notes,
            *_unsettled(ratings),
            *on_factors,
            *(modelled.notes if modelled else ()),
            *doubts,
            *ranks.notes(orders),
        ),
    )


def _explored(
    ratings: Ratings, survey: Survey
) -> tuple[structure.Structure | None, tuple[str, ...]]:
    """Return the factor analysis of the closed items, None where there is none, with its notes or
    why there is none."""
    options = survey.options
    items = [
        c.name for c in survey.with_role("score") if c.name in ratings.scores and not c.outcome
    ]
    explored = structure.explore(
        ratings.scores[items],
        {item: short(item) for item in items},
        seed=options.seed,
        correlation=options.correlation,
        rotation=options.rotation,
    )
    if explored:
        return explored, explored.notes
    if not items:
        return None, ()
    why = structure.why_not(ratings.scores[items])
    return None, (why or t("因子分析没有得到解", "the factor analysis came to no solution"),)


def _unsettled(ratings: Ratings) -> tuple[str, ...]:
    """Say which scores stand in no model, as nothing tells their direction."""
    if not ratings.against:
        return ()
    listed = t("、", ", ").join(ratings.against)
    return (
        t(
            f"方向未定、未列入驱动模型：{listed}",
            f"of unsettled direction and left out of the driver models: {listed}",
        ),
    )


def _main(kinds: Mapping[str, str], outcomes: list[str], named: str) -> str:
    """Return the outcome that comes first: named, satisfaction, loyalty, any."""
    if named in outcomes:
        return named
    for wanted in ({"satisfaction"}, LOYALTY):
        for outcome in outcomes:
            if kinds[outcome] in wanted:
                return outcome
    return outcomes[0] if outcomes else ""

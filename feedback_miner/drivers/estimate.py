"""Everything the drivers part tells, in one table each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from feedback_miner.drivers import (
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
    named_themes = impact.themes(laid, topics.assignments)
    contrasts = priorities.contrast(laid, minimum_n=least)
    ranked = priorities.rank(laid, table, fit, drawn, contrasts, factors, minimum_n=least)
    curve, shape = loyalty.curve(ratings, laid)
    apart, doubts = disagreement.find(ratings, laid, verbatims)
    tabs, pairs = crosstabs.tabulate(ratings, opinions, verbatims, responses, survey, codebook)
    items = [
        c.name for c in survey.with_role("score") if c.name in ratings.scores and not c.outcome
    ]
    explored = structure.explore(
        ratings.scores[items],
        {item: short(item) for item in items},
        seed=seed,
        correlation=options.correlation,
        rotation=options.rotation,
    )
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
    if ratings.against:
        unsettled = t("、", ", ").join(ratings.against)
        notes += (
            t(
                f"方向未定、未列入驱动模型：{unsettled}",
                f"of unsettled direction and left out of the driver models: {unsettled}",
            ),
        )
    orders = ranks.tabulate(responses, ratings, survey)
    if explored:
        notes += explored.notes
    elif items:
        notes += (
            structure.why_not(ratings.scores[items])
            or t("因子分析没有得到解", "the factor analysis came to no solution"),
        )
    if modelled:
        notes += modelled.notes
    return Drivers(
        table=table,
        fit=fit,
        structure=explored,
        paths=modelled,
        more={
            "impact": impact.weigh(
                laid,
                named_themes,
                nps=set(ratings.nps["item"]),
                minimum_n=least,
                seed=seed,
                samples=samples,
            ),
            "loyalty": loyalty.measures(ratings, laid, verbatims),
            "curve": curve,
            "shape": shape,
            "mediation": loyalty.mediation(laid, seed=seed, samples=samples),
            "contrasts": contrasts,
            "priorities": ranked,
            "actions": priorities.act(codebook, ranked, factors, opinions, main, minimum_n=least),
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
        notes=(*notes, *doubts, *ranks.notes(orders)),
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

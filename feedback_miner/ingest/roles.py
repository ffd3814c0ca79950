"""Propose the role of every column of an export, each with its reason in words."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import replace

from feedback_miner.ingest.batteries import judge_satisfaction, judge_scores, tells_attitudes
from feedback_miner.ingest.computed import find_computed
from feedback_miner.ingest.fillins import judge_fill_ins
from feedback_miner.ingest.findings import Finding, Inspection, Verdict
from feedback_miner.ingest.grouped import judge_multi, judge_rankings
from feedback_miner.ingest.identity import identifier
from feedback_miner.ingest.lone import judge_lone_score
from feedback_miner.ingest.profile import Profile, profile, sample
from feedback_miner.ingest.responses import Responses
from feedback_miner.ingest.reverse import turn_reversed
from feedback_miner.ingest.settled import is_private, judge_settled
from feedback_miner.ingest.worded import judge_lone_text, judge_words, leave_titles
from feedback_miner.language import t
from feedback_miner.survey import Options, Survey

__all__ = ["propose"]


def propose(
    responses: Responses, options: Options | None = None, survey: Survey | None = None
) -> Inspection:
    """Propose roles, scales, question kinds, outcomes and factors for the columns of an export.

    Headers and cells are looked at, cells of a sample of 20,000 rows where they differ much.
    Scores that run against the others are turned where their words, by the lexicons of the
    options' codebook, are a complaint. Nothing is decided silently: every column carries its
    reason, and doubts are warnings. What a ``survey`` says of a column stands, and so do the order
    of its columns, its options (unless ``options`` are given) and its constructs; columns that it
    does not name are proposed.
    """
    table = responses.table
    part = sample(table)
    profiles = [profile(table, name, part) for name in responses.columns]
    verdicts: dict[int, Verdict] = {}
    identity = identifier(table)
    judge_rankings(part, profiles, verdicts, identity)
    for position, column in enumerate(profiles):
        if position in verdicts:
            continue
        verdict = None if tells_attitudes(column) else judge_settled(column, identity)
        if verdict:
            verdicts[position] = verdict
    judge_multi(profiles, verdicts)
    judge_scores(profiles, verdicts)
    judge_satisfaction(verdicts)
    verdicts.update(find_computed(part, profiles, verdicts))
    for position, column in enumerate(profiles):
        if position not in verdicts:
            verdicts[position] = judge_words(column)
    boxes = judge_fill_ins(part, profiles, verdicts)
    leave_titles(profiles, verdicts)
    judge_lone_text(profiles, verdicts)
    judge_lone_score(profiles, verdicts)
    turn_reversed(part, verdicts, _codebook(options, survey))
    if survey is not None and survey.columns:
        _lay_over(survey, profiles, verdicts)
    findings = tuple(
        Finding(
            column=verdicts[position].column,
            why=verdicts[position].why,
            fill=column.answered,
            distinct=column.distinct,
            examples=() if is_private(column) else _examples(column, verdicts[position]),
            warnings=verdicts[position].warnings,
        )
        for position, column in enumerate(profiles)
    )
    columns = tuple(finding.column for finding in findings)
    if survey is None:
        proposed = Survey(columns, options or Options())
    else:
        named = {column.name for column in survey.columns}
        new = tuple(column for column in columns if column.name not in named)
        proposed = replace(survey, columns=survey.columns + new, options=options or survey.options)
    return Inspection(proposed, findings, _warnings(findings) + _set_aside(findings, boxes))


def _codebook(options: Options | None, survey: Survey | None) -> str:
    return (options or (survey.options if survey else Options())).codebook


def _lay_over(
    survey: Survey, profiles: Sequence[Profile], verdicts: MutableMapping[int, Verdict]
) -> None:
    """Put what a survey says in the place of what was found, and tell which columns it lacks."""
    described = {column.name: column for column in survey.columns}
    for position, column in enumerate(profiles):
        found = verdicts[position]
        wanted = described.get(column.name)
        if wanted is None:
            new = t(
                "说明里没有这一列，此处为自动判断", "the description lacks it: this is a proposal"
            )
            verdicts[position] = replace(found, warnings=(*found.warnings, new))
        elif wanted != found.column:
            why = t("按说明文件", "as the description says")
            verdicts[position] = Verdict(wanted, why)


def _examples(column: Profile, verdict: Verdict) -> tuple[str, ...]:
    scale = verdict.column.scale
    return column.examples(verdict.column.role, dict(scale.labels) if scale else ())


def _set_aside(findings: Sequence[Finding], boxes: Sequence[str]) -> tuple[str, ...]:
    """Tell which columns were left out as boxes of 其他: one line, none where there are none."""
    left = [one.name for one in findings if one.name in boxes and one.role == "ignored"]
    if not left:
        return ()
    zh, en = "".join(f"「{name}」" for name in left), ", ".join(f'"{name}"' for name in left)
    return (
        t(
            f"{zh}看作选项“其他”的填空，没有作为反馈分析；"
            "若是单独的问题，请在 survey.toml 中把 role 改为 text",
            f"{en}: taken for the box of an option (other) and not analysed as feedback; if it is "
            "a question of its own, set its role to text in survey.toml",
        ),
    )


def _warnings(findings: Sequence[Finding]) -> tuple[str, ...]:
    roles = [finding.role for finding in findings]
    warnings: list[str] = []
    if "text" not in roles and "score" not in roles:
        warnings.append(
            t("没有找到开放题，也没有找到评分题", "neither open questions nor scores were found")
        )
    elif "text" not in roles:
        warnings.append(
            t("没有找到开放题：只分析封闭题", "no open question was found: closed questions only")
        )
    elif "score" not in roles:
        warnings.append(
            t("没有找到评分题：只分析文字", "no closed score was found: the words only")
        )
    for finding in findings:
        warnings += [
            t(f"「{finding.name}」{warning}", f'"{finding.name}": {warning}')
            for warning in finding.warnings
        ]
        if finding.role in ("text", "score") and 0 < finding.fill < 0.05:
            share = f"{finding.fill:.1%}"
            warnings.append(
                t(f"「{finding.name}」只有 {share} 的人填写", f'"{finding.name}": {share} filled')
            )
    return tuple(warnings)

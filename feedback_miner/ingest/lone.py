"""The only closed score of an export, where it rates us: its outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from feedback_miner.ingest import wording
from feedback_miner.ingest.findings import Verdict
from feedback_miner.ingest.profile import Profile
from feedback_miner.language import t
from feedback_miner.survey import Column

__all__ = ["judge_lone_score", "of_others"]

_PLEASED = re.compile(r"满意|satisf", re.IGNORECASE)
_RATES = re.compile(
    r"满意|打分|评价(?!内容|文本)|好评|(?<!客户)(?<!会员)星级|几(?:颗?星|分)|"
    r"(?:^|您|请|用户|我们|我行|本行)(?:给|对|为|的|进行|综合|总)?(?:打分|评分)|"
    r"(?:服务|体验|总体|整体|综合|总|产品|品牌|态度|审批|放款|流程|客服|网点|app|本次|此次|贷款|业务|办理|"
    r"我们|我行|本行)的?(?:进行)?(?:打分|评分|得分|分数)|^\W*(?:打分|评分)|"
    r"satis|rating|\brate (?:us|our|your)\b|\bcsat\b|\bstars?\b|"
    r"(?:service|overall|experience)[ _]?score",
    re.IGNORECASE,
)
_US = re.compile(
    r"我[们行司]|本[行司]|本公司|贵[行司]|相比|相较|\b(?:us|our|compared)\b", re.IGNORECASE
)
_OTHERS = re.compile(
    r"他行|其[他它](?:银行|机构|平台|公司|家)|别的(?:银行|机构|平台)|别家|同业|同行|竞品|竞争对手|"
    r"对(?:于|本|此|这|该|次|份|个|张)*(?:问卷|调[查研])|(?:问卷|调[查研])的?(?:满意|评分|评价|打分)|"
    r"other (?:bank|lender)s?|competitor|(?:this|the) (?:survey|questionnaire)",
    re.IGNORECASE,
)
# What is rated is no service of ours: the customer, the task, what is wished.
_ELSE = re.compile(
    r"压力|信用|征信|风险|难度|期望|期待|预期|重要|敏感|问卷|负担|焦虑|需求|内部|模型|资质|"
    r"stress|credit (?:score|rating)|risk|difficult|expect|importan|sensitiv|survey",
    re.IGNORECASE,
)


def judge_lone_score(profiles: Sequence[Profile], verdicts: dict[int, Verdict]) -> None:
    """Take the only closed score of an export as the outcome, and say so, where its header rates
    us or our service, or its cells tell satisfaction. Others stay: of other banks, of the customer
    or of what is wished, codes, statements to agree with."""
    scores = [p for p, v in verdicts.items() if v.column.role == "score"]
    if len(scores) != 1 or not _rates_us(profiles[scores[0]]):
        return
    verdict = verdicts[scores[0]]
    if verdict.column.outcome or _is_part(verdict.column):
        return
    why = t("；只有这一道评分题，作结果变量", "; the only score: taken as the outcome")
    doubt = t(
        "只有这一道评分题，按满意度（结果变量）分析；不是的话请在 survey.toml 中去掉 outcome",
        "the only closed score: analysed as satisfaction (the outcome); if it is not, take outcome "
        "out in survey.toml",
    )
    verdicts[scores[0]] = replace(
        verdict,
        column=replace(verdict.column, outcome="satisfaction", factor=""),
        why=verdict.why + why,
        warnings=(*verdict.warnings, doubt),
    )


def _is_part(column: Column) -> bool:
    """Tell whether a score rates one thing among others: a part of a matrix (分项满意度—审批速度),
    or a factor other than how one is served."""
    return re.search(r"分项|各项|—", column.name) is not None or (
        column.factor != "" and re.search(r"服务|service", column.name, re.IGNORECASE) is None
    )


def of_others(name: str) -> bool:
    """Tell whether a header rates other banks or the questionnaire, and not us (also beside
    them)."""
    return _OTHERS.search(name) is not None and _US.search(name) is None


def _rates_us(column: Profile) -> bool:
    name = column.name
    if _OTHERS.search(name) or _ELSE.search(name) or wording.is_statement(name):
        return False
    return _RATES.search(name) is not None or any(map(_PLEASED.search, column.answers))

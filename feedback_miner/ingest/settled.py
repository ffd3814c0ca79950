"""What a column's header and the look of its cells settle: ids, times, personal data, constants."""

from __future__ import annotations

from feedback_miner.ingest import wording
from feedback_miner.ingest.findings import LEVELS, Verdict, ignored
from feedback_miner.ingest.identity import names_a_customer, names_an_id
from feedback_miner.ingest.multiselect import joined, option_kind
from feedback_miner.ingest.profile import Profile
from feedback_miner.ingest.scales import plausible
from feedback_miner.ingest.worded import answers_of, is_open, warn_of_marks
from feedback_miner.language import t
from feedback_miner.survey import Column

__all__ = ["CONTRACT_TEXT", "holds_personal", "is_private", "judge_settled"]

_MOST_ROWS = 100  # of one customer on average: what repeats more often is no customer's number
CONTRACT_TEXT = "text"  # a JSON-lines input has id and text, whatever stands in them


def is_private(column: Profile) -> bool:
    """Tell whether cells should not even be shown: personal data and technical traces."""
    return holds_personal(column) or wording.is_technical(column.name)


def holds_personal(column: Profile) -> bool:
    """Tell whether cells hold personal data: by header, unless they only say whether an option
    was chosen (联系渠道：电话), or by their look."""
    named = wording.is_personal(column.name) and option_kind(column) is None
    return named or column.phones >= 0.5


def repeats(column: Profile) -> bool:
    """Tell whether cells may number customers of whom some have several rows."""
    return 1 < column.distinct < column.filled <= _MOST_ROWS * column.distinct


def judge_settled(column: Profile, identity: str | None) -> Verdict | None:
    """Judge what the header and the cells' look settle: ids, times, personal data, constants."""
    name = column.name
    if not column.counts:
        return ignored(name, t("整列为空", "the whole column is empty"))
    if name == identity:
        return Verdict(
            Column(name, "id"), t("表头像编号，且各行不同", "named as an id, differs in each row")
        )
    if names_a_customer(name) and repeats(column):
        why = t(
            f"表头是客户的编号，{column.filled} 行来自 {column.distinct} 位客户",
            f"a customer's number by name: {column.filled} rows of {column.distinct} customers",
        )
        return Verdict(Column(name, "customer"), why)
    if wording.is_technical(name) and not wording.is_score(name):
        return ignored(name, t("技术信息，与体验无关", "technical trace"))
    if column.nested >= 0.5:
        return ignored(name, t("嵌套的 JSON 数据", "nested JSON data"))
    if holds_personal(column):
        return ignored(name, t("个人信息，不参与分析", "personal data, left out"))
    if wording.is_duration(name) and column.durations >= 0.8:
        return Verdict(
            Column(name, "duration"), t("表头是答题用时，单元格是时长", "how long an answer took")
        )
    if wording.is_weight(name) and column.numbers >= 0.5:
        doubts = (
            t("有的单元格不是数字，这些行不计权", "some cells are no numbers and do not count"),
        )
        return Verdict(
            Column(name, "weight"),
            t("表头是权重，单元格是数字", "a weight by name, numbers"),
            doubts if column.numbers < 0.999 else (),
        )
    if wording.is_time(name) and column.dates >= 0.6:
        return Verdict(Column(name, "time"), t("表头与单元格都是时间", "header and cells: time"))
    if column.dates >= 0.9 and column.numbers < 0.5:
        return Verdict(Column(name, "time"), t("单元格是日期或时间", "cells are dates"))
    if names_an_id(name) and column.distinct > 0.5 * column.filled:
        return ignored(name, t("又一个编号", "one more id"))
    rated = wording.is_score(name) and plausible(column)
    if (
        wording.is_channel(name)
        and not rated
        and 1 < column.distinct <= LEVELS
        and not joined(column)
        and option_kind(column) is None  # 渠道：网点 with 是 and 否 is an option
    ):
        _, marks = answers_of(column)
        return Verdict(
            Column(name, "channel", missing=tuple(sorted(marks))),
            t("表头是来源或渠道", "named as a channel"),
            warn_of_marks(marks),
        )
    if name.strip().lower() == CONTRACT_TEXT:
        why = t("列名就是约定的文本列", "the text column's agreed name")
        return Verdict(Column(name, "text"), why)
    if column.distinct == 1 and column.fill > 0.95 and (column.filled > 2 or not is_open(column)):
        return ignored(name, t("所有行都一样", "the same in every row"))
    if column.urls >= 0.5:
        return ignored(name, t("网址", "addresses of pages"))
    return None

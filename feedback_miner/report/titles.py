"""The workbook's tables in words: titles of columns, names of codes, formats of numbers.

CSV and Parquet keep the keys for machines; in the workbook the key stands under its title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from feedback_miner.labelling.columns import ACT_NAMES
from feedback_miner.language import current, t
from feedback_miner.lexicon import Codebook
from feedback_miner.report import casewords
from feedback_miner.report.driving_words import KANO, KINDS, QUADRANTS, SAID, SOURCES
from feedback_miner.report.guide import MEANINGS
from feedback_miner.triage import categories, columns
from feedback_miner.triage.flags import FLAG_NAMES
from feedback_miner.triage.status import STATUSES

__all__ = ["Words", "form", "title"]

_TITLES = {
    "n": "基数 n",
    "source": "驱动来源",
    "lmg": "相对重要性 LMG",
    "importance": "相对重要性",
    "direct": "直接效应",
    "indirect": "间接效应",
    "factor": "因素",
    "theme": "主题或因素",
    "effect": "效应量",
    "size": "效应值",
    "loading": "载荷",
    "p": "p 值",
    "base": "上期占比或基数",
    "new": "本期占比",
    "change": "占比变化",
    "k": "主题数",
    "x": "地图横坐标",
    "y": "地图纵坐标",
    "period": "时段",
    "rest_n": "其余基数",
    "rest_mean": "其余均值",
    "p_adjusted": "校正后 p",
    "contrast_p": "不对称 p",
    "contrast_p_adjusted": "不对称 p（校正）",
    "subfactor": "子因素",
    "sentiment": "情感分",
    "text": "原文",
    "question": "题目",
    "response_id": "答卷编号",
    "response_ids": "答卷编号",
    "verbatim": "文本序号",
    "start": "起",
    "end": "止",
    "evidence": "依据",
    "act": "意图",
    "score": "得分",
    "positive": "正面",
    "neutral": "中性",
    "negative": "负面",
    "both": "褒贬皆有",
    "complaints": "不满",
    "net": "净情感×100",
    "rating_n": "评分基数",
    "gap": "文字减评分",
    "nps": "NPS",
    "nps_p": "NPS p 值",
    "nps_p_adjusted": "NPS 校正后 p",
    "nps_clear": "NPS 差异明确",
    "pooled": "合并的组数",
    "segment": "分组",
    "level": "组别",
    "levels": "组别",
    "low": "下限",
    "high": "上限",
    "n_low": "低端基数",
    "n_high": "高端基数",
    "item": "题目",
    "items": "题目",
    "reversed": "反向题",
    "missing": "缺失",
    "mean": "均值",
    "sd": "标准差",
    "median": "中位数",
    "scale": "量表",
    "drivers": "驱动数",
    "highest_vif": "最大膨胀因子",
    "name": "名称",
    "factor_name": "因子名",
    "component": "序号",
    "kind": "类别",
    "unit": "单位",
    "count": "份数",
    "value": "值",
    "satisfaction": "满意题",
    "mediator": "中介",
    "loyal": "忠诚占比",
    "step": "比上一级高",
    "shape": "关系",
    "bend_p": "弯曲 p",
    "r2_linear": "R²（直线）",
    "r2_levels": "R²（各水平）",
    "verdict": "结论",
    "rank": "名次",
    "rule": "规则",
    "action": "行动",
    "importance_closed": "重要性（评分）",
    "importance_text": "重要性（文字）",
    "performance": "表现",
    "performance_closed": "表现（评分）",
    "performance_text": "表现（文字）",
    "bases": "各组基数",
    "values": "各组值",
    "statistic": "统计量",
    "df": "自由度",
    "strength": "强度",
    "other": "对照组",
    "n_other": "对照组基数",
    "column": "列",
    "touchpoint": "触点",
    "detail": "说明",
    "seconds": "用时（秒）",
    "topic": "主题号",
    "words": "词",
    "phrases": "短语",
    "factor_share": "该因素占比",
    "confidence": "把握",
    "nearest": "最近的因素",
    "mixed": "混杂",
    "group": "组",
    "group_name": "组名",
    "quotes": "原话",
    "quote_ids": "原话的答卷",
    "due_hours": "内部时限（小时）",
    "statutory_days": "法定天数",
    "status_given": "导出的状态",
    "owner_given": "派单的部门",
    "limit_words": "客户期限原话",
    "closed_with": "随哪件一并办结",
    "lead": "行首",
    "row": "行",
    "reason": "原因",
    "flags": "标记",
    "urgency": "紧急度",
    "suspect": "疑似",
    "status": "状态",
    "owner": "责任部门",
}
_Names = Mapping[str, tuple[str, str]]
_CODES: Mapping[str, _Names] = {
    "polarity": {
        "negative": ("不满", "negative"),
        "neutral": ("中性", "neutral"),
        "positive": ("称赞", "positive"),
    },
    "act": ACT_NAMES,
    "source": SOURCES,
    "quadrant": QUADRANTS,
    "kano": KANO,
    "measure": {
        "mean": ("均值", "mean"),
        "mean100": ("均值（0–100）", "mean on 0-100"),
        "net": ("净情感", "net sentiment"),
        "nps": ("NPS", "NPS"),
        **KINDS,
        **SAID,
    },
    "suspect": {"irony": ("反话", "irony")},
    "kind": {
        "factor": ("因素", "factor"),
        "topic": ("主题", "topic"),
        "score": ("评分", "score"),
        "complaint": ("不满", "unhappy"),
        "nps": ("NPS", "NPS"),
        "net": ("净情感", "net sentiment"),
    },
    "unit": {
        "net": ("净值", "net"),
        "mean": ("均值", "mean"),
        "top2": ("最高两级", "top two"),
        "share": ("占比", "share"),
    },
    "outcome": KINDS,
    "overdue": casewords.LATE,
    "group_kind": casewords.KINDS,
    "flags": FLAG_NAMES,
    "status": STATUSES,
    "status_given": STATUSES,
}
_FACTORS = ("factor", "nearest", "theme", "subfactor", "driver", "measure", "scale")
_SHARES = re.compile(
    r"^(?:share|share_low|share_high|factor_share|top2|top2_low|top2_high|bottom2|floor|ceiling|"
    r"loyal|confidence|(?:first|top3)_share(?:_low|_high)?)$"
)
_P = re.compile(r"(?:^|_)p(?:_adjusted)?$")
NETS = frozenset({"net", "net_low", "net_high"})
_CUT = re.compile("[：（；，/]")


def title(key: str) -> str:
    """Return a column's title in the current language, its key below it where that is another."""
    if current() == "en":
        return key
    for end, words in (("_low", "下限"), ("_high", "上限")):
        stem = key.removesuffix(end)
        if stem != key and key not in _TITLES and (stem in _TITLES or stem in MEANINGS):
            return f"{_short(stem)} {words}\n{key}"
    short = _short(key)
    return short if short == key else f"{short}\n{key}"


def _short(key: str) -> str:
    if key in _TITLES:
        return _TITLES[key]
    if key in MEANINGS:
        return _CUT.split(MEANINGS[key][0])[0].strip()
    return columns.SHOWN[key][0] if key in columns.SHOWN else key


def form(key: str) -> str:
    """Return how a column's numbers are to be shown. Net sentiment is on -1 to 1 in the tables and
    shown times 100."""
    if _SHARES.match(key):
        return "0.0%"
    if key in NETS:
        return "+0;-0;0"
    return '[<0.001]"<0.001";0.000' if _P.search(key) else "0.0##"


class Words:
    """What the codes of a codebook's tables are called in the current language."""

    def __init__(self, codebook: Codebook, topics: Mapping[str, str]) -> None:
        self._topics = topics
        self._of: dict[str, Mapping[str, str]] = {
            key: {code: t(*words) for code, words in codes.items()} for key, codes in _CODES.items()
        }
        subfactors = (sub for one in codebook.factors for sub in one.subfactors)
        self._of["subfactor"] = {sub.id: sub.name for sub in subfactors}
        self._of["touchpoint"] = {one.id: one.name for one in codebook.touchpoints}
        self._of["category"] = categories.load(codebook).names()
        factors = {one.id: one.name for one in codebook.factors}
        for key in _FACTORS:
            self._of[key] = {**factors, **self._of.get(key, {})}

    def called(self, key: str, code: str, kind: str = "") -> str:
        """Return what a code in a column is called; of themes ``kind`` tells whose it is."""
        known = self._topics if (key, kind) == ("theme", "topic") else self._of.get(key, {})
        return known.get(code, code)

"""Names of what the drivers part tells of, in Chinese and English."""

from __future__ import annotations

__all__ = ["KANO", "KINDS", "METHODS", "OUTCOMES", "QUADRANTS", "SAID", "SOURCES"]

QUADRANTS = {
    "fix": ("先改", "fix first"),
    "keep": ("保持", "keep"),
    "low": ("次要", "low priority"),
    "overkill": ("维持", "maintain"),
}
KANO = {
    "basic": ("基本型", "basic"),
    "performance": ("期望型", "performance"),
    "delighter": ("魅力型", "delighter"),
    "indifferent": ("无差异", "indifferent"),
}
SOURCES = {
    "closed": ("评分题", "closed scores"),
    "text": ("文本褒贬", "polarity in words"),
    "mentioned": ("文本提及", "mentions in words"),
    "both": ("评分与文本", "scores and words"),
}
METHODS = {
    "pearson": ("皮尔逊相关", "Pearson correlations"),
    "polychoric": ("多序（polychoric）相关", "polychoric correlations"),
    "varimax": ("最大方差正交旋转（varimax）", "varimax rotation"),
    "oblimin": ("斜交旋转（oblimin）", "oblimin rotation"),
    "none": ("未旋转", "no rotation"),
}
SAID = {
    "said_stay": ("说会留下、继续用", "say they stay"),
    "said_recommend": ("说会推荐", "say they recommend"),
    "said_leave": ("说要离开", "say they leave"),
    "said_warn": ("说会劝退他人", "say they warn others"),
}
# What an outcome measures: the tag beside a question, and what a long question goes by.
_MEASURED = {
    "satisfaction": (("满意", "satisfaction"), ("总体满意度", "overall satisfaction")),
    "recommend": (("推荐", "recommend"), ("推荐意愿", "willingness to recommend")),
    "reuse": (("再次办理", "reuse"), ("再次办理意愿", "intention to come back")),
    "price_tolerance": (("价格容忍", "price tolerance"), ("价格容忍度", "price tolerance")),
    "trust": (("信任", "trust"), ("信任", "trust")),
    "switching_cost": (("转换成本", "switching cost"), ("转换成本", "switching cost")),
}
KINDS = {key: tag for key, (tag, _) in _MEASURED.items()}
OUTCOMES = {key: name for key, (_, name) in _MEASURED.items()}

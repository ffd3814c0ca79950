"""The flags' names, and which weigh more."""

from __future__ import annotations

__all__ = ["FLAG_NAMES", "GRAVITY"]

FLAG_NAMES = {
    "self_harm": ("自伤风险", "self-harm"),
    "violence": ("暴力威胁", "violence"),
    "fraud": ("欺诈盗用", "fraud"),
    "harassment": ("骚扰催收", "harassment"),
    "regulator": ("监管投诉", "regulator"),
    "legal": ("法律途径", "legal"),
    "media": ("媒体曝光", "media"),
    "leak": ("信息泄露", "leak"),
    "repeat": ("重复投诉", "repeat"),
    "vulnerable": ("弱势群体", "vulnerable"),
    "churn": ("流失", "churn"),
}
# The gravest flag counts first: who may take his own life, then threats, then money, then conduct,
# then escalation.
GRAVITY = {
    "self_harm": 7,
    "violence": 6,
    "fraud": 5,
    "harassment": 4,
    "regulator": 4,
    "legal": 3,
    "media": 3,
    "leak": 3,
    "vulnerable": 2,
    "repeat": 2,
    "churn": 1,
}

"""Why a case is in the queue, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.triage import (
    ongoing,
    origin,
)
from feedback_miner.triage.flags import FLAG_NAMES, GRAVITY

__all__ = ["TODAY", "reason_of"]

GRAVE = 3  # of GRAVITY: flags that make a case one for today
TODAY = 3  # the urgency of what is to be answered today


def reason_of(case: Mapping[str, Any], codebook: Codebook) -> str:
    """Return why a case is in the queue, and first why it is one for today."""
    parts = [_flagged(flag, case) for flag in case["flags"]]
    if case["limit_words"]:
        parts.append(_limited(case))
    if case["urgency"] == TODAY:
        gravest = max(case["flags"], key=lambda flag: GRAVITY[flag], default="")
        if GRAVITY.get(gravest, 0) >= GRAVE:
            first = parts.pop(case["flags"].index(gravest))
        else:
            said = f"「{case['urgent']}」" if case["urgent"] else t("（全文）", " (as a whole)")
            first = t("紧急", "urgent") + said
        parts.insert(
            0, t("今天办", "today") + ongoing.words_of(case["stage"]) + t("：", ": ") + first
        )
    elif case["urgency"] > 1 and not case["flags"] and case["urgent"]:
        parts.insert(0, t("尽快办", "soon") + f"「{case['urgent']}」")
    if case["factor"]:
        parts.append(t("不满：", "unhappy with ") + codebook.name(case["factor"]))
    return t("；", "; ").join(parts) or t("整体不满", "unhappy overall")


def _limited(case: Mapping[str, Any]) -> str:
    """Return the customer's deadline as he wrote it, with the day it means."""
    day = f"（{case['limit']}）" if case["limit"] else t("（受理时间未知）", " (time unknown)")
    return t("客户限期", "customer's deadline ") + f"「{case['limit_words']}」{day}"


def _flagged(flag: str, case: Mapping[str, Any]) -> str:
    """Return a flag's name with the channel and the words that raised it."""
    words = case["words"].get(flag, "")
    relay = case["relay"] if flag == origin.flag_of(case["relay"]) else ""
    channel = t(f"（渠道：{relay}）", f" (channel: {relay})") if relay else ""
    return t(*FLAG_NAMES[flag]) + channel + (f"「{words}」" if words else "")

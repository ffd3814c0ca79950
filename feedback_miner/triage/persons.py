"""Who complains again: pseudonyms that link one person's complaints without naming anybody."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

import numpy as np
import pandas as pd

from feedback_miner import privacy
from feedback_miner.survey import Survey

__all__ = ["pseudonyms", "salt_of"]

# Columns that tell one customer from another, the surest first. A name alone does not.
_COLUMNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"身份证|证件号|id.?card",
        r"客户(?:号|编号|id)$|用户(?:id|编号|号)$|会员(?:号|编号|id)$|(?:留言|投诉|反馈)用户$|"
        r"^(?:customer|client|user|member)[ _-]?(?:id|no|number)$|openid|unionid",
        r"手机|电话|联系方式|\b(?:phone|mobile)\b",
        r"邮箱|e-?mail|微信号|qq号",
    )
)
_KINDS = ("id_card", "phone", "bank_card", "email", "wechat")  # in a text, the surest first
# A number somebody else rings from is not the complainant's own.
_ANOTHER = re.compile(
    r"(?:催收|对方|骗子|中介|陌生|骚扰|来电|打来|客服|经理|业务员|他|她|号码为|自称|用|被)[^，。；,;]{0,8}$"
)


def salt_of(given: str, responses: pd.DataFrame) -> bytes:
    """Return the salt: the user's own, which links days, else one drawn from the export itself,
    which links only within it and cannot be guessed by whoever has only the queue."""
    if given:
        return given.encode()
    digest = hashlib.sha256()
    for name in responses.columns:
        digest.update(str(name).encode("utf-8", "replace") + b"\0")
        joined = "\0".join(map(str, responses[name].tolist()))
        digest.update(joined.encode("utf-8", "replace"))
    return digest.digest()


def pseudonyms(
    responses: pd.DataFrame, survey: Survey, verbatims: pd.DataFrame, salt: bytes
) -> dict[str, str]:
    """Return a pseudonym by response_id, for those whose complainant can be told.

    From a column of the export (id card, customer number, phone, e-mail), else from the surest
    personal data in the text that is the writer's own. Names link nobody: too many share one.
    """
    ids = responses["response_id"].astype("str")
    found: dict[str, str] = {}
    for pattern in _COLUMNS:
        for name in map(str, responses.columns[3:]):
            if not pattern.search(name):
                continue
            for response_id, cell in zip(
                ids.tolist(), responses[name].astype("str").tolist(), strict=True
            ):
                value = _plain(cell)
                if len(value) >= 4 and "*" not in value and response_id not in found:
                    found[response_id] = _pseudonym(salt, value)
    held = [bool(set(kinds) & set(_KINDS)) for kinds in _kinds(verbatims)]
    with_data = verbatims[np.array(held, dtype=bool)]
    wanted = [r for r in with_data["response_id"].astype("str").unique() if r not in found]
    if not wanted:
        return found
    texts = [c.name for c in survey.with_role("text") if c.name in responses]
    rows = responses[ids.isin(wanted)]
    for row in rows[["response_id", *texts]].itertuples(index=False):
        value = _own("。".join(map(str, row[1:])))
        if value:
            found[str(row[0])] = _pseudonym(salt, value)
    return found


def _kinds(verbatims: pd.DataFrame) -> list[list[str]]:
    if "pii" not in verbatims:
        return [[] for _ in range(len(verbatims))]
    return list(verbatims["pii"])


def _own(text: str) -> str:
    best: tuple[int, str] | None = None
    for span in privacy.recognise(text):
        if span.kind not in _KINDS or _ANOTHER.search(text[max(0, span.start - 14) : span.start]):
            continue
        rank = _KINDS.index(span.kind)
        if best is None or rank < best[0]:
            best = rank, _plain(text[span.start : span.end])
    return best[1] if best else ""


def _plain(cell: str) -> str:
    """Bring one number or address into one form: width, case, spaces, dashes, country code."""
    folded = cell.strip().translate(_WIDE).lower()
    folded = re.sub(r"[\s\-—_()（）]", "", folded)
    if re.fullmatch(r"(?:\+|00)?86(1\d{10})", folded):
        folded = folded[-11:]
    return "" if folded in _NOTHING else folded


_WIDE = str.maketrans({chr(0xFF01 + i): chr(0x21 + i) for i in range(94)})
_NOTHING = frozenset({"", "无", "匿名", "匿名用户", "不详", "未知", "none", "null", "nan", "n/a"})


def _pseudonym(salt: bytes, value: str) -> str:
    digest = hmac.new(salt, value.encode("utf-8", "replace"), hashlib.sha256).digest()
    return "P" + base64.b32encode(digest[:5]).decode("ascii")

"""Who complains again: pseudonyms that link one person's complaints without naming anybody."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from feedback_miner import privacy
from feedback_miner.privacy.checks import resident_id_check
from feedback_miner.privacy.columns import announced, digits_of
from feedback_miner.survey import Survey
from feedback_miner.tables import own_columns

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
_CUSTOMER = 1  # the second: a number of the column's own, which means nothing in another
SURE = 2  # the first of them are one customer's alone, a phone may be a family's
# Columns of somebody else's numbers.
_OTHERS = re.compile(
    r"经办|处理|办理|受理人|坐席|座席|客服|员工|经理|网点|支行|机构|部门|单位|公司|紧急|配偶|[家亲]属"
    r"|担保|催收|对方|被投诉|被举报|staff|agent|branch|emergency",
    re.I,
)
_KINDS = ("id_card", "phone", "bank_card", "email", "wechat")  # in a text, the surest first
_TOGETHER = ("id_card", "phone")  # of a text, both are taken
_CODE = re.compile(r"P[A-Z2-7]{8}")
_LEVELS = {"id_card": 0, "phone": 2, "email": 3, "wechat": 3, "bank_card": 4}  # as of _COLUMNS
Key = tuple[int, str]  # how sure (a place in _COLUMNS, 0 the surest), and the number or address
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
    responses: pd.DataFrame,
    survey: Survey,
    verbatims: pd.DataFrame,
    salt: bytes,
    kept: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return a pseudonym by response_id, for those whose complainant can be told.

    From columns of the export (id card, customer number, phone, e-mail), else from the surest
    personal data in the text that is the writer's own. Rows that share any of it are one person's,
    save that one phone or address used with several id cards makes no one of their holders. Names
    link nobody: too many share one. ``kept`` are codes of a queue made before, by response_id: who
    had one keeps it.
    """
    keys = _keys(responses, survey, verbatims)
    people = _People(keys)
    members: dict[str, list[str]] = defaultdict(list)
    for response_id in keys:
        members[people.find(response_id)].append(response_id)
    found: dict[str, str] = {}
    taken: set[str] = set()
    fresh: list[list[str]] = []
    known = kept or {}
    for ids in members.values() if known else ():
        codes = Counter(code for one in ids if _CODE.fullmatch(code := known.get(one, "")))
        code = next((code for code, _ in codes.most_common() if code not in taken), "")
        if not code:
            fresh.append(ids)
            continue
        taken.add(code)
        found |= dict.fromkeys(ids, code)
    for ids in fresh if known else members.values():
        _, value = min(key for one in ids for key in keys[one])
        found |= dict.fromkeys(ids, _pseudonym(salt, value))
    return found


def _keys(responses: pd.DataFrame, survey: Survey, verbatims: pd.DataFrame) -> dict[str, list[Key]]:
    """Return what tells each complainant from another, by response_id in the export's order."""
    ids = responses["response_id"].astype("str")
    found: dict[str, list[Key]] = {response_id: [] for response_id in ids.tolist()}
    for level, pattern in enumerate(_COLUMNS):
        for name in own_columns(responses):
            if not pattern.search(name) or _OTHERS.search(name):
                continue
            for response_id, cell in zip(
                ids.tolist(), responses[name].astype("str").tolist(), strict=True
            ):
                found[response_id] += [(level, value) for value in _values(level, name, cell)]
    held = [bool(set(kinds) & set(_KINDS)) for kinds in _kinds(verbatims)]
    with_data = verbatims[np.array(held, dtype=bool)]
    wanted = [r for r in with_data["response_id"].astype("str").unique() if not found.get(r)]
    texts = [c.name for c in survey.with_role("text") if c.name in responses]
    rows = responses[ids.isin(wanted)] if wanted else responses[:0]
    for row in rows[["response_id", *texts]].itertuples(index=False):
        found[str(row[0])] += _own("。".join(map(str, row[1:])))
    return {response_id: known for response_id, known in found.items() if known}


class _People:
    """Disjoint sets of responses: one a complainant."""

    def __init__(self, keys: Mapping[str, Iterable[Key]]) -> None:
        self._parent = {response_id: response_id for response_id in keys}
        # Of each set, which of the surest kinds (id card, customer number) its members tell.
        self._sure: dict[str, set[int]] = {}
        levels: dict[str, int] = {}
        holders: dict[str, list[str]] = defaultdict(list)
        for response_id, known in keys.items():
            self._sure[response_id] = {level for level, _ in known if level < SURE}
            for level, value in known:
                levels[value] = min(level, levels.get(value, level))
                holders[value].append(response_id)
        shared = [value for value, ids in holders.items() if len(ids) > 1]
        for value in sorted(shared, key=lambda one: (levels[one], one)):
            self._unite(levels[value], holders[value])

    def find(self, response_id: str) -> str:
        """Return the response that stands for the complainant."""
        parent = self._parent
        while parent[response_id] != response_id:
            parent[response_id] = parent[parent[response_id]]
            response_id = parent[response_id]
        return response_id

    def _unite(self, level: int, ids: Iterable[str]) -> None:
        """Make one of the sets that share a value of a level, the surer levels done before."""
        roots = list(dict.fromkeys(self.find(one) for one in ids))
        told = Counter(sure for root in roots for sure in self._sure[root] if sure < level)
        if max(told.values(), default=0) > 1:
            # Several id cards behind one phone: whose the others are cannot be told.
            roots = [root for root in roots if not self._sure[root]]
        for root in roots[1:]:
            self._parent[root] = roots[0]
            self._sure[roots[0]] |= self._sure.pop(root)


def _kinds(verbatims: pd.DataFrame) -> list[list[str]]:
    if "pii" not in verbatims:
        return [[] for _ in range(len(verbatims))]
    return list(verbatims["pii"])


def _own(text: str) -> list[Key]:
    """Return the writer's own data: id card and phone, else the surest there is."""
    best: dict[str, str] = {}
    for span in privacy.recognise(text):
        if span.kind not in _KINDS or _ANOTHER.search(text[max(0, span.start - 14) : span.start]):
            continue
        value = _plain(text[span.start : span.end])
        if span.kind == "phone":
            value = re.sub(r"[^0-9]", "", value)
        if value and not (value.isdigit() and _made_up(value)):
            best.setdefault(span.kind, value)
    kinds = [kind for kind in _TOGETHER if kind in best] or sorted(best, key=_KINDS.index)[:1]
    return [(_LEVELS[kind], best[kind]) for kind in kinds]


def _values(level: int, name: str, cell: str) -> list[str]:
    """Return what a cell tells of its complainant, in one form: values of the column's kind only,
    no remark in their place (不便提供), nothing masked, made up (00000000000) or rounded by a
    spreadsheet (1.38123E+10), which strangers share."""
    if "*" in cell or "＊" in cell:
        return []
    if digits := digits_of(cell):
        parts = [] if _rounded(cell, digits) else [digits]
    else:
        parts = _BETWEEN.split(cell) if level >= SURE else [cell]
    found = [value for part in parts for value in _told(level, name, part.strip())]
    return [f"{name.strip().lower()}={one}" if level == _CUSTOMER else one for one in found]


def _told(level: int, name: str, part: str) -> list[str]:
    value = _plain(part)
    if not value or _NOBODY.fullmatch(value):
        return []
    if level == _CUSTOMER:
        return [value] if _ID.fullmatch(value) and len(set(value)) > 1 else []
    if level == 0:
        found = _DOCUMENT.findall(value) if announced(part, "证件号") else []
        return [one for one in found if not _made_up(re.sub("[^0-9]", "", one)) and not _cut(one)]
    mobiles = [re.sub("[^0-9]", "", one) for one in _MOBILE.findall(part.translate(_WIDE))]
    if not mobiles and announced(value, "手机"):
        mobiles = [re.sub("[^0-9]", "", value)]
    if mobiles:
        return [one for one in mobiles if len(one) >= _LEAST and not _made_up(one)]
    if "@" in value:
        return [value] if announced(part, "邮箱") else []
    # 联系方式 may hold a WeChat id; digits alone are no phone there (95588) and tell nobody.
    needed = r".*[0-9]" if level > SURE else r"(?=.*[a-z]).*[0-9]"
    spoken = level > SURE or "方式" in name
    return [value] if spoken and announced(part, "微信号") and re.match(needed, value) else []


def _made_up(digits: str) -> bool:
    """Tell whether a number is typed to fill a field: hardly two digits, seven alike at its end, a
    run of the keys, the number that forms give as an example."""
    return (
        len(set(digits)) <= 2
        or re.search(r"([0-9])\1{6}$", digits) is not None
        or digits in "0123456789" * 3
        or digits in "9876543210" * 3
        or digits == "13800138000"
    )


def _rounded(cell: str, digits: str) -> bool:
    """Tell whether a cell shows fewer digits than its number has (1.38E+10)."""
    shown, power, _ = cell.translate(_WIDE).lower().partition("e")
    return power != "" and len(re.sub("[^0-9]", "", shown)) < len(digits)


def _cut(document: str) -> bool:
    """Tell whether an id card lost its last digits to a spreadsheet, which holds fifteen."""
    return len(document) == 18 and document.endswith("000") and not resident_id_check(document)


def _plain(cell: str) -> str:
    """Bring one number or address into one form: width, case, spaces, dashes, country code."""
    folded = cell.strip().translate(_WIDE).lower()
    folded = re.sub(r"[\s\-—_()（）]", "", folded)
    if re.fullmatch(r"(?:\+|00)?86(1\d{10})", folded):
        folded = folded[-11:]
    return "" if folded in _NOTHING else folded


_WIDE = str.maketrans({chr(0xFF01 + i): chr(0x21 + i) for i in range(94)})
_BETWEEN = re.compile(r"[/、,，;；|\n]")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9](?:[ \-]?[0-9]){8}(?![0-9])")
_LEAST = 7  # digits of a phone
_DOCUMENT = re.compile(r"(?<![a-z0-9])(?=(?:[a-z]*[0-9]){6})[a-z]{0,3}[0-9][0-9a-z]{5,22}")
_ID = re.compile(r"[a-z0-9_.@]{4,64}|(?=(?:.*[0-9]){4})[a-z0-9_.@\u4e00-\u9fff]{5,64}")
_NOBODY = re.compile(
    r"none|null|nan|nil|n/?a|unknown|undefined|anonymous|guest|default|test(?:er|user)?|admin|user"
)
_NOTHING = frozenset({"", "无", "匿名", "匿名用户", "不详", "未知", "none", "null", "nan", "n/a"})


def _pseudonym(salt: bytes, value: str) -> str:
    digest = hmac.digest(salt, value.encode("utf-8", "replace"), "sha256")
    return "P" + base64.b32encode(digest[:5]).decode("ascii")

"""How people write numbers: full-width, circled, in Chinese numerals, parted by spaces and dashes.

Folding keeps every character in its place, so that offsets count the original text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["GAP", "SAID", "WIDE", "Group", "cue", "fold", "fold_numerals", "runs"]

_NUMERALS = {
    "0": "零〇○洞",
    "1": "一壹幺腰妖",  # as dictation hears it
    "2": "二贰两",
    "3": "三叁",
    "4": "四肆",
    "5": "五伍",
    "6": "六陆",
    "7": "七柒拐",
    "8": "八捌",
    "9": "九玖勾",
}
SAID = "".join(_NUMERALS.values())
"""Numerals that people speak or write for digits."""
_SPOKEN = {ord(char): digit for digit, chars in _NUMERALS.items() for char in chars}


def _wide() -> dict[int, str]:
    table = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
    for char in "，！？；":  # they end a clause: leave them
        del table[ord(char)]
    table |= {0x3000: " ", 0xFE6B: "@", 0xFE52: "."}
    for start in (0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6):  # mathematical digits
        table |= {start + i: str(i) for i in range(10)}
    table |= {0x2460 + i: str(i + 1) for i in range(9)} | {0x24EA: "0"}  # ① to ⑨, ⓪
    for start in (0x24F5, 0x2776, 0x2780, 0x278A):  # ⓵, ❶, ➀, ➊
        table |= {start + i: str(i + 1) for i in range(9)}
    table |= {0x2080 + i: str(i) for i in range(10)}  # subscripts
    table |= {ord(char): str(i) for i, char in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
    table |= dict.fromkeys(map(ord, "—–―−‐‑‒﹣➖"), "-")
    table |= dict.fromkeys((0xA0, 0x2002, 0x2003, 0x2009, 0x202F), " ")
    table |= dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFE0F, 0x20E3), "\u200b")
    return table


WIDE = _wide()
"""What each unusual character is folded to."""
_SIGNS = "①-⑨⓪⓵-⓽❶-❾➀-➈➊-➒⁰¹²³⁴-⁹"
_SIGN = re.compile(f"[{_SIGNS}]")
_SIGNED = re.compile(f"[0-9０-９{_SIGNS} \\-]+")
_MOBILE = re.compile("1[3-9][0-9]{9}")
_UNUSUAL = re.compile("[" + "".join(re.escape(chr(code)) for code in WIDE) + "]")


def fold(text: str) -> str:
    """Return ``text`` with full-width and fancy forms as ASCII, each character in its place."""
    if not _UNUSUAL.search(text):
        return text
    if _SIGN.search(text):
        text = _SIGNED.sub(_told, text)
    return text.translate(WIDE)


def _told(run: re.Match[str]) -> str:
    """Return a run of digits with circled and raised ones as digits of it where it is written in
    them (❶❸❽…), else as marks beside it: they number a line, or a footnote (①139…)."""
    signs = len(_SIGN.findall(run[0]))
    if not signs or signs > 2:
        return run[0]
    digits = re.sub("[^0-9]", "", run[0].translate(WIDE))
    return run[0] if _MOBILE.fullmatch(digits) else _SIGN.sub("、", run[0])


def fold_numerals(text: str) -> str:
    """Return folded text with spoken numerals as digits (幺三八 as 138), each in its place."""
    return text.translate(_SPOKEN)


# What may stand between the digits of one number: a zero-width or visible separator or two.
GAP = r"(?:[ \u200b]?[\-.·_/•*,~]?[ \u200b]{0,2})"
_RUN = re.compile(r"[0-9]+(?:(?:[ \u200b]{1,3}|[ \u200b]?[\-.·_/•~][ \u200b]?)[0-9]+)*")


@dataclass(frozen=True, slots=True)
class Group:
    """Digits without a gap, and where they stand."""

    digits: str
    start: int
    end: int


def runs(folded: str) -> Iterator[list[Group]]:
    """Yield each run of digits as the groups its gaps part it into."""
    for run in _RUN.finditer(folded):
        begin = run.start()
        yield [
            Group(one[0], begin + one.start(), begin + one.end())
            for one in re.finditer("[0-9]+", run[0])
        ]


_CUES = re.compile(
    r"(?P<id_card>身份证|证件|居民证|居[住留]证|永居证|公民身份|证号|身份号|身份证明|"
    r"(?i:sfz|idcard|id card|id no))"
    r"|(?P<reference>订单|合同|借据|单号|流水|工单|编号|受理号|工号|员工号|员工编码|保单|批次|"
    r"案件|案号|协议号|申请单|票据|"
    r"交易号|凭证|参考号|申请号|申请编号|受理编号|客户号|会员号|运单|快递|发票|税号|信用代码|"
    r"序列号|设备号|"
    r"版本|验证码|校验码|卡密|口令|票号|登记号|备案|文号|条码|ticket|order|TS|NO\.|No\.|房产证|"
    r"不动产|"
    r"户号|机身|IMEI|imei|SN|贷款号|支行号|行号|联行号|代码|批准号|执业|资格证)"
    r"|(?P<bank_card>卡号|银行卡|储蓄卡|信用卡|借记卡|工资卡|账号|帐号|账户|帐户|打到|汇到|收款|"
    r"还款卡|扣款卡|"
    r"贷记卡|社保卡|一类卡|二类卡|存折|主卡|副卡|新卡|旧卡|老卡|本行卡|[行的张我妈爸]卡|"
    r"卡(?=[:： 是为(（]|$))"
    r"|(?P<phone>电话|手机|联系|收件人|收货人|号码|致电|来电|拨打|短信|微信|同号|打[我给他她这]|座机|固话|"
    r"分机|热线|call|回电|回拨|"
    r"tel|Tel|TEL|phone|Phone|mobile|Mobile|机主|本机|预留)"
)


# A reference is only what stands at its word: 合同号 138…, 合同：138…, but not 合同没给138….
_ATTACHED = re.compile(
    r"(?:(?:号码?|编号|单号)(?:是|为|[:：#(（ ])*|(?:是|为|[:：#(（.])[:：#(（ ]*|"
    r"(?<=[号码.A-Za-z])[ ]*)?"
)


def cue(text: str, start: int, reach: int = 14) -> str:
    """Return the kind that the nearest telling word before ``start`` speaks of, or ""."""
    found = ""
    for match in _CUES.finditer(before := text[max(0, start - reach) : start]):
        kind = match.lastgroup or ""
        if kind != "reference" or _ATTACHED.fullmatch(before, match.end()):
            found = kind
    return found

"""Find the encoding of a text file: UTF-8, UTF-16, GB18030, Big5, and Western files by courtesy.

Statistical detectors (charset-normalizer 3.5 among them) need long samples: they read most short
Chinese files in GB18030 as another encoding. Here each candidate decodes the file, and the
plausibility of the characters decides (see ``characters``).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from feedback_miner.errors import DataError, UsageError
from feedback_miner.ingest.characters import plausibility
from feedback_miner.language import t

__all__ = ["Decoded", "decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Python has among its text encodings and no file is written in.
_NO_FILES = {
    "charmap",
    "idna",
    "punycode",
    "raw_unicode_escape",
    "undefined",
    "unicode_escape",
}
_SAMPLE = 1 << 16
_HIGH = re.compile(rb"[\x80-\xff]")
_DAMAGED = re.compile("[\udc80-\udcff]")
_LONE_HIGH = re.compile(rb"(?<=[A-Za-z 0-9])[\x80-\xff](?=[A-Za-z 0-9,.;:!?\r\n]|\Z)")


@dataclass(frozen=True)
class Decoded:
    """A file's text as UTF-8 bytes without a BOM.

    ``damaged`` tells that some bytes could not be decoded: they stand in ``data`` as lone
    surrogates (``surrogatepass``). ``why`` says in words how the encoding was found.
    """

    data: bytes
    encoding: str
    why: str
    damaged: bool = False


def decode(data: bytes, encoding: str | None = None, *, file: str = "") -> Decoded:
    """Decode ``data``; ``encoding`` overrides what is found.

    Raises UsageError for an encoding that does not exist, DataError where no encoding fits.
    """
    if encoding:
        return _given(data, encoding, file)
    for bom, name in _BOMS:
        if data.startswith(bom):
            why = t("文件开头有字节序标记（BOM）", "the file starts with a byte order mark")
            return _as_utf8(data, name, why, file)
    wide = _wide(data)
    if wide:
        why = t("没有 BOM，按换行与汉字的字节规律判断", "no BOM; line ends and characters fit")
        return _as_utf8(data, wide, why, file)
    found = _HIGH.search(data)
    if not found:
        return Decoded(data, "utf-8", t("只有 ASCII 字符", "ASCII characters only"))
    sample = _sample(data, found.start())
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if not _two_byte_trap(sample):
            return Decoded(data, "utf-8", t("全文是有效的 UTF-8", "valid UTF-8 throughout"))
    scores = {
        name: plausibility(sample.decode(name, "surrogateescape"))
        for name in ("gb18030", "big5", "utf-8")
    }
    if len(data) % 2 == 0:
        for name in ("utf-16-le", "utf-16-be"):
            # Only whole files of plain Chinese with neither line end nor digit come this far.
            scores[name] = plausibility(data[:_SAMPLE].decode(name, "replace")) - 0.5
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < 0.25 and _western(sample):
        best, why = "cp1252", t("西文字母", "Western letters")
    elif scores[best] <= -1.0:
        raise DataError(
            t("认不出文字编码", "the text encoding cannot be told"),
            do=t("请用 --encoding 指明编码", "name it with --encoding"),
            file=file,
        )
    else:
        others = sorted((v for k, v in scores.items() if k != best), reverse=True)
        why = t(
            f"解码后常用字最多（得分 {scores[best]:.2f}，其次 {others[0]:.2f}）",
            f"gives the most common characters (score {scores[best]:.2f}, next {others[0]:.2f})",
        )
    return _as_utf8(data, best, why, file)


def _given(data: bytes, encoding: str, file: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        if not codecs.lookup(encoding)._is_text_encoding or name.replace("-", "_") in _NO_FILES:
            raise LookupError(encoding)
    except (LookupError, ValueError) as error:
        raise UsageError(
            t(f"没有名为 {encoding!r} 的编码", f"there is no encoding named {encoding!r}"),
            do=t("可用 utf-8、gb18030、big5、utf-16", "try utf-8, gb18030, big5 or utf-16"),
        ) from error
    if name == "utf-8" and data.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    if name in ("gbk", "gb2312"):
        name = "gb18030"  # a superset; files named GBK or GB2312 hold its characters
    return _as_utf8(data, name, t("由用户指定", "given by the user"), file)


def _as_utf8(data: bytes, name: str, why: str, file: str) -> Decoded:
    if name == "utf-8-sig":
        body = data[len(codecs.BOM_UTF8) :]
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            return Decoded(
                body.decode("utf-8", "surrogateescape").encode("utf-8", "surrogatepass"),
                name,
                why,
                damaged=True,
            )
        return Decoded(body, name, why)
    # Windows writes Big5 as code page 950, a superset; Hong Kong adds characters of its own.
    attempts = ("cp950", "big5hkscs") if name == "big5" else (name,)
    for attempt in attempts:
        try:
            return Decoded(data.decode(attempt).encode("utf-8"), name, why)
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
    if name.startswith(("utf-16", "utf-32")):
        text = data.decode(name, "replace").replace("\ufffd", "\udcff")
    else:
        try:
            text = data.decode(name, "surrogateescape")
        except UnicodeError:
            text = data.decode(name, "replace").replace("\ufffd", "\udcff")
    broken = len(_DAMAGED.findall(text))
    if broken * 20 > len(text):
        raise DataError(
            t(f"内容不是 {name} 编码的文字", f"the content is not text in {name}"),
            do=t("请用 --encoding 指明编码", "name the right one with --encoding"),
            file=file,
        )
    return Decoded(text.encode("utf-8", "surrogatepass"), name, why, damaged=True)


def _sample(data: bytes, first: int) -> bytes:
    """Return some 64 KB of whole lines from the first byte that is not ASCII."""
    start = data.rfind(b"\n", 0, first) + 1
    start = max(start, first - 1024)
    end = start + _SAMPLE
    if end < len(data):
        end = max(data.rfind(b"\n", start, end), start + 1024)
    return data[start:end]


def _two_byte_trap(sample: bytes) -> bool:
    """Tell whether valid UTF-8 is more likely GB18030 whose bytes happen to fit.

    Two bytes of GB 2312 can pass for one letter of Greek, Cyrillic or Arabic; a Chinese file in
    UTF-8 has characters of three bytes.
    """
    text = sample.decode("utf-8", "ignore")
    if any(char >= "\u0800" for char in text):
        return False
    return plausibility(sample.decode("gb18030", "surrogateescape")) > plausibility(text) + 1.5


def _wide(data: bytes) -> str:
    """Return the UTF-16 flavour of a file without a BOM, or "" where it is none."""
    sample = data[: _SAMPLE & ~1]
    if len(data) % 2 or len(sample) < 4:
        return ""
    even, odd = sample[0::2], sample[1::2]
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    if not zeros_even and not zeros_odd:
        return ""
    name = "utf-16-le" if zeros_odd > zeros_even else "utf-16-be"
    low, high = (even, odd) if name == "utf-16-le" else (odd, even)
    if low.count(0) > len(low) // 50:
        return ""  # real NULs: padding or a binary
    text = sample.decode(name, "replace")
    ascii_share = sum(char < "\x80" for char in text) / len(text)
    if high.count(0) == 0 or "\x00" in text:
        return ""
    good = ascii_share > 0.7 and sum(
        char.isprintable() or char in "\t\r\n" for char in text
    ) > 0.95 * len(text)
    return name if good or plausibility(text) > 0.25 else ""


def _western(sample: bytes) -> bool:
    """Tell whether the bytes that are not ASCII stand alone between letters, as accents do."""
    high = len(_HIGH.findall(sample))
    return high > 0 and len(_LONE_HIGH.findall(sample)) >= 0.5 * high

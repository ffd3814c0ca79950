"""What a file is, by its first bytes: names lie (a picture named .csv, a table named .xls)."""

from __future__ import annotations

import io
import re
import zipfile

from feedback_miner.errors import DataError
from feedback_miner.language import t

__all__ = ["kind_of"]

_PICTURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x01\x00",
)
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"(\xb5/\xfd", "zstd"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"SQLite format 3", "SQLite"),
    (b"ID3", "MP3"),
    (b"RIFF", "RIFF"),
    (b"OggS", "Ogg"),
    (b"{\\rtf", "RTF"),
    (b"ARROW1", "Arrow"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?"
    rb"<(?:!doctype html|html|table|head|meta|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_SHEET = re.compile(
    rb"\s*<\?xml.{0,400}(?:urn:schemas-microsoft-com:office:spreadsheet|Workbook)", re.DOTALL
)
_PLAIN = bytes([1, *range(9, 14), 26, 27, *range(32, 127), *range(128, 256)])
_SAMPLE = 1 << 16


def kind_of(data: bytes, name: str) -> str:
    """Return ``xlsx``, ``xls``, ``xlsb``, ``ods``, ``parquet``, ``jsonl``, ``text`` or ``csv``.

    ``name`` decides only among kinds of text. Raises DataError for an empty file, a picture, an
    archive, a page, or other content that is no table.
    """
    suffix = name.lower().rpartition(".")[2] if "." in name else ""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise DataError(t("文件是空的", "the file is empty"), file=name)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _office(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    if data.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")) and suffix == "xls":
        return "xls"  # BIFF before it had a container
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp":
        raise _refused(t("这是图片或视频，不是表格", "this is a picture or a film"), name)
    for start, what in _OTHERS:
        if data.startswith(start) and _odd_share(data) > 0.01:
            raise _refused(t(f"这是 {what} 文件，不是表格", f"this is {what}, not a table"), name)
    if _HTML.match(data[:2048]):
        raise _refused(t("这是网页（HTML），不是表格", "this is a web page (HTML)"), name)
    if _XML_SHEET.match(data[:1024]):
        raise _refused(t("这是 XML 表格 2003", "this is an XML Spreadsheet 2003"), name)
    if _odd_share(data) > 0.1:
        raise _refused(t("这是二进制内容，不是文字", "the content is binary, not text"), name)
    if suffix in ("jsonl", "ndjson", "json"):
        return "jsonl"
    if suffix in ("csv", "tsv", "tab", "xls", "xlsx"):
        return "csv"
    return "text"


def _refused(what: str, name: str) -> DataError:
    do = t("请导出为 CSV 或 XLSX", "export it as CSV or XLSX")
    return DataError(what, do=do, file=name)


def _office(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
            kind = archive.read("mimetype")[:100] if "mimetype" in members else b""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, KeyError):
        return "xlsx"  # broken; the workbook reader says so
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    if any(member.lower().endswith("workbook.bin") for member in members):
        return "xlsb"
    if any(member.lower().replace("\\", "/").startswith("xl/") for member in members):
        return "xlsx"
    if "[Content_Types].xml" in members and not any("word" in m or "ppt" in m for m in members):
        return "xlsx"
    raise _refused(t("这是压缩包或文档，不是表格", "this is an archive, not a table"), name)


def _odd_share(data: bytes) -> float:
    """Return the share of control characters, UTF-16's zeros left out of account."""
    sample = data[:_SAMPLE]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return 0.0
    odd = sample.translate(None, _PLAIN)
    zeros = odd.count(0)
    halves = sample[0::2].count(0), sample[1::2].count(0)
    if zeros and min(halves) * 20 <= max(halves):
        odd = odd.replace(b"\x00", b"")
    return len(odd) / len(sample)

"""HTML tags, HTML entities and web addresses in feedback that was copied or exported."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from feedback_miner.text.alignment import Edit

__all__ = ["addresses", "entities", "has_address", "tags"]

# Only HTML's own names, so that 利率<5%且期限>3年 stays.
_BLOCK = "address|blockquote|br|dd|div|dl|dt|form|h[1-6]|hr|li|ol|p|pre|section|table|td|th|tr|ul"
_INLINE = (
    "a|abbr|article|b|big|body|button|center|code|em|font|footer|head|header|html|i|iframe|img|"
    "input|label|link|main|meta|nav|o:p|option|s|script|select|small|span|strike|strong|style|sub|"
    "sup|svg|tbody|textarea|thead|title|tt|u|video"
)
_TAG = re.compile(
    r"<(?:script|style)\b[^<>]*>[^<]*</(?:script|style)\s*>"
    r"|<!--[^<>]*>|<!doctype[^<>]*>"
    rf"|</?(?:({_BLOCK})|{_INLINE})(?:\s[^<>]*|/)?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
    r"|&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|hellip|mdash)(?![a-zA-Z0-9;])"
)
# Ends on a character that may end an address, so that the punctuation after it stays.
_ADDRESS = re.compile(r"(?:(?:https?|ftp|file)://|www\.)[!-~]*[a-zA-Z0-9/=&#_%+-]", re.IGNORECASE)


def tags(text: str) -> Iterator[Edit]:
    """Yield an edit for each HTML tag: a line break for a block's, nothing for an inline one's."""
    for match in _TAG.finditer(text):
        yield match.start(), match.end(), "\n" if match[1] else ""


def entities(text: str) -> Iterator[Edit]:
    """Yield an edit for each HTML entity: the characters it stands for."""
    for match in _ENTITY.finditer(text):
        meant = html.unescape(match[0])
        if meant != match[0]:
            yield match.start(), match.end(), meant


def has_address(text: str) -> bool:
    """Return whether there may be a web address; quicker than looking for it."""
    return "://" in text or "www." in text or "WWW." in text


def addresses(text: str) -> Iterator[Edit]:
    """Yield an edit for each web address: a space."""
    for match in _ADDRESS.finditer(text):
        yield match.start(), match.end(), " "

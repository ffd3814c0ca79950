"""Encodings are told apart on files as short as one answer."""

from __future__ import annotations

import pytest

from feedback_miner.errors import DataError, UsageError
from feedback_miner.ingest.encoding import decode

SIMPLIFIED = [
    "审批太慢了，等了三天",
    "利率有点高",
    "客服态度很好",
    "还不上",
    "希望增加还款提醒，App 打不开",
    "编号,意见\n1,放款很快\n2,联系不上客服",
]
TRADITIONAL = [
    "審批太慢了，等了三天",
    "利率有點高",
    "客服態度很好",
    "希望增加還款提醒，App 打不開",
    "編號,意見\n1,放款很快\n2,聯繫不上客服",
]


@pytest.mark.parametrize("text", SIMPLIFIED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_simplified(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert found.data.decode() == text
    assert found.encoding == encoding


@pytest.mark.parametrize("text", TRADITIONAL)
@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030"])
def test_traditional(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert found.data.decode() == text
    assert found.encoding == encoding


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["编号,意见\n1,放款很快\n", "id,score\n1,2\n", "利率有点高\n还不上\n"]
)
def test_utf16_without_bom(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).data.decode() == text


def test_four_byte_characters_of_gb18030() -> None:
    text = "𠮷野家的服务很好，审批也快，😀"
    assert decode(text.encode("gb18030")).data.decode() == text


def test_western_letters() -> None:
    text = "id,comment\n1,très bien\n2,señor Müller était là\n"
    assert decode(text.encode("cp1252")).data.decode() == text


def test_the_user_overrides() -> None:
    assert decode("意見".encode("big5"), "big5").data.decode() == "意見"
    assert decode("利率".encode("gbk"), "gb2312").data.decode() == "利率"
    with pytest.raises(UsageError):
        decode(b"x", "klingon")
    for none in ("base64", "rot13", "idna", "punycode", "undefined", "Unicode-Escape"):
        with pytest.raises(UsageError):
            decode(b"x,y\n1,2\n", none)
    with pytest.raises(DataError):
        decode("利率太高了".encode("gb18030"), "utf-8")


def test_damaged_bytes_are_marked_not_guessed() -> None:
    lines = ["审批很快，利率也低"] * 40
    data = "\n".join(lines).encode("gb18030") + b"\n\xff\xff\n"
    found = decode(data)
    assert found.encoding == "gb18030"
    assert found.damaged
    assert found.data.decode("utf-8", "surrogatepass").split("\n")[:40] == lines


def test_every_reason_is_in_words() -> None:
    for text in SIMPLIFIED:
        assert decode(text.encode("gb18030")).why

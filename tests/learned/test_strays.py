"""A factor that a text does not tell of is not added to those that it does."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotator


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        # Collectors who call the debtor alone, and who call others.
        ("催收电话一天二十多个，手机都打没电了", {"aftercare"}),
        ("催收打我电话语气特别凶", {"aftercare"}),
        ("催收给我爸妈打电话", {"aftercare", "security"}),
        ("催收电话打到我公司同事那里", {"aftercare", "security"}),
        # Trips, and trips on which people were met.
        ("补材料让我跑了三趟", {"approval_speed"}),
        ("想改还款日，跑了两趟支行都办不了", {"product"}),
        ("非要本人到柜台签字，我人在外地", {"approval_speed"}),
        ("柜员态度恶劣，害我白等一上午", {"service"}),
        # Who is urged.
        ("客户多次催促仍未处理", {"service"}),
        ("已经催促过两回，你们还是没人处理", {"service"}),
        ("短信反复催促还款，语气强硬", {"aftercare"}),
        ("我为放款催了两次还没动静", {"approval_speed"}),
        ("我多次催工单没人理", {"service"}),
        # Whoever of mine is called is somebody else; my telephone is not.
        ("催收打给我二嫂", {"aftercare", "security"}),
        ("催收打电话给我发小", {"aftercare", "security"}),
        ("催收打到我健身教练那儿", {"aftercare", "security"}),
        ("催收给我手机打了八个电话", {"aftercare"}),
        ("催收打我电话二十多次", {"aftercare"}),
        ("催收电话打到我崩溃", {"aftercare"}),
        # People without a title.
        ("她让我补了三趟材料", {"approval_speed", "service"}),
        ("主任出差，白跑两趟", {"approval_speed", "service"}),
        ("其他材料齐了还是跑了三趟", {"approval_speed"}),
    ],
)
def test_only_what_is_told_is_blamed(annotator: Annotator, text: str, factors: set[str]) -> None:
    read = annotator.annotate(text, "投诉内容", "complaint")
    assert set(read.factors()) == factors
    assert read.label == "negative"


@pytest.mark.parametrize(
    "text",
    [
        "发薪日还没到，他们多次催，我真没办法",
        "约好下周给，还是连续催",
        "天天催，夜里也催",
        "晚半天就被你们反复催",
        "刚还上又不停催我",
    ],
)
def test_the_debtor_who_is_dunned_urges_nobody(annotator: Annotator, text: str) -> None:
    assert "aftercare" in annotator.annotate(text, "投诉内容", "complaint").factors()

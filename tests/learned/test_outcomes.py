"""Plain outcomes in short texts are read as what they are."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotation, Annotator


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def signs(read: Annotation) -> dict[str, str]:
    return {name: told["label"] for name, told in read.factors().items()}


@pytest.mark.parametrize(
    "text",
    [
        "停卡了 一次都没晚还",
        "无缘无故把我的额度关了",
        "借钱入口关了",
        "刚结清就不让借了",
        "适合养殖户的产品少了点",
        "能选的贷款种类不多",
    ],
)
def test_what_is_blocked_or_lacking_is_the_products_fault(annotator: Annotator, text: str) -> None:
    read = annotator.annotate(text)
    assert (read.label, signs(read)) == ("negative", {"product": "negative"})
    assert read.acts == ("complaint",)


@pytest.mark.parametrize(
    "text", ["我自己把循环额度关了，不需要了", "步骤少了点，挺好", "卡丢了，打电话锁了卡，客服很快"]
)
def test_what_the_customer_did_or_likes_is_not(annotator: Annotator, text: str) -> None:
    read = annotator.annotate(text)
    assert read.label != "negative"
    assert signs(read).get("product") != "negative"


def test_a_pass_with_its_sum_is_good_news(annotator: Annotator) -> None:
    read = annotator.annotate("老户过了 放了9600")
    assert (read.label, read.acts) == ("positive", ("praise",))
    assert signs(read)["approval_speed"] == "positive"
    assert annotator.annotate("没过 放了我鸽子").label != "positive"


def test_to_wait_is_no_complaint_unless_it_is_long(annotator: Annotator) -> None:
    read = annotator.annotate("坐等放款结果")
    assert (read.label, read.acts) == ("neutral", ())
    assert annotator.annotate("坐等了半个月还没审核结果").label == "negative"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("垃圾", {"brand": "negative"}),
        ("你们就是骗子，合同写的跟说的不一样", {"brand": "negative"}),
        ("垃圾app", {"ux": "negative"}),
        ("冒充你们客服的骗子把我的钱骗走了", {"security": "negative"}),
    ],
)
def test_an_insult_tells_of_the_institution(
    annotator: Annotator, text: str, wanted: dict[str, str]
) -> None:
    assert signs(annotator.annotate(text)) == wanted


def test_the_verdict_on_the_whole_outweighs_one_fault(annotator: Annotator) -> None:
    read = annotator.annotate("总的来说满意，利率低，就是app偶尔卡顿")
    assert read.label == "positive"
    assert signs(read) == {"rates": "positive", "ux": "negative"}


def test_a_renewal_that_is_a_nuisance_is_no_loyalty(annotator: Annotator) -> None:
    read = annotator.annotate("每年续贷都折腾一回")
    assert (read.label, read.loyalty) == ("negative", "")
    assert annotator.annotate("到账了兄弟们冲").loyalty == "recommend"


@pytest.mark.parametrize(
    ("text", "factor", "sign"),
    [
        ("service太烂", "service", "negative"),
        ("service不错", "service", "positive"),
        ("登录一直loading", "ux", "negative"),
        ("App老是crash", "ux", "negative"),
    ],
)
def test_english_words_among_chinese(
    annotator: Annotator, text: str, factor: str, sign: str
) -> None:
    assert signs(annotator.annotate(text))[factor] == sign


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "利率高额度小放款慢客服差",
            dict.fromkeys(("rates", "product", "approval_speed", "service")),
        ),
        ("利率低放款快服务好", dict.fromkeys(("rates", "approval_speed", "service"))),
    ],
)
def test_all_that_is_said_in_one_breath_is_heard(
    annotator: Annotator, text: str, wanted: dict[str, None]
) -> None:
    read = annotator.annotate(text)
    assert signs(read) == dict.fromkeys(wanted, read.label)


@pytest.mark.parametrize(
    "text",
    [
        "适合果农的产品不多，你们这款就是",
        "适合我家的贷款有限，客户经理帮着挑了一个，挺合适",
        "我把备用额度关了，一直用不上",
        "停卡了，没有刷卡的需求了",
        "锁卡了 打客服两分钟搞定",
    ],
)
def test_a_block_that_is_wished_or_a_lack_that_is_met_is_no_outcome(
    annotator: Annotator, text: str
) -> None:
    read = annotator.annotate(text)
    assert (read.label != "negative", read.ruled != "outcome") == (True, True)


def test_a_block_that_is_not_put_right_is_blamed(annotator: Annotator) -> None:
    for text in ("锁卡了 打客服也没解决", "停卡了，手续费照收"):
        assert signs(annotator.annotate(text))["product"] == "negative"


def test_a_renewal_already_blamed_for_its_steps_blames_nothing_more(annotator: Annotator) -> None:
    read = annotator.annotate("年年续贷都得重新跑一趟，折腾")
    assert (read.label, signs(read)) == ("negative", {"approval_speed": "negative"})


def test_a_question_insults_nobody(annotator: Annotator) -> None:
    read = annotator.annotate("你们公司是骗子吗")
    assert read.label == "neutral"
    assert "complaint" not in read.acts

"""A rival's merit, a wish for better still and mock praise are no praise of us."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotator


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def _labels(annotator: Annotator, text: str, kind: str = "remark") -> tuple[str, dict[str, str]]:
    read = annotator.annotate(text, "", kind)
    return read.label, {name: one["label"] for name, one in read.factors().items()}


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("你们审核要两周，人家工行三天就放款了", "approval_speed"),
        ("在贵行申请被拒，转头农行就给批了", "approval_speed"),
        ("支付宝十秒到账，你们磨蹭了十天", "approval_speed"),
        ("拒了我三次，找中信当天就放款，以后不来了", "approval_speed"),
        ("看看别人家的界面多清爽", "ux"),
        ("你们最高给8万，建行直接给了30万", "product"),
        ("我同事在交行的利率2.9，我在你们这4.1", "rates"),
    ],
)
def test_a_rival_that_comes_off_better_is_blame_of_us(
    annotator: Annotator, text: str, factor: str
) -> None:
    assert _labels(annotator, text) == ("negative", {factor: "negative"})
    assert annotator.annotate(text, "", "remark").acts == ("complaint",)


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("在招行跑了五趟没办成，你们一趟就搞定", "approval_speed"),
        ("隔壁银行利息6个点，你家才3个点", "rates"),
        ("工行要抵押才给贷，你们信用就能贷", "product"),
        ("比别家的客服耐心多了", "service"),
    ],
)
def test_a_rival_that_comes_off_worse_is_praise_of_us(
    annotator: Annotator, text: str, factor: str
) -> None:
    assert _labels(annotator, text) == ("positive", {factor: "positive"})


@pytest.mark.parametrize(
    "text",
    [
        "微众秒到账，给力",
        "建行利率真低，爽",
        "申请了几家，平安第一个下款，不错",
        "最后办了招行的卡，下卡2万，满意",
        "人家客服小姐姐特别耐心，教了我半小时",
        "隔壁老王介绍来的，服务确实好",
        "朋友在建行上班，帮我办得很快",
    ],
)
def test_praise_of_whom_the_text_names_stays_praise(annotator: Annotator, text: str) -> None:
    assert annotator.annotate(text, "", "remark").label == "positive"


@pytest.mark.parametrize(
    ("text", "mood", "factors"),
    [
        ("额度再高些就更满意了", "neutral", {"product": "neutral"}),
        ("APP能支持指纹登录就完美了", "neutral", {"ux": "neutral"}),
        (
            "放款很快，要是节假日也有客服就更好了",
            "positive",
            {"approval_speed": "positive", "service": "neutral"},
        ),
    ],
)
def test_what_would_make_it_better_still_is_wished_for(
    annotator: Annotator, text: str, mood: str, factors: dict[str, str]
) -> None:
    assert _labels(annotator, text, "why") == (mood, factors)
    assert "suggestion" in annotator.annotate(text, "", "why").acts


@pytest.mark.parametrize("text", ["利息降了之后就更划算了", "额度提到30万，完美"])
def test_what_is_granted_is_praised(annotator: Annotator, text: str) -> None:
    assert annotator.annotate(text, "", "why").label == "positive"


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("客服真有本事，三句话把我气哭", "service"),
        ("真慷慨 提额提了500", "product"),
        ("下卡800 够买包烟吗", "product"),
        ("趁早关门吧", "brand"),
        ("就这？还国有大行呢", "brand"),
    ],
)
def test_mock_praise_and_scoffs_are_complaints(
    annotator: Annotator, text: str, factor: str
) -> None:
    assert _labels(annotator, text) == ("negative", {factor: "negative"})
    assert annotator.annotate(text, "", "remark").acts == ("complaint",)


@pytest.mark.parametrize(
    "text",
    [
        "客服真厉害 一下就解决了",
        "真大方 一次提了五万",
        "活动力度真大 满100减50",
        "真神速 两个小时到账",
    ],
)
def test_praise_with_a_good_fact_beside_it_is_meant(annotator: Annotator, text: str) -> None:
    assert annotator.annotate(text, "", "remark").label == "positive"


def test_a_question_in_form_only_is_none(annotator: Annotator) -> None:
    for text in ("收这么多手续费怎么不去抢钱？", "等了一个月没消息，你们是在玩我吗？"):
        assert annotator.annotate(text, "", "complaint").acts == ("complaint",)
    real = annotator.annotate("扣了两次款，请问什么时候退？", "", "complaint")
    assert "question" in real.acts

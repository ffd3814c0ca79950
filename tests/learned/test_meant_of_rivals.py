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


@pytest.mark.parametrize(
    "text",
    [
        "真大方，给了300块无门槛红包",
        "活动力度真大，涨了50元话费券",
        "真贴心，凌晨从来不发广告，还能查账单",
        "真快，等了两天就下款了",
        "孩子数学老师教的就是这种算法，利息算得很清楚",
    ],
)
def test_a_gift_or_a_nuisance_that_is_spared_mocks_nothing(annotator: Annotator, text: str) -> None:
    read = annotator.annotate(text)
    assert (read.label, read.ruled) == ("positive", "")


def test_a_rise_of_the_rate_mocks_the_praise(annotator: Annotator) -> None:
    assert annotator.annotate("真厉害，利率又涨了半个点").label == "negative"
    assert annotator.annotate("存款利率涨了，真厉害").ruled == ""


@pytest.mark.parametrize(
    "text",
    [
        "贷了你们家的款，店里就更好了",
        "服务这么周到，心情就更好了",
        "下午就到账，心情就更好了",
    ],
)
def test_an_effect_that_is_told_is_no_wish(annotator: Annotator, text: str) -> None:
    read = annotator.annotate(text)
    assert (read.label, "suggestion" in read.acts) == ("positive", False)


def test_what_is_over_for_good_is_no_wish(annotator: Annotator) -> None:
    assert annotator.annotate("再也不用排队就好").acts == ()


def test_what_would_be_better_with_more_is_still_a_wish(annotator: Annotator) -> None:
    for text in ("手续费低一点就更好了", "要是期限再长些就更好了"):
        read = annotator.annotate(text)
        assert (read.label, read.acts) == ("neutral", ("suggestion",))


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("最后去农行办的，农行利息低", "positive"),
        ("后来找招行贷的，招行放款快", "positive"),
        ("最后只能去农行办了", "negative"),
        ("被拒了，最后去农行办的", "negative"),
        ("看看人家网商，三分钟就到账", "negative"),
        ("同事在交行贷的，利率比我还高", "positive"),
        ("同事在交行贷的，利率比我还低", "negative"),
        ("在中行没批，后来找到你们，两天就放款", "positive"),
    ],
)
def test_it_takes_more_than_a_banks_name_to_be_a_rival(
    annotator: Annotator, text: str, mood: str
) -> None:
    assert annotator.annotate(text).label == mood

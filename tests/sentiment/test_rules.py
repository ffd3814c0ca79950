"""What the rule engine makes of clauses: scope, degree, contrast, polarity by aspect, acts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner.annotate import Annotator
from feedback_miner.sentiment.rules import RuleReader
from feedback_miner.survey import Options

ANNOTATOR = Annotator(Options(sentiment="rules"))
READER = RuleReader(ANNOTATOR.codebook)


def polarities(text: str, kind: str = "remark") -> dict[str, str]:
    said = ANNOTATOR.annotate(text, kind=kind)
    return {factor: value["label"] for factor, value in said.factors().items()}


@pytest.mark.parametrize(
    ("text", "factor", "polarity"),
    [
        # The same word is welcome of one aspect and not of another.
        ("利率太高了", "rates", "negative"),
        ("利率很低", "rates", "positive"),
        ("额度很高", "product", "positive"),
        ("额度太低", "product", "negative"),
        ("放款快", "approval_speed", "positive"),
        ("审批太慢了", "approval_speed", "negative"),
        ("到期太快", "product", "negative"),
        # There is none of it.
        ("没有手续费", "rates", "positive"),
        ("手续费没有", "rates", "positive"),
        ("老客户没有优惠", "aftercare", "negative"),
        # Negation reaches its predicate.
        ("客服不耐烦", "service", "negative"),
        ("手续一点都不麻烦", "approval_speed", "positive"),
        ("没有乱收费", "rates", "positive"),
        ("利率不高", "rates", "positive"),
        ("客服态度不是很好", "service", "negative"),
        # Nothing named, yet plain.
        ("秒到账", "approval_speed", "positive"),
        ("等了半个月还没放款", "approval_speed", "negative"),
        ("登录老是闪退", "ux", "negative"),
        ("刚申请完中介电话就打个不停", "security", "negative"),
        ("给我单位同事打电话催债", "aftercare", "negative"),
    ],
)
def test_polarity_depends_on_the_aspect(text: str, factor: str, polarity: str) -> None:
    assert polarities(text).get(factor) == polarity


def test_opposite_opinions_in_one_text_stay_apart() -> None:
    found = polarities("审批太慢了，不过利率低，客服也很耐心")
    assert found == {"approval_speed": "negative", "rates": "positive", "service": "positive"}


def test_a_bare_noun_follows_its_question() -> None:
    assert polarities("利率", "dislike") == {"rates": "negative"}
    assert polarities("利率", "like") == {"rates": "positive"}
    assert polarities("利率", "remark") == {"rates": "neutral"}


def test_but_weighs_more_than_though() -> None:
    assert ANNOTATOR.annotate("虽然利率低，但是客服太差劲了").label == "negative"
    assert ANNOTATOR.annotate("虽然审批慢，但是服务非常好").label == "positive"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("希望利率再低一点", "suggestion"),
        ("能不能多开几个窗口", "suggestion"),
        ("请问怎么提前还款？", "question"),
        ("客服态度恶劣", "complaint"),
        ("感谢客户经理帮忙", "praise"),
    ],
)
def test_acts(text: str, act: str) -> None:
    assert act in ANNOTATOR.annotate(text).acts


def test_a_question_claims_hardly_anything() -> None:
    assert ANNOTATOR.annotate("利率高吗？").label == "neutral"


def test_evidence_and_offsets_point_into_the_original() -> None:
    text = "【反馈】審批太慢了！！！不过<b>利率</b>低😀"
    said = ANNOTATOR.annotate(text)
    assert {o.factor for o in said.opinions} >= {"approval_speed", "rates"}
    for opinion in said.opinions:
        assert 0 <= opinion.start < opinion.end <= len(text)
        assert opinion.text == text[opinion.start : opinion.end]
        assert opinion.evidence


def test_quotes_are_masked_even_where_a_span_cuts_through_personal_data() -> None:
    said = ANNOTATOR.annotate("客服不接13812345678电话，太差劲了")
    assert "1381234" not in str(said.as_json("1", "q"))


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.sampled_from(list("利率高低不没有很太慢快客服但是虽然，。！?？额度希望投诉😀a1 \n卡")),
        max_size=60,
    )
)
def test_any_text_is_annotated_within_bounds(text: str) -> None:
    said = ANNOTATOR.annotate(text)
    assert -1 <= said.score <= 1
    for opinion in said.opinions:
        assert 0 <= opinion.start <= opinion.end <= len(text)
        assert -1 <= opinion.score <= 1
    assert ANNOTATOR.annotate(text) == said


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ["利率", "太高", "，", "。", "不", "服务", "很好", "希望", "降低", "\n", "x"]
            ),
            max_size=8,
        ).map("".join),
        max_size=5,
    )
)
def test_many_texts_read_as_one_by_one(texts: list[str]) -> None:
    unsifted = [None] * len(texts)
    kinds = ["improve"] * len(texts)
    many = READER.read_many(texts, kinds, unsifted, unsifted)
    assert many == [READER.read(text, "improve") for text in texts]

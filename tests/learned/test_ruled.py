"""Short texts that the rules know whole are read as the rules do; the account says why."""

from __future__ import annotations

import pandas as pd
import pytest

from feedback_miner.annotate import Annotation, Annotator, run
from feedback_miner.codebooks.explain import explain
from feedback_miner.factors import by_response
from feedback_miner.report.explanation import lines
from feedback_miner.survey import Options, QuestionKind


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def settled(annotator: Annotator, text: str, question: str) -> dict[str, str]:
    found = annotator.annotate(text, question).factors()
    return {name: said["label"] for name, said in found.items()}


def polarities(read: Annotation) -> dict[str, str]:
    return {opinion.text: opinion.polarity for opinion in read.opinions}


@pytest.mark.parametrize(
    ("text", "praised", "blamed"),
    [
        ("利息低，手续费高", "利息低", "手续费高"),
        ("积分多，催收太凶", "积分多", "催收太凶"),
        ("额度高，期限短", "额度高", "期限短"),
        ("利息倒是不高，可每个月还要收98块“账户管理费”", "利息倒是不高", ""),
    ],
)
def test_a_factor_praised_here_and_blamed_there_keeps_both(
    annotator: Annotator, text: str, praised: str, blamed: str
) -> None:
    read = annotator.annotate(text)
    said = polarities(read)
    assert said[praised] == "positive"
    assert not blamed or said[blamed] == "negative"
    assert len(read.factors()) == 1
    acts = {opinion.text: opinion.act for opinion in read.opinions}
    assert acts[praised] == "praise"


def test_what_was_once_is_neither_praise_nor_complaint(annotator: Annotator) -> None:
    read = annotator.annotate("以前客服爱答不理，现在态度好很多")
    assert polarities(read) == {"客服爱答不理": "neutral", "态度好很多": "positive"}
    assert read.factors()["service"]["label"] == "positive"


def test_a_factor_counts_once_as_it_was_settled(annotator: Annotator) -> None:
    text = "利息倒是不高，可每个月还要收98块“账户管理费”"
    table = pd.DataFrame(
        {"response_id": ["1"], "question": [""], "kind": ["remark"], "text": [text]}
    )
    _, opinions = run(table, Options())
    assert set(opinions["polarity"]) == {"positive", "negative"}
    (counted,) = by_response(opinions).to_dict("records")
    assert counted["polarity"] == annotator.annotate(text).factors()["rates"]["label"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("一点都不慢", "positive"),
        ("不贵", "positive"),
        ("客服一点都不敷衍", "positive"),
        ("操作一点都不复杂", "positive"),
        ("不难用", "positive"),
        ("审批速度并不快", "negative"),
        ("客服并不专业", "negative"),
        ("额度并不高", "negative"),
        ("利率降了", "positive"),
        ("年费取消了", "positive"),
        ("信誉高", "positive"),
        ("积分少", "negative"),
        ("期限短", "negative"),
        ("不好", "negative"),
        ("拉胯", "negative"),
        ("安心", "positive"),
        # What only looks like a negation or a direction is left to the model.
        ("没见过这么慢的审批", "negative"),
        ("额度不升反降", "negative"),
        ("年化写得比蚂蚁还小", "negative"),
    ],
)
def test_plain_negations_directions_and_verdicts(
    annotator: Annotator, text: str, label: str
) -> None:
    read = annotator.annotate(text)
    assert read.label == label
    assert {v["label"] for v in read.factors().values()} <= {label}


@pytest.mark.parametrize(
    ("text", "question", "factor", "polarity"),
    [
        ("很好", "您对客服的评价", "service", "positive"),
        ("太差", "对催收服务的印象", "aftercare", "negative"),
        ("还不错", "对贷款利率的看法", "rates", "positive"),
        ("偏低", "给您的额度如何", "product", "negative"),
        ("偏低", "您觉得我们的利率如何", "rates", "positive"),
        ("有点慢", "客服响应速度", "service", "negative"),
        ("利率太高", "您对客服的评价", "rates", "negative"),
        ("很好", "您的印象", "brand", "positive"),
    ],
)
def test_a_bare_verdict_is_about_what_its_question_names(
    annotator: Annotator, text: str, question: str, factor: str, polarity: str
) -> None:
    assert settled(annotator, text, question) == {factor: polarity}


@pytest.mark.parametrize(
    ("text", "question", "factor", "polarity"),
    [
        # What is long takes long, however welcome much of the speed is.
        ("太长了", "您对审批速度怎么看", "approval_speed", "negative"),
        ("有点长", "您对放款时效的评价", "approval_speed", "negative"),
        ("很短", "您对审批速度怎么看", "approval_speed", "positive"),
        ("太长", "客服响应速度", "service", "negative"),
        ("短", "您对客服响应速度怎么看", "service", "positive"),
        ("有点慢", "您对审批速度怎么看", "approval_speed", "negative"),
        ("太长", "您对审批时间怎么看", "approval_speed", "negative"),
        # One aspect asked of, or two that agree.
        ("太短", "您对贷款期限怎么看", "product", "negative"),
        ("低", "利率和利息怎么样", "rates", "positive"),
    ],
)
def test_a_bare_measure_is_read_of_the_aspect_asked_of(
    annotator: Annotator, text: str, question: str, factor: str, polarity: str
) -> None:
    assert settled(annotator, text, question) == {factor: polarity}


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("太低", "您对贷款额度和利率满意吗"),
        ("高", "违约金和额度"),
        ("太少", "您对积分和手续费怎么看"),
        ("太大", "您对审批速度怎么看"),
        ("太长", "您对利率怎么看"),
    ],
)
def test_a_bare_measure_of_two_things_or_of_none_is_no_verdict_on_one(
    annotator: Annotator, text: str, question: str
) -> None:
    read = annotator.annotate(text, question)
    assert read.explain().get("ruled") != "question"
    assert "positive" not in {said["label"] for said in read.factors().values()}


def test_what_is_not_simple_is_left_to_the_model(annotator: Annotator) -> None:
    assert "ruled" not in annotator.annotate("不简单").explain()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("没有多收费", "positive"),
        ("没有多扣钱", "positive"),
        ("没有多少套路", "positive"),
        ("没有多少骚扰电话", "positive"),
        ("没有多少优惠", "negative"),
    ],
)
def test_hardly_any_of_a_thing(annotator: Annotator, text: str, label: str) -> None:
    assert annotator.annotate(text).label == label


def test_bare_aspects_take_the_sign_of_their_question(annotator: Annotator) -> None:
    for kind, label in (("dislike", "negative"), ("like", "positive")):
        found = annotator.annotate("审批速度 利率", "", kind).factors()
        assert {name: said["label"] for name, said in found.items()} == {
            "approval_speed": label,
            "rates": label,
        }


def test_thanks_in_advance_are_no_praise(annotator: Annotator) -> None:
    read = annotator.annotate("我的贷款还清半年了还没开结清证明，望贵行协助，谢谢")
    assert read.label != "positive"
    assert annotator.annotate("客服很耐心，谢谢").label == "positive"


@pytest.mark.parametrize(
    "text",
    [
        "太贴心了，半夜两点给我发广告",
        "利息真良心，年化三十六",
        "客服真耐心，耐心地让我等了一小时",
    ],
)
def test_thick_praise_before_a_sour_fact_is_none(annotator: Annotator, text: str) -> None:
    read = annotator.annotate(text)
    assert read.label == "negative"
    assert not any(opinion.polarity == "positive" for opinion in read.opinions)
    assert read.explain()["ruled"] == "irony"


def test_honest_praise_stays(annotator: Annotator) -> None:
    assert annotator.annotate("客服真好，等了一小时也一直陪着我").label == "positive"
    assert annotator.annotate("太贴心了，凌晨打电话提醒我卡被盗刷").label != "negative"


def test_the_account_says_that_and_why_the_rules_were_heard() -> None:
    account = explain("一点都不慢")
    assert account["settled"]["ruled"] == "negation"
    assert any("按规则定" in line for line in lines(account))
    assert not any("按规则定" in line for line in lines(explain("审批太慢了")))


IMPROVE = "您认为我们最需要改进的是什么？"


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("利息低", {"rates"}),
        ("还款灵活", {"product"}),
        ("利息低，额度高", {"rates", "product"}),
        ("界面简洁点", {"ux"}),
        ("服务更周到", {"service"}),
        ("及时提醒", {"aftercare"}),
        ("放款速度", {"approval_speed"}),
        ("提高服务质量", {"service"}),
        ("提高额度", {"product"}),
        ("降低利息", {"rates"}),
    ],
)
def test_under_what_should_improve_a_bare_good_is_a_wish(
    annotator: Annotator, text: str, factors: set[str]
) -> None:
    read = annotator.annotate(text, IMPROVE, "improve")
    assert read.label == "neutral"
    assert {name: said["label"] for name, said in read.factors().items()} == dict.fromkeys(
        factors, "neutral"
    )
    assert read.acts == ("suggestion",)


@pytest.mark.parametrize("text", ["服务很好", "已经够人性化了", "不用改进", "挺好的，不用改"])
def test_praise_under_what_should_improve_stays_praise(annotator: Annotator, text: str) -> None:
    assert annotator.annotate(text, IMPROVE, "improve").label == "positive"


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("客户经理不专业，放款速度快", {"service": "negative", "approval_speed": "positive"}),
        ("利息优惠，很划算，客户经理不专业", {"service": "negative", "rates": "positive"}),
        ("客服态度差，打了好几次没人管，界面清晰好用", {"service": "negative", "ux": "positive"}),
        ("利息高，其他都不错", {"rates": "negative", "brand": "positive"}),
        ("除了利率都满意", {"rates": "negative", "brand": "positive"}),
        ("除了慢没别的毛病", {"approval_speed": "negative", "brand": "positive"}),
        ("终于批了，前后折腾一个月", {"approval_speed": "negative"}),
        ("额度涨了利息降了", {"product": "positive", "rates": "positive"}),
        ("系统稳定没崩过", {"ux": "positive"}),
        ("信任", {"brand": "positive"}),
        ("性价比高", {"rates": "positive"}),
        ("降息我就给五星", {"rates": "neutral"}),
    ],
)
def test_rules_that_read_a_short_text_whole_are_heard(
    annotator: Annotator, text: str, factors: dict[str, str]
) -> None:
    assert settled(annotator, text, "") == factors


def test_a_complaint_told_to_a_question_of_what_is_bad_counts(annotator: Annotator) -> None:
    read = annotator.annotate("看不懂", "您最不满意的地方是什么？", "dislike")
    assert read.valid and read.label == "negative"


@pytest.mark.parametrize("question", ["意见", "您的意见或建议", "意见反馈"])
@pytest.mark.parametrize(
    "text", ["客服态度好", "放款速度快", "额度高，还款方式灵活", "利息低", "专业"]
)
def test_where_opinions_are_asked_for_a_bare_good_is_praise(
    annotator: Annotator, text: str, question: str
) -> None:
    (read,) = annotator.annotate_many([(text, question, "improve")])
    assert read.label == "positive"
    assert read.acts == ("praise",)


def test_where_opinions_are_asked_for_a_sign_of_more_is_a_wish(annotator: Annotator) -> None:
    for text in ("利息低点", "提高服务质量"):
        (read,) = annotator.annotate_many([(text, "您的意见或建议", "improve")])
        assert (read.label, read.acts) == ("neutral", ("suggestion",))


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("骗子公司，天天打电话问我借不借", "remark", "negative"),
        ("客服态度恶劣，一直问我办不办", "complaint", "negative"),
        ("态度差，爱用不用", "remark", "negative"),
        ("怕卡里钱被转走，客服三分钟冻结，很快", "remark", "positive"),
        ("期限12个月", "remark", "neutral"),
    ],
)
def test_what_is_neither_question_nor_blame_nor_verdict_is_left_to_the_model(
    annotator: Annotator, text: str, kind: str, label: str
) -> None:
    (read,) = annotator.annotate_many([(text, "", kind)])
    assert read.label == label


@pytest.mark.parametrize("question", ["", "意见建议", "您觉得审批速度如何"])
def test_a_lukewarm_word_alone_is_neutral(annotator: Annotator, question: str) -> None:
    kind: QuestionKind = "improve" if question == "意见建议" else "remark"
    for text in ("还可以", "还可以吧", "还行", "尚可"):
        read = annotator.annotate(text, question, kind)
        assert read.label == "neutral", text
        assert {opinion.polarity for opinion in read.opinions} <= {"neutral"}
    asked = annotator.annotate("还可以", question, kind).factors()
    assert list(asked) == ["approval_speed" if "审批" in question else "brand"]


def test_lukewarm_words_that_say_more_are_read_as_before(annotator: Annotator) -> None:
    assert annotator.annotate("还可以提前还").label == "positive"
    assert annotator.annotate("还可以", "您最满意的是哪一点？", "like").label == "positive"

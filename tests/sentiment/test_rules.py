"""What the rule engine makes of clauses: scope, degree, contrast, polarity by aspect, acts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner.annotate import Annotator
from feedback_miner.sentiment.rules import RuleReader
from feedback_miner.survey import Options

ANNOTATOR = Annotator(Options(sentiment="rules"))
DEFAULT = Annotator()
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
        # Expected or not, as of its aspect.
        ("额度低于预期", "product", "negative"),
        ("利率低于预期", "rates", "positive"),
        ("超出预期的利息", "rates", "negative"),
        # What was agreed and what was taken; who takes it in the lender's name.
        ("合同利率5%，系统按6%算", "rates", "negative"),
        ("账单金额不对", "aftercare", "negative"),
        ("假冒你们收我手续费", "security", "negative"),
        ("推广太多，一天三条短信", "service", "negative"),
        ("两个小时就办了一笔", "service", "negative"),
        # Notes of calls to customers blame nobody; customers' own calls do.
        ("外呼三次均无人接听", "service", "neutral"),
        ("打了三次客服无人接听", "service", "negative"),
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


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        # A duration and a burden are welcome where there is little of them.
        ("放款时间短", "positive"),
        ("还款压力小", "positive"),
        ("还款压力太大", "negative"),
        ("隐私保护做得不到位", "negative"),
        ("隐私保护做得很到位", "positive"),
        ("额度感人", "negative"),
        # So is little of what is bad in itself.
        ("闪退太多", "negative"),
        ("套路少", "positive"),
        ("套路多", "negative"),
        ("骚扰电话变少了", "positive"),
        # Nothing is like it: no negation.
        ("没有比这更坑的了", "negative"),
        ("没有比这更便宜的利率了", "positive"),
        ("没有比这家更靠谱的了", "positive"),
        ("没见过这么慢的审批", "negative"),
        ("没见过这么好的服务", "positive"),
        # Better than we are, and not like others.
        ("招行客服比你们强", "negative"),
        ("别家利息比你们低", "negative"),
        ("工行app比你们好用一百倍", "negative"),
        ("不像别的平台乱收费", "positive"),
        ("不像某些银行审批拖拖拉拉", "positive"),
        # How much of it there may be does not end a negation.
        ("不觉得利率有多低", "negative"),
        ("没感觉服务有多好", "negative"),
        ("额度不升反降", "negative"),
        ("客服唔耐心", "negative"),
        ("啲客服好冇耐性", "negative"),
        # What is now wins.
        ("以前服务很好，现在越来越差", "negative"),
        ("以前秒批，现在要等三天", "negative"),
        ("之前老闪退，更新后好多了", "positive"),
        ("以前服务差，现在好多了", "positive"),
        # Words of service.
        ("柜员盛气凌人", "negative"),
        ("恼火得很", "negative"),
        ("客服很热诚", "positive"),
    ],
)
def test_by_rules_and_by_default(text: str, polarity: str) -> None:
    for annotator in (ANNOTATOR, DEFAULT):
        said = annotator.annotate(text)
        labels = {value["label"] for value in said.factors().values()} - {"neutral"}
        assert said.label == polarity
        assert labels <= {polarity}


@pytest.mark.parametrize(
    ("text", "factor", "polarity"),
    [
        ("到账时间长", "approval_speed", "negative"),
        ("到账时间缩短了", "approval_speed", "positive"),
        ("系统不卡", "ux", "positive"),
        ("登录不报错", "ux", "positive"),
        ("自动扣款出错", "aftercare", "negative"),
        ("bug很少", "ux", "positive"),
        ("bug多", "ux", "negative"),
        ("闪退几乎没有了", "ux", "positive"),
        ("卡顿比以前少", "ux", "positive"),
        ("广告不多", "ux", "positive"),
        ("推销电话少", "service", "positive"),
        ("推销电话太多", "service", "negative"),
        ("催收电话少了", "aftercare", "positive"),
        ("弹窗关了还有，叉叉比芝麻小", "ux", "negative"),
        ("别家利息比你们高", "rates", "positive"),
        ("比你们承诺的慢", "approval_speed", "negative"),
        ("不像其他银行天天打电话推销", "service", "positive"),
        ("不像别人家利息高得离谱", "rates", "positive"),
        ("以前利率低，现在涨了", "rates", "negative"),
        ("以前利息高，现在低多了", "rates", "positive"),
        ("以前很快，现在慢得要死", "approval_speed", "negative"),
        ("以前服务很好，现在一塌糊涂", "service", "negative"),
        ("现在放款快，以前慢", "approval_speed", "positive"),
        ("个app好难用", "ux", "negative"),
        # Better than they were themselves; better than they is nobody.
        ("比你们以前快多了", "approval_speed", "positive"),
        ("比你们以前的版本好用多了", "ux", "positive"),
        ("这次的客服比你们上次那个专业多了", "service", "positive"),
        ("比你们去年利率低", "rates", "positive"),
        ("没几家银行利率比你们低", "rates", "positive"),
        ("比你们服务好的银行还真没几家", "service", "positive"),
        ("比你们便宜的我没见过", "rates", "positive"),
        ("比你们利息高的没见过", "rates", "negative"),
        ("比你们便宜的多得是", "rates", "negative"),
        # None of a bad thing, and none of a good one.
        ("没有多收费", "rates", "positive"),
        ("没有多收一分钱", "rates", "positive"),
        ("没有多要手续费", "rates", "positive"),
        ("没有多少套路", "brand", "positive"),
        ("没有多少骚扰电话", "security", "positive"),
        ("没有多少隐形收费", "rates", "positive"),
        ("没有多余的步骤", "approval_speed", "positive"),
        ("没有多久就到账了", "approval_speed", "positive"),
        ("没有多等就放款了", "approval_speed", "positive"),
        ("没有多久利率就涨了", "rates", "negative"),
        ("没有多少优惠", "aftercare", "negative"),
        ("额度没有多少", "product", "negative"),
        ("许下的事从来不作数", "brand", "negative"),
        # Only others' doings are turned from afar.
        ("客服不像干金融的态度差", "service", "negative"),
        ("不像银行倒像高利贷利息高", "rates", "negative"),
        ("利率不像说的低反而高", "rates", "negative"),
        ("不像别家利息低反而高得离谱", "rates", "negative"),
        ("不像有的平台套路多", "brand", "positive"),
    ],
)
def test_scope_by_rules(text: str, factor: str, polarity: str) -> None:
    assert polarities(text).get(factor) == polarity


def test_what_was_is_told_as_such() -> None:
    said = ANNOTATOR.annotate("以前审批很慢，现在审批快多了")
    assert [any(rule.startswith("once:") for rule in one.rules) for one in said.opinions] == [
        True,
        False,
    ]
    assert said.label == "positive"
    assert not any("once:" in rule for rule in ANNOTATOR.annotate("以前审批很慢").opinions[0].rules)


@pytest.mark.parametrize("text", ["happy", "Apple", "apply了两次", "kappa", "slow", "usbugger"])
def test_a_latin_term_is_a_word_of_its_own(text: str) -> None:
    said = ANNOTATOR.annotate(text)
    assert not said.opinions and said.label == "neutral"


@pytest.mark.parametrize("text", ["app太差", "你们APP不好", "bugs多", "app2太差"])
def test_a_latin_word_is_found_beside_chinese_and_in_the_plural(text: str) -> None:
    assert polarities(text).get("ux") == "negative"


@pytest.mark.parametrize("text", ["app太差", "手机银行一言难尽", "APP不好"])
def test_the_app_alone_is_of_no_subfactor(text: str) -> None:
    for annotator in (ANNOTATOR, DEFAULT):
        said = annotator.annotate(text)
        assert [(one.factor, one.subfactor) for one in said.opinions] == [("ux", "")]


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


@pytest.mark.parametrize(
    ("text", "factor", "polarity"),
    [
        # One negation of two things, and what it does not reach.
        ("没有推诿扯皮", "service", "positive"),
        ("没有骚扰和威胁", "security", "positive"),
        ("没有手续费骗人的", "brand", "negative"),
        ("没觉得手续繁琐", "approval_speed", "positive"),
        ("没有大家说的那么贵", "rates", "positive"),
        ("利息没有他们吹的那么低", "rates", "negative"),
        ("没有一个客服不耐心", "service", "positive"),
        ("再没有比你们服务更好的了", "service", "positive"),
        ("没有比这更难用的", "ux", "negative"),
        # Wishes and what might have been.
        ("要是没有服务费，我就很满意了", "rates", "negative"),
        ("没有服务费，很满意", "rates", "positive"),
        ("但凡客服有点耐心，我也不至于投诉", "service", "negative"),
        # Small is good of what costs, slow is bad however it surprises.
        ("手续费才十块", "rates", "positive"),
        ("放款居然要一周", "approval_speed", "negative"),
        ("想借十万，只肯借我两万", "product", "negative"),
        ("活动少", "aftercare", "negative"),
        # Parts of longer words are no words.
        ("至少客服有礼貌", "service", "positive"),
        ("客服太少", "service", "negative"),
        ("等了好久", "approval_speed", "negative"),
        ("催收不规范", "aftercare", "negative"),
        ("压力大", "product", "negative"),
        ("压力不大", "product", "positive"),
        ("姐妹们快跑，别借", "brand", "negative"),
        ("客服让人无奈", "service", "negative"),
    ],
)
def test_hard_words(text: str, factor: str, polarity: str) -> None:
    assert polarities(text).get(factor) == polarity


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("⭐⭐⭐⭐⭐", "positive"),
        ("★☆☆☆☆", "negative"),
        ("客服YYDS", "positive"),
        ("电 话 打 不 通", "negative"),
        ("等好久", "negative"),
        ("不值得点赞", "negative"),
        ("值得点赞", "positive"),
        ("讲信誉", "positive"),
        ("大家快跑", "negative"),
        ("没有隐瞒欺骗", "positive"),
        ("如果提前结清不收钱，我早就推荐给同事了", "negative"),
        ("半夜催收，合法吗", "negative"),
        ("利息是按天算的吗", "neutral"),
        ("我的贷款被重复扣款两次，望核实，谢谢", "negative"),
        ("问题解决了，谢谢", "positive"),
        ("啲客服好串", "negative"),
        ("真有耐心，让我重复了六遍", "negative"),
        ("真有耐心，给我讲了六遍", "positive"),
        ("no hidden fees", "positive"),
    ],
)
def test_hard_words_beside_the_model(text: str, feeling: str) -> None:
    assert DEFAULT.annotate(text).label == feeling

"""Urgency, flags and loyalty: read in context."""

from __future__ import annotations

import pytest

from feedback_miner import resources
from feedback_miner.annotate import Annotator
from feedback_miner.lexicon import Sieve
from feedback_miner.triage import rules
from feedback_miner.triage.rules import Assessment, Seen, TriageRules

RULES = rules.load(resources.lexicons() / "loan", "loan")
ANNOTATOR = Annotator()


def _assess(
    text: str,
    label: str = "negative",
    acts: tuple[str, ...] = ("complaint",),
    by: TriageRules = RULES,
) -> Assessment:
    """Return what is made of one text."""
    return by.assess_many([(text, label, acts)], [Seen(voice=by.voices([text])[0])])[0]


@pytest.mark.parametrize(
    ("text", "flag", "urgency"),
    [
        ("再这样我就去银保监投诉你们", "regulator", 3),
        ("我现在就去银保监投诉你们", "regulator", 3),
        ("催收给我爸妈打电话骂人", "harassment", 3),
        ("被你们逼得不想活了", "self_harm", 3),
        ("再扣我钱我就提刀去你们网点", "violence", 3),
        ("有人冒用我身份证贷款，不是我本人办的", "fraud", 3),
        ("投诉了三次一直没人处理", "repeat", 2),
        ("我妈是七十岁的老人", "vulnerable", 2),
        ("我的个人信息被你们泄露给中介", "leak", 2),
        ("再不解决就找记者曝光", "media", 2),  # said as a next step: soon
        ("记者就在我旁边，视频今晚播", "media", 3),  # going on now
    ],
)
def test_raised(text: str, flag: str, urgency: int) -> None:
    found = _assess(text)
    assert flag in found.flags
    assert found.urgency >= urgency
    assert dict(found.evidence)[flag] in text


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("问题已解决，不用投诉了", "regulator"),
        ("我是律师", "legal"),
        ("我要是不还会被起诉吗", "legal"),
        ("信息没有泄露", "leak"),
        ("在新闻里看到别家信息泄露", "leak"),
        ("多亏客服提醒，没有被骗", "fraud"),
        ("海边", "self_harm"),
        ("在江边、桥下信号差", "self_harm"),
        ("那个柜员说话夹枪带棒", "violence"),
    ],
)
def test_denied_resolved_asked_or_quoted_mentions_do_not_count(text: str, flag: str) -> None:
    assert flag not in _assess(text).flags


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("我要曝光你们", "media"),
        ("再不处理我要曝光你们", "media"),
        ("你们这种行为必须曝光", "media"),
        ("不行就网上曝光，我不怕麻烦", "media"),
        ("我要网曝你们", "media"),
        ("我就要把你们的嘴脸曝出来", "media"),
        ("名下有笔贷款不知道是谁办的，我人一直在外地打工", "fraud"),
        ("征信有担保，不知道谁替我签的", "fraud"),
        ("名下有张信用卡，我从来没申请过", "fraud"),
        ("名下有一笔网贷，不是本人申请，请核实", "fraud"),
        ("征信上有笔贷款不是我办的，是我前夫偷偷办的", "fraud"),
        ("名下有张卡，根本没办过呀", "fraud"),
        ("名下有贷款不是我本人签字的", "fraud"),
        ("我要曝光你们这家特别好意思乱扣费的银行", "media"),
        ("限你们今天下班前退款，不然曝光", "media"),
        ("月底前没有说法就去信访", "regulator"),
        ("老公因为这个贷款自杀了", "self_harm"),  # a death told: soon
    ],
)
def test_what_an_author_says_outright_stands_whatever_the_model_makes_of_it(
    text: str, flag: str
) -> None:
    found = ANNOTATOR.annotate(text)
    assert flag in found.flags
    assert found.urgency >= 2


@pytest.mark.parametrize(
    "text",
    [
        "请贵行书面答复",
        "请核实并更正我的征信记录",
        "投诉",
        "要个说法",
        "录音里说的和办的不是一回事",
        "账单金额和APP显示不一样",
        "我想知道这钱扣哪去了",
        "这笔保险是谁给我加的",
    ],
)
def test_a_demand_without_feeling_is_a_complaint(text: str) -> None:
    assert ANNOTATOR.annotate(text, "", "complaint").urgency >= 1


@pytest.mark.parametrize(
    "text",
    [
        "请问结清证明怎么开",
        "希望网点周末也开门",
        "已解答，客户无投诉",
        "投诉电话是多少",
        "请查实更正工作单位",
        "请核查后更正我的单位电话",
        "利率和去年不一样，降了真好",
        "额度期数和之前不一样",
        "经理说的和官网说的不一样，后来解释清楚了",
        "钱转去哪儿了？请教一下怎么查",
        "款退到哪里了呢",
        "建议：请返还利息的优惠多做",
        "请减免手续费就更完美了",
    ],
)
def test_a_question_or_a_wish_is_none(text: str) -> None:
    assert ANNOTATOR.annotate(text, "", "complaint").urgency == 0


def test_a_praised_offer_of_refunds_demands_none() -> None:
    assert ANNOTATOR.annotate("优惠：请退还手续费的活动挺好").urgency == 0


@pytest.mark.parametrize("words", ["合同和账单不一样", "这笔保险是谁给我加的"])
def test_more_trouble_does_not_take_the_urgency_of_what_is_said_outright(words: str) -> None:
    alone = ANNOTATOR.annotate(words, "", "complaint").urgency
    assert ANNOTATOR.annotate(f"明天就是还款日，{words}", "", "complaint").urgency >= alone >= 1


def test_collectors_at_a_relatives_work_are_no_threat_by_the_author() -> None:
    found = RULES.mentions("催收的今天到我爸单位闹了", "negative")
    assert "violence" not in {one.flag for one in found}
    assert "violence" in {one.flag for one in RULES.mentions("我明天到你们单位闹", "negative")}


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("我孙子说可以在网上曝光你们，我不懂这个", "media"),
        ("催收说要把我曝光到网上", "media"),
        ("我说了不会曝光你们", "media"),
        ("我要曝光你们！曝光你们楼下那只大橘猫，太治愈了", "media"),
        ("我名下还有一笔没结清，为什么又给我批了一笔", "fraud"),
        ("我名下还有一笔不在你们行的贷款，也不影响审批吧", "fraud"),
        ("名下有三张信用卡，你们这张额度最低，气人", "fraud"),
        ("征信上有一笔贷款，从来没申请过延期，一直正常还", "fraud"),
        ("名下有房贷，从来没借过别的", "fraud"),
        ("名下有车贷，我从来没贷过消费贷", "fraud"),
        ("征信上有信用卡，根本没贷过款，求首贷", "fraud"),
        ("名下有两笔贷款，不是本人办理能提前还吗", "fraud"),
        ("我名下有一张信用卡不是我申请的那种额度", "fraud"),
        ("账户里有借款记录不是我申请的日期", "fraud"),
        ("App里有借款，从来没办过结清证明", "fraud"),
        ("征信上有贷款，不知道谁能办提前还款", "fraud"),
        ("名下有一笔贷款不是我办的，是我爱人办的，我知情", "fraud"),
        ("名下有笔车贷不是我办的，家人帮我办的，想查还款日", "fraud"),
        ("我就想曝光一下这家客服有多贴心", "media"),
        ("名下有三张卡，不知道哪个办了免年费", "fraud"),
        ("名下有信用卡，不知道什么人申请了能通过", "fraud"),
        ("我想结束这一切合作，尽快结清", "self_harm"),
        ("我只想结束这一切，重新开始", "self_harm"),
        ("我们小区前年有个炒股的跳楼了，不是网贷，别乱传", "self_harm"),
    ],
)
def test_what_only_looks_like_it_is_not_said_outright(text: str, flag: str) -> None:
    assert flag not in ANNOTATOR.annotate(text).flags


def test_what_staff_advise_is_not_said_outright_by_the_author() -> None:
    said = "月底前没有结果就去信访局反映"
    for text, counts in ((f"客服说{said}", False), (f"我跟客服说{said}", True)):
        outright = [one for one in RULES.mentions(text) if one.outright]
        assert [not one.context for one in outright] == [counts]


@pytest.mark.parametrize(
    ("text", "loyalty"),
    [
        ("以后再也不用你们了", "leave"),
        ("大家千万别借", "warn"),
        ("已经推荐给同事了", "recommend"),
        ("以后还会继续用", "stay"),
        ("利率有点高", ""),
    ],
)
def test_loyalty(text: str, loyalty: str) -> None:
    found = _assess(text)
    assert found.loyalty == loyalty
    assert ("churn" in found.flags) == (loyalty == "leave")


def test_many_texts_are_assessed_as_one_by_one() -> None:
    texts = [
        "利率低",
        "利率低，很满意",
        "被你们逼得不想活了",
        "催收" + "天天骂我。" * 80,
        "以后还找你们贷款",
        "",
    ]
    said = [(text, label, ()) for text in texts for label in ("negative", "neutral", "positive")]
    seen = [rules.Seen(voice=RULES.voices([text])[0]) for text, _, _ in said]
    alone = [_assess(text, label, ()) for text, label, _ in said]
    assert RULES.assess_many(said, seen) == alone
    sieve = Sieve(RULES.sets)
    sifted = sieve.sift([text for text, _, _ in said])
    seen = list(map(rules.Seen, *sifted, RULES.voices([text for text, _, _ in said])))
    assert RULES.assess_many(said, seen) == alone


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("他们说今晚不还就上门卸我一条腿", "violence"),
        ("我不想活了，药都买好了，谁来管管", "self_harm"),
        ("我现在站在江边，你们满意了吧", "self_harm"),
        ("我想结束这一切", "self_harm"),
        ("我真想结束自己", "self_harm"),
    ],
)
def test_who_is_in_danger_is_flagged_for_today(text: str, flag: str) -> None:
    found = Annotator().annotate(text)
    assert flag in found.flags and found.urgency == 3


@pytest.mark.parametrize(
    "text", ["客服的等待音乐听得我脑袋都要爆炸了", "手机管家提示要给你们的软件杀毒"]
)
def test_violent_words_of_something_else_raise_no_flag(text: str) -> None:
    assert not Annotator().annotate(text).flags


@pytest.mark.parametrize(
    "text",
    [
        "八年前想过自杀，后来熬过来了，现在来咨询一下装修贷",
        "那会儿真的活不下去，如今都还清了。请问结清证明怎么开",
        "前年有一阵不想活，现在都过去了，想问问利率",
    ],
)
def test_a_danger_of_long_ago_that_is_over_is_none_for_today(text: str) -> None:
    found = ANNOTATOR.annotate(text, "", "complaint")
    assert "self_harm" not in found.flags and found.urgency <= 1


@pytest.mark.parametrize(
    "text",
    [
        "以前也想过死，现在又开始想了",
        "八年前想过自杀，最近又有这种念头了",
        "那会儿活不下去，后来挺过来了，现在催收逼得我还是活不下去",
        "前年不想活，现在债都还清了，可还是不想活",
        "三年前活不下去，现在都没还完，真的活不下去",
        "上个星期不想活了，现在过去了",  # too near
    ],
)
def test_a_danger_that_is_back_or_not_over_stands(text: str) -> None:
    found = ANNOTATOR.annotate(text, "", "complaint")
    assert "self_harm" in found.flags and found.urgency == 3


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("投诉的事处理得我满意，到此为止吧", set()),
        ("退款收到了，我认可，这事就到此为止", set()),
        ("我们的缘分到此为止，明天就销户", {"churn"}),
        ("我不接受，到此为止，明天去销户", {"churn"}),
        ("刷脸总是不过，口红也擦了，妆也卸了", set()),
        ("我把你们的软件卸了", {"churn"}),
        ("我四十好几的人了，你们还让我跑三趟", set()),
        ("资料我放在床头柜上，让人来拿", set()),
    ],
)
def test_who_is_content_or_only_tells_of_things_is_not_leaving_nor_frail(
    text: str, flags: set[str]
) -> None:
    found = ANNOTATOR.annotate(text, "", "complaint")
    assert set(found.flags) & {"churn", "vulnerable", "self_harm"} == flags
    assert found.urgency <= 2


def test_things_of_farewell_by_the_bed_are_heard() -> None:
    found = ANNOTATOR.annotate("药和遗书都在床头柜上放好了", "", "complaint")
    assert "self_harm" in found.flags and found.urgency == 3


def test_churn_shows_the_words_that_say_so() -> None:
    found = ANNOTATOR.annotate("利率太高了，我要销户，再也不用你们了")
    words = dict(found.reasons)["churn"]
    assert words and words in found.text


@pytest.mark.parametrize(
    ("text", "flags", "urgency"),
    [
        ("被你们前台羞辱，我不想活了，今晚就从你们楼上跳下去", ("self_harm", "harassment"), 3),
        ("我要找律师起诉你们，还要去12315投诉你们", ("regulator", "legal"), 3),
        ("我要捅死你们经理", ("violence",), 3),
        ("房间里有人偷拍，太可怕了", ("harassment",), 3),
        ("我要发抖音曝光你们酒店", ("media",), 3),
        ("前台把我的身份证信息泄露给别人", ("leak",), 2),
        ("同一个问题我已经投诉三次了没人解决", ("repeat",), 2),
        ("隔音差得要死，吵死了", (), 1),
        ("窗外就是江边，蚊子太多", (), 1),
        ("被半夜的噪音吓了一跳", (), 1),
    ],
)
def test_danger_is_heard_in_any_industry(text: str, flags: tuple[str, ...], urgency: int) -> None:
    hotel = rules.load(resources.corpora() / "industries" / "hotel")
    found = _assess(text, by=hotel)
    assert set(flags) <= set(found.flags) if flags else not found.flags
    assert found.urgency == urgency


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("不用找12378了，昨天已经给我退钱了", "regulator"),
        ("12378就不打了，你们已经给我退了", "regulator"),
        ("律师函不用发了，我已还清", "legal"),
        ("不起诉了，你们已经把征信改好了", "legal"),
        ("黑猫上的投诉我删了，已经退款", "media"),
        ("12378那边撤诉了，钱退了", "regulator"),
        ("12378的投诉已经撤销了，你们处理得挺好", "regulator"),
        ("抖音的视频我下架了，问题解决了", "media"),
    ],
)
def test_a_step_taken_back_is_raised_by_nobody(text: str, flag: str) -> None:
    found = ANNOTATOR.annotate(text, kind="complaint")
    assert flag not in found.flags
    assert found.urgency <= 1


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("不用找12378了，我直接去法院起诉", "legal"),
        ("不打12378了？那我打12345！", "regulator"),
        ("你们说已经退钱，根本没到，我打12378", "regulator"),
        ("撤诉了但你们又不认账，我重新起诉", "legal"),
        ("不用去银保监了，我活着也没意思了", "self_harm"),
        ("已登记12345，编号尾号2207，请尽快联系", "regulator"),
        ("12363已受理，请配合调查", "regulator"),
        ("对方说不能告诉柜员是投资，让我说是给亲戚", "fraud"),
        ("六位数字我报给他了，手机随后黑屏，余额在减少", "fraud"),
        ("收我1980元服务费后就联系不上了", "fraud"),
        ("那个收我卡的女柜员住城东，孩子上三小，我都打听好了", "violence"),
        ("别逼我，再冻我卡我什么事都干得出来", "violence"),
        ("客户说“我要跳楼”，已通知家属", "self_harm"),
        ("我看了你们的培训材料还是不想活了", "self_harm"),
        ("我被人冒用身份贷款了，你们会负责吗", "fraud"),
        ("保安把我扔出大厅，胳膊都青了", "violence"),
        ("办完贷款后老接到骚扰电话，信息肯定泄露了，审批很快，当天就到账", "leak"),
    ],
)
def test_what_still_needs_care_is_raised_beside_words_that_calm(text: str, flag: str) -> None:
    found = ANNOTATOR.annotate(text, kind="complaint")
    assert flag in found.flags
    assert found.urgency >= 2


@pytest.mark.parametrize(
    "text",
    [
        "12378多少号",
        "12345是政府热线吗",
        "请拨12345了解政策",
        "假如我的身份被人冒用贷款，你们怎么处理",
        "万一被人冒名贷款怎么办",
        "刷单我从来不碰，卡却被冻了",
        "还清最后一笔那天我从桥上走过，风都是甜的",
        "培训材料：遇客户自称“不想活了”应立即上报",
        "应急演练脚本：歹徒持刀闯入大厅，保安用钢叉控制",
        "屏幕截图发给客服看了，他教我点了三下就好了",
        "客户经理每天六点下班，太晚找不到人",
        "晚上睡觉关好窗，别着凉，客服很贴心",
        "岗位：催收专员",
        "收了我服务费，客服电话一直占线",
    ],
)
def test_what_is_asked_taught_or_supposed_is_none_for_today(text: str) -> None:
    found = ANNOTATOR.annotate(text, kind="complaint")
    assert found.urgency <= 1
    assert not found.flags


def test_a_relative_long_dead_whose_debt_is_asked_about_is_for_soon() -> None:
    found = ANNOTATOR.annotate("我弟前年跳楼走了，他的卡债要我爸还吗", kind="complaint")
    assert found.urgency == 2
    assert ANNOTATOR.annotate("我爸被你们催债催得跳楼了", kind="complaint").urgency == 3


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("我要去12315举报", {"regulator"}),
        ("去12315投诉", {"regulator"}),
        ("去315曝光", {"media"}),
        ("保安打了我一巴掌", {"violence"}),
        ("保安打了我一拳", {"violence"}),
        ("前台打了我十几巴掌", {"violence"}),
        ("服务员打了我一个耳光", {"violence"}),
        ("打了我十几个电话", set()),
        ("打了我一下午电话", set()),
        ("打了一下客服电话", set()),
        ("给客服打了一个电话", set()),
        ("打了半天没人接", set()),
    ],
)
def test_a_hotline_is_no_press_and_a_slap_no_telephone_call(text: str, flags: set[str]) -> None:
    hotel = rules.load(resources.corpora() / "industries" / "hotel")
    assert set(_assess(text, by=hotel).flags) == flags


@pytest.mark.parametrize(
    ("text", "flags", "urgency"),
    [
        ("买化肥的钱被骗子骗走了", {"fraud"}, 2),
        ("买种子的钱被骗子骗走了三万", {"fraud"}, 3),
        ("买化肥的贷款被人冒名贷走了", {"fraud"}, 3),
        ("买饲料的资金被盗刷了", {"fraud"}, 2),
        ("买农药的钱准备好了，今晚就解脱", {"self_harm"}, 3),
        ("你们催收的话术：客户不还就弄死你全家，我有录音", {"violence", "harassment"}, 3),
        ("你们的话术：客户不还就去跳楼，我已经吃安眠药了", {"self_harm"}, 3),
        ("骗子话术：客户账户异常，要转到安全账户，我已转8万", {"fraud"}, 3),
        ("你们的客服手册：坐席辱骂我，我要去12378投诉", {"regulator"}, 2),
        ("这是你们的应急预案：客户被打了怎么办，保安把我打伤了", {"violence"}, 3),
        ("从天台经过，我想就这样结束", {"self_harm"}, 3),
        ("每天从大桥上经过，都有想结束的念头", {"self_harm"}, 3),
        ("从楼顶路过都想一跃而下", {"self_harm"}, 3),
        ("从江边路过，差点走下去", {"self_harm"}, 3),
        ("老公喝农药了还在抢救，贷款能不能缓", {"self_harm"}, 3),
        ("妻子割腕自杀了，人还在医院，贷款怎么办", {"self_harm"}, 3),
        ("儿子跳河了还没找到，网贷欠款怎么办", {"self_harm"}, 3),
        ("我爸刚喝农药了，贷款的事怎么办", {"self_harm"}, 3),
        ("我爸上吊了，欠款天天有人上门要，怎么办", {"self_harm"}, 3),
        ("我妈喝农药死了，就是因为你们的贷款，谁负责", {"self_harm"}, 3),
        ("把银行卡甩给我还动手打人", {"violence"}, 3),
        ("合同甩过来拿刀架我脖子", {"violence"}, 3),
        ("材料扔出来，掐我脖子", {"violence"}, 3),
        ("身份证扔到地上踹了我一脚", {"violence"}, 3),
        ("文件甩给我威胁杀我全家", {"violence"}, 3),
        ("银保监局撤销了我的投诉，说不归他们管，我不服", {"regulator"}, 2),
        ("12378撤销了我的投诉，我不服，还要告", {"regulator"}, 2),
        ("12378那边我撤诉了，你们答应三天退款到现在一个月一分钱没到，太欺负人了", {"regulator"}, 2),
        ("12378的投诉已经撤销了，是你们骗我撤的，钱一分没退", {"regulator"}, 2),
        ("黑猫的投诉撤了，结果你们不认账", {"media"}, 2),
        ("抖音的视频下架了，是你们花钱公关的，我会继续发", {"media"}, 2),
        ("12378不打了行不行，你们把钱退给我", {"regulator"}, 2),
        ("如果我被骗子骗了怎么办，现在正在转账", {"fraud"}, 3),
        ("万一被骗子骗了怎么办，我已经转了", {"fraud"}, 3),
        ("如果被盗刷了怎么办，刚收到扣款短信5000", {"fraud"}, 2),
        ("那个收我卡的女柜员住城东，孩子上三小，我都打听好了", {"violence"}, 3),
        ("叫你们主任晚上睡觉关好窗", {"violence"}, 3),
        ("12378电话是多少，我要投诉你们催收骂人", {"regulator"}, 2),
        ("逼急了我只能去别的世界了", {"self_harm"}, 3),
        ("路过大桥的时候差点跳下去", {"self_harm"}, 3),
        ("我妈刚喝了农药，你们满意了吗", {"self_harm"}, 3),
        ("买农药的钱我有，喝下去一了百了", {"self_harm"}, 3),
        ("培训话术：骗子让我转到安全账户，我已经转了", {"fraud"}, 3),
        ("演练脚本：保安把我打伤了", {"violence"}, 3),
        ("要是我被骗了怎么办，我刚把验证码给了他", {"fraud"}, 3),
        ("你们经理孩子在三小上学我都打听好了，谢谢他冻我的卡", {"violence"}, 3),
        ("提醒你们主任晚上睡觉关好门窗", {"violence"}, 3),
        ("她每天六点下班从后门出来，我都盯了好几次了", {"violence"}, 3),
    ],
)
def test_a_red_line_stands_beside_words_that_may_be_harmless(
    text: str, flags: set[str], urgency: int
) -> None:
    found = ANNOTATOR.annotate(text, kind="complaint")
    assert flags <= set(found.flags)
    assert found.urgency >= urgency


@pytest.mark.parametrize(
    "text",
    [
        "买农药的贷款批得快吗",
        "培训材料：客户说“我不想活了”，坐席应立即上报",
        "柜员把复印件甩给我让我自己去弄",
        "客服说给孩子办卡可以，我都查清楚了",
        "客户经理说给儿子买房可以，我都打听清楚了",
        "客户经理住得近，孩子上学的事我都打听好了，服务热心",
        "建议：提醒你们保安晚上关好门",
        "提醒你们柜员下班锁好门窗，小偷多",
        "保安每天早上出来扶老人，我都看了好几回，点赞",
        "客服给孩子开户的流程我都查清楚了",
        "万一被盗刷了怎么办，现在都不敢绑卡了",
        "从江边走过，风景不错",
        "客户经理每天下班后还出来接我电话，我都记了好几次了，很感动",
        "12378电话是多少",
    ],
)
def test_praise_advice_and_plain_talk_threaten_nobody(text: str) -> None:
    found = ANNOTATOR.annotate(text, kind="complaint")
    assert found.urgency <= 1
    assert not found.flags


@pytest.mark.parametrize(
    "text", ["逼急了我就去别家", "逼急了就去别的银行", "身份证直接扔在柜台上，态度很差"]
)
def test_who_goes_elsewhere_or_is_treated_rudely_is_in_no_danger(text: str) -> None:
    found = ANNOTATOR.annotate(text, kind="complaint")
    assert not {"violence", "self_harm"} & set(found.flags)
    assert found.urgency <= 2

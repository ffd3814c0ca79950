"""Everyday answers as an export of a survey has them: what is empty is found, nothing is lost."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotator

QUESTIONS = {
    "dislike": "您对我们的贷款服务最不满意的地方是什么？",
    "like": "您最满意我们的哪一点？",
    "improve": "您觉得我们还有哪些地方需要改进？",
    "why": "您给出这个分数的主要原因是什么？",
    "remark": "您还有其他想对我们说的吗？",
}
EMPTY = {
    "dislike": "无|没有|暂无|没啥|不知道|没意见|111|。。。|啊啊啊|asdf|同上|说不上来|没用过，不清楚"
    "|不想说|没得啥子|木有木有|mei you a|asdfghl|懒得打字了|没接触过这块|讲不出个所以然"
    "|😶",
    "like": "说不清|n/a|同上一题|随便选的|……|不太了解|想不出来|没体验过|你猜|无可奉告|俺不晓得"
    "|最满意的一点|都没怎么用过|记不太清了|一时半会儿想不起来|wo bu zhi dao|没比较过",
    "improve": "没建议|暂无建议，谢谢|你们看着办|哪些地方需要改进|以后想到再提|不需要|meiyou|、、、"
    "|...无|这个得问专家|我外行，不乱说|哪方面都行|暂时想不到啥|没琢磨过|不懂这些，说不来"
    "|需要改进的地方",
    "why": "没原因|没有为什么|随便打的|凭感觉|随手点的|瞎打的|原因同上|看心情|qwerty|123456"
    "|默认的|不告诉你|随手点的分|手滑点错|闭眼选的|没什么原因，随便给的",
    "remark": "没了|没有了，谢谢|路过|没话说|谢谢|辛苦了|好的|填完了|凑够十个字了"
    "|选填就不填了|祝好|拜拜|🐶🐱|已阅|交卷|没啥要补充的|下次想到再写|测试|结束",
}
TELLING = {
    "dislike": "慢|利息高|太贵|额度太低|没有不满意|没啥不满意的|没什么缺点|没人接电话|说不清的费用"
    "|没批下来|利率|态度|不透明|没有人工客服|APP卡|没写清楚|讲不清收费|不会说话|无法填写"
    "|没收到短信|不好填|🚀",
    "like": "快|方便|利息低|到账快|不用抵押|都满意|没有满意的|手机上就能办|还行吧|一般|没催过我"
    "|没乱收费|没的说|服务|👍👍|没打过骚扰电话|满意满意|正规",
    "improve": "降息|利率|额度|客服|都挺好，不用改|已经很好了|透明|积分没用|别乱扣费|多点优惠|12378"
    "|审批|没人介绍过活动|不会用|提前还款不了|没有优惠活动",
    "why": "方便|慢|没用过别家，没法比|没毛病|被拒了|信任|习惯了|没出过问题|没惊喜|用得少|急用钱"
    "|没额度|不需要|没有钱|随便就拒了|随便打电话骚扰|系统评分低",
    "remark": "希望降息|谢谢小王的帮助|再也不用了|怎么注销|你好，我要投诉"
    "，另外利息能不能降点|支持|能提额吗|没收到短信|骗人的|感谢贵行帮了大忙"
    "|没有预约就上门|🌹🌹🌹|利率什么时候降|没人管|忘了还款日",
}


def pairs(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(kind, answer) for kind, row in table.items() for answer in row.split("|")]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def valid(annotator: Annotator, answers: list[tuple[str, str]]) -> list[bool]:
    asked = [(answer, QUESTIONS[kind], kind) for kind, answer in answers]
    return [one.valid for one in annotator.annotate_many(asked)]


def test_no_everyday_answer_is_lost(annotator: Annotator) -> None:
    answers = pairs(TELLING)
    told = valid(annotator, answers)
    assert [answer for answer, kept in zip(answers, told, strict=True) if not kept] == []


def test_everyday_emptiness_is_found(annotator: Annotator) -> None:
    answers = pairs(EMPTY)
    told = valid(annotator, answers)
    kept = [answer for answer, said in zip(answers, told, strict=True) if said]
    assert len(kept) <= 0.05 * len(answers), kept


def test_a_greeting_with_a_complaint_is_heard(annotator: Annotator) -> None:
    said = annotator.annotate("大家好，催收太吓人了", QUESTIONS["remark"], "remark")
    assert said.valid and "aftercare" in said.factors()

"""Which answers say something: a table read by a person, and properties."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner.text.normalise import normalise
from feedback_miner.text.validity import is_valid

INVALID = """
无|没有|暂无|没有了|无意见|没啥|不知道|不清楚|同上|N/A|n/a|NA|none|None|NULL|nil|-|--|——|/|\\|。|，|…|......|！！！
？|？？？|*|***|_|~|1|11|111|1111|123|12345|0|00000|9999999|2024|３３３|asdf|asdfgh|qwer|qwerty|zxcv|zxcvbn
qazwsx|asdasd|qweqwe|fdsa|jkl;|hjkl|a|A|x|z|aa|aaa|bbbb|hhhh|zzz|xxx|xxxx|abc|abcd|abc123|a1|1a|test|测试|测试测试
测试一下|测试数据|testing|啊|啊啊啊|嗯|嗯嗯|哦|额|呃|的|了|我|阿斯顿发|啊实打实的|阿萨德|略|保密|随便
不想写|懒得写|懒得填|不想说|没什么|没什么了|没啥了|没有哦|没有呀|没有呢|没有啊|没有吧|没有哈|木有|么有|没得|莫得
暂时没有|暂时没有哦|暂时没有了|目前没有|目前暂无|现在没有|目前还没有|暂时还没有|目前没有意见|没有意见|没意见
没有什么意见|没有什么意见吧|没什么意见|没啥意见|没有建议|没建议|无建议|暂无建议|暂无意见|没有什么建议|没有意见和建议
无意见无建议|没有任何意见|没有其他意见|没有别的意见|没有别的了|没有其他的了|没有什么特别的|没有什么要说的|没什么好说的
没啥好说的|没什么想说的|没什么可说的|没有需要补充的|没有补充|无补充|暂无补充|想不到|想不起来|想不出来|暂时想不到
没想好|还没想好|没想过|说不上来|说不清楚|不好说|不确定|不太清楚|不是很清楚|不太了解|不了解|不晓得|我不知道|我也不知道
不记得了|不记得|忘了|忘记了|记不清了|没印象|没注意|无可奉告|不便透露|同上题|同前|见上|如上|如上所述|以上|如题|同上。
和上面一样|跟上题一样|上面已经写了|前面说过了|已经说过了|无无无|没有没有|没有，没有|无，无|没有没有没有|无。|无！
无 |“无”|（无）|【无】|无~|没有，谢谢|没有了，谢谢|无，谢谢！|暂无，感谢|答：无|意见：无|建议：没有|1、无 2、无|1.无2.没有
1.没有|无1|没有111|无aaa|没有asdf|wu|meiyou|buzhidao|no|No.|nothing|no comment|no idea|I don't know|idk|not sure
沒有|暫無|無意見|不曉得|沒意見|请输入|请填写您的意见|请输入您的建议|在此输入|意见|建议|其他|凑字数|打酱油|路过|完成任务
"""
VALID = """
没有乱收费|没有乱扣钱，很好|无语|无奈|无聊|都好|挺好|好|很好|满意|都不满意|还行|还可以|一般|凑合|没什么不满意的|没有不满意的
没有满意的|没有不好的地方|没什么不好|没有缺点|没问题|没有问题|利率|利息|额度|态度|慢|差|贵|烂|坑|快|赞|卡|难|棒|垃圾|无敌
👍|😡|❤️|😭😭😭|👎🏻|💩|^_^|T_T|(≧▽≦)|[微笑]|[流泪]|无👍|666|6666|OK|ok|good|bad|nice|bug|app|APP|LPR|sb|yyds
不好|不行|不错|不方便|不满意|不推荐|不知道怎么还款|不知道利率是多少|不清楚收费标准|不清楚怎么提前还款|不了解产品，也没人介绍
没有人工客服|没有优惠|没有额度|没有短信提醒|没有入口|没有收到|没有回复|没有人管|没人管|没收到钱|没到账|没通过|没下款|没额度
没钱|没用|没变化|没耐心|没有耐心|没什么优惠|没什么用|没啥优惠|没有什么优惠|没有想象中好|没有以前好|没有别家快|没有意见，都挺好
没意见，服务很好|没有建议，希望利率再低一点|无抵押|无手续费|无法登录|无人接听|无故降额|无隐形收费就好|无障碍|无可挑剔
同上，利率高|同上次一样慢|如题，闪退|测试版老闪退|测评通过很快|1111元的利息|10分|满分|100分|5星|五星好评|3天到账|24小时没人
一直审核|还没放款|还没有到账|目前额度太低|现在利率高|暂时用不了|其他银行更便宜|其他都好|其他都还行|我觉得慢|建议降息
建议增加额度|意见很大|问题很多|随便贷|随便就拒了|忘记密码找不回|忘记密码|想不到这么快|想不通|说不清的费用|不记得密码怎么办
以前还行|上面的客服态度差|前面排队太久|略贵|略慢|路过网点办的，很快|以后不用了|再也不用了|看不到账单|下不了款|上不去
呵呵|哈哈|哎|唉|呸|失望|喜欢|支持|好评|差评|一星|给力|坑爹|真香|方便|省心|谢谢你们的耐心|感谢客服小张
The app crashes|slow|too slow|interest rate|why|무겁다|laji|hao|iOS闪退|5G|审批|放款|催收|征信|人工|广告|没有短信，没有电话，直接扣款
"""
QUESTION = "12. 您对我们的贷款服务有哪些意见或建议？"


def cells(table: str) -> list[str]:
    return [cell for line in table.strip("\n").split("\n") for cell in line.split("|")]


def test_the_table_is_broad() -> None:
    assert len(cells(INVALID)) >= 150
    assert len(cells(VALID)) >= 150


@pytest.mark.parametrize("answer", cells(INVALID))
def test_says_nothing(answer: str) -> None:
    assert not is_valid(normalise(answer).text)


@pytest.mark.parametrize("answer", cells(VALID))
def test_says_something(answer: str) -> None:
    assert is_valid(normalise(answer).text)


@pytest.mark.parametrize(
    ("answer", "valid"),
    [
        (QUESTION, False),
        ("您对我们的贷款服务有哪些意见或建议", False),
        ("对我们的贷款服务有哪些意见或建议?", False),
        ("贷款服务", True),
        ("贷款服务意见很大", True),
        ("您对我们的贷款服务有哪些意见或建议？利率太高了，审批也慢", True),
        ("没有", False),
        ("利率", True),
    ],
)
def test_a_copied_question_says_nothing(answer: str, valid: bool) -> None:
    assert is_valid(normalise(answer).text, QUESTION) is valid


def test_a_one_word_answer_to_a_short_question() -> None:
    assert not is_valid("意见建议", "意见建议")
    assert is_valid("利率", "最不满意的是利率还是额度")


def test_a_long_question_copied() -> None:
    question = "请用一句话说明您为什么愿意或者不愿意向亲友推荐我们的贷款产品，例如利率、额度、审批速度、客服等方面的真实感受"
    assert not is_valid(question, question)
    assert is_valid("因为利率低，放款也快，客服回复及时，用了三年从来没有出过问题，所以很愿意把你们推荐给身边做生意的朋友们", question)


@given(st.text(max_size=80), st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_never_raises(answer: str, question: str) -> None:
    assert is_valid(answer, question) in (True, False)
    assert is_valid(normalise(answer).text, question) in (True, False)


@given(st.lists(st.sampled_from(["没有", "没", "什么", "意见", "的", "了", "无", "暂时"]), max_size=60))
@settings(max_examples=100, deadline=None)
def test_many_parts_are_no_trap(parts: list[str]) -> None:
    assert is_valid("".join(parts)) in (True, False)


def test_blank_answers() -> None:
    assert not is_valid("")
    assert not is_valid(" ")
    assert not is_valid("。" * 200)
    assert not is_valid("asdf" * 50)
    assert not is_valid("1" * 300)

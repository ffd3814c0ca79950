"""What is told sideways is heard; what is taught, quoted or taken back is not."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotator
from feedback_miner.survey import Options


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(Options())


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("我手上又划了两道，没上次深。你们能不能先停两天电话", "self_harm"),
        ("打字很慢别介意。我吃了很多药。贷款的事帮我跟我姐说一声吧", "self_harm"),
        ("意外险受益人写的我闺女，等合同生效你们的钱就有着落了", "self_harm"),
        ("我要是哪天不在了，请查一下你们外包公司的录音", "self_harm"),
        ("你们把我额度清零，我就让你们网点见见红", "violence"),
        ("他跟我说：小姑娘一个人住吧，晚上睡觉门锁好", "violence"),
        ("上周说要去银保监是气话，但你们再不处理我真去", "regulator"),
        ("案例：我去年被催收打伤，至今没人管", "harassment"),
        ("根据《消费者权益保护法》，消费者有权要求赔偿，我要起诉你们", "legal"),
        # What a desk heads with a warning or calls a case is mostly happening.
        ("风险提示：客户称今晚要跳楼，请立即联系", "self_harm"),
        ("【安全提示】客户正在被骗子远程操控转账，请尽快止付", "fraud"),
        ("【温馨提示】催收的人把老婆打了，现在还堵在家门口", "violence"),
        ("案例编号1127：客户称不想活了，多次提到跳楼", "self_harm"),
        ("如果收到这条消息，请马上报警，催收在砸门", "violence"),
        ("根据《民法典》规定，借款人有权起诉，明天就去法院交材料", "legal"),
        ("根据《消费者权益保护法》，消费者有权投诉，12378已经打过三次没人管", "regulator"),
    ],
)
def test_sideways(annotator: Annotator, text: str, flag: str) -> None:
    found = annotator.annotate(text)
    assert found.urgency == 3 and flag in found.flags


@pytest.mark.parametrize(
    "text",
    [
        "培训案例三：客户扬言“不协商就跳楼”，正确做法是稳定情绪、立即上报应急小组",
        "话术手册：客户说我要跳楼时应先安抚",
        "【自动回复】您好，您的留言已收到，若涉及人身安全请立即拨打110",
        "若您发现账户被盗刷，请立即拨打客服热线",
        "根据《消费投诉处理管理办法》，投诉人可以向金融监管部门反映，也可以依法提起诉讼。",
        "上周说要去银保监告你们是气话，对不住，问题已经解决了",
        "之前说不是我本人操作的那笔，查到了是我儿子用我手机借的，已还，麻烦撤销工单",
        "想死你们的福利了，什么时候再出免息券",
        "公司楼下，电视台附近",
        "取款机的铁皮把我手上划了两道，没人管",
        "我得了重病吃了很多药也不见好，能不能延期",
        "手上划两下就下款了，真方便",
        "拿在手上划了好几下都不读卡",
        "感冒吃了很多药，没来得及还款",
        "老人高血压，每天吃一大把药，想办助老贷款",
        "保单受益人写的我女儿，房贷还清你们才给解押吗",
        "我要是哪天没了工作，找你们能延期吗",
        "开门红活动让你们柜员见见红，业绩冲一冲",
        "女儿一个人住，晚上睡觉门关好，我才放心来上夜班，客户经理态度好",
    ],
)
def test_taught_quoted_or_taken_back(annotator: Annotator, text: str) -> None:
    found = annotator.annotate(text)
    assert found.urgency < 3 and not {"self_harm", "regulator", "legal", "media"} & {*found.flags}

"""Names that no fixed pattern announces, and ordinary words that look like names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner import privacy
from feedback_miner.learned import gold
from feedback_miner.privacy import names as full
from feedback_miner.privacy import namescore, wordcost
from feedback_miner.privacy.writing import fold


def names(text: str) -> list[str]:
    return [text[s.start : s.end] for s in privacy.recognise(text) if s.kind == "name"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("由邹凯负责我的案子", "邹凯"),
        ("我跟熊大伟沟通过了", "熊大伟"),
        ("柜员方圆给我办的，很麻利", "方圆"),
        ("把钱退到康永年的账户", "康永年"),
        ("那个骆宾根本不懂业务", "骆宾"),
        ("昨天顾佳来我家拍照", "顾佳"),
        ("@唐小明 这个问题你看下", "唐小明"),
        ("项少龙回复：已经转交处理", "项少龙"),
        ("戴安：您好，请问有什么可以帮您", "戴安"),
        ("欧阳娜说利率是四个点", "欧阳娜"),
        ("买买提·艾力要求更正征信", "买买提·艾力"),
        ("阿依古丽·吐尔逊来电致谢", "阿依古丽·吐尔逊"),
        ("尼玛次仁来电说扣款重复", "尼玛次仁"),
    ],
)
def test_a_name_is_found_by_the_sum_of_its_signs(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "客户张某反映被骗",
        "魏总让我等通知",
        "东方财富的客服",
        "老人和小孩的安全",
        "我是商家，想开通收款",
        "柜台那位戴眼镜的大姐",
        "想办张贵行的信用卡",
        "马上到账，速度快",
        "成功放款了，谢谢",
        "由于系统升级",
        "广州越秀支行排队两小时",
        "合同上没有签字盖章",
        "跟宣传的完全两样",
        "宣传",
        "毕业季",
        "17 项评分中 3 项有明确变化",
        "客户来信，由平台扣了两次年费",
    ],
)
def test_words_that_begin_like_names_are_left_alone(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize("bank", ["于贵行", "于我行", "于本行", "向贵行", "从贵司", "向该行"])
def test_whom_a_letter_goes_to_is_no_name_behind_the_writers(bank: str) -> None:
    assert names(f"本人温如玉，{bank}办理信用卡。") == ["温如玉"]


def test_a_word_across_the_end_costs_a_name_its_last_character() -> None:
    reading = wordcost.Reading("骆宾根本不懂", 0)
    assert reading.saved(0, 3) - reading.saved(0, 2) < wordcost.inside("根") / 2


@pytest.mark.parametrize(
    "text",
    [
        "诸葛亮来了也算不清这利息",
        "贾宝玉都没我冤",
        "感谢张经理",
        "客户经理周末加班",
        "收款人都知道了",
        "抵押物受益人那一栏",
        "界面不花里胡哨",
    ],
)
def test_people_of_sayings_and_words_behind_roles_are_no_customers(text: str) -> None:
    assert names(text) == []


def test_a_name_told_once_is_found_where_nothing_tells_it() -> None:
    text = "客户柴玉芬来电。后来才知道那笔钱其实柴玉芬根本没收"
    assert names(text) == ["柴玉芬", "柴玉芬"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("高兴，这次真快", []), ("客户经理周末加班", []), ("我叫高兴，电话打不通", ["高兴"])],
)
def test_everyday_words_are_names_where_something_says_so(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("常州人认为利率高", []),
        ("高知人认为利率高", []),
        ("全组民希望领导处理", []),
        ("高新民认为利率高", ["高新民"]),
        ("王为民希望协商还款", ["王为民"]),
        ("周树人认为利率高", ["周树人"]),
        ("我叫常州人，", ["常州人"]),
        ("方便民主任答复说没有优惠", ["方便民"]),
    ],
)
def test_people_of_a_place_or_a_kind_are_nobodys_name(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_words_glued_to_a_dotted_name_are_no_part_of_it() -> None:
    assert names("退款请打给艾力江·热合曼的卡") == ["艾力江·热合曼"]


def scored(text: str) -> dict[tuple[int, int], float]:
    """Return the score of every candidate that no other rule than the sum could keep out."""
    found = {(one.start, one.end) for one in full.candidates(text)}
    kept = {}
    for one, features in full.described(text, frozenset(end for _, end in found)):
        word = text[one.start : one.end]
        barred = (namescore.proverbial, namescore.everyday)
        if not any(rule(word, one.left, one.right) for rule in barred):
            kept[one.start, one.end] = namescore.total(iter(features.items()))
    return kept


def test_what_is_not_looked_at_any_further_is_no_name() -> None:
    for line in gold.bundled()[:4000:8]:
        _same(fold(line["text"]))


@given(st.text("王李安高康成邹梅全强功兴明，。找叫客户经理先生了是 a1", max_size=30))
def test_bounds_on_a_score_hold_for_any_text(text: str) -> None:
    _same(fold(text))


def _same(text: str) -> None:
    found = {(one.start, one.end): one.score for one in full.candidates(text)}
    for place, score in scored(text).items():
        assert place in found or score < full.NEEDED or full._of_next(text, *place)
        if place in found:
            assert found[place] == pytest.approx(score)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("本人李明现于贵行办理贷款", "李明"),
        ("本人刘洋现住北京", "刘洋"),
        ("本人李明特向贵行投诉", "李明"),
        ("本人王芳今投诉贵行", "王芳"),
        ("本人李明自2023年起", "李明"),
        ("投诉人张伟强烈要求退款", "张伟"),
        ("客户陈晓东现要求退还利息", "陈晓东"),
        ("本人李现，要求退款", "李现"),
        ("投诉人李明今投诉贵行", "李明"),
        ("客户张伟原在贵行办卡", "张伟"),
        ("本人刘洋特向贵行投诉", "刘洋"),
        ("本人李强现申请停息", "李强"),
        ("投诉人张伟强制扣款", "张伟"),
    ],
)
def test_when_and_how_behind_a_name_are_no_part_of_it(text: str, name: str) -> None:
    assert [text[s.start : s.end] for s in privacy.recognise(text)] == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("客户张中原是贵行老客户", "张中原"),
        ("客户孙中原于3月还款", "孙中原"),
        ("投诉人王自强制作了材料", "王自强"),
        ("客户陈志强制作了视频", "陈志强"),
        ("本人张英特申请退款", "张英特"),
    ],
)
def test_a_name_that_ends_like_when_or_how_is_masked_whole(text: str, name: str) -> None:
    assert [text[s.start : s.end] for s in privacy.recognise(text)] == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("林志镇女士来电称利率太高", "林志镇"),
        ("投诉李佳镇经理", "李佳镇"),
        ("王小镇先生来电", "王小镇"),
        ("联系李佳镇", "李佳镇"),
        ("王振乡来电", "王振乡"),
        ("李佳镇", "李佳镇"),
        ("张小区先生来电", "张小区"),
    ],
)
def test_a_name_may_end_like_a_town(text: str, name: str) -> None:
    assert [text[s.start : s.end] for s in privacy.recognise(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "杨浦区来电很多",
        "我在吴江区",
        "于都县的网点",
        "林甸镇没有网点",
        "周庄镇没有网点",
        "高桥镇",
        "石桥镇支行态度差",
        "余家乡没网点",
    ],
)
def test_towns_and_districts_are_no_persons(text: str) -> None:
    assert privacy.mask(text) == text

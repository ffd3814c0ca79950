"""Names that are everyday words, written apart, or of rare characters; and what stays as it is."""

from __future__ import annotations

import pytest

from feedback_miner import privacy
from feedback_miner.privacy import names as full
from feedback_miner.privacy import secondlook


def names(text: str) -> list[str]:
    return [text[s.start : s.end] for s in privacy.recognise(text) if s.kind == "name"]


def test_a_tree_s_inner_node_sends_its_limit_to_the_low_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trees: tuple[secondlook.Tree, ...] = ((0, 1.5, -2.0, (1, 0.0, 0.25, 4.0)), -0.5)
    monkeypatch.setattr(secondlook, "_trees", lambda: (1.0, trees))
    assert secondlook.odds((1.5, 9.0)) == -1.5
    assert secondlook.odds((2.0, 0.0)) == 0.75
    assert secondlook.odds((2.0, 0.1)) == 4.5


def test_every_sign_has_a_name() -> None:
    text = "客户张伟来电"
    (one, *_) = full.candidates(text, full.LOOKED_AT)
    assert len(full.seen(text, one)) == len(secondlook.FEATURES)


@pytest.mark.parametrize(
    "text",
    [
        "简单明了，办得很快",
        "高峰时段排队两小时",
        "严重影响了我的生活",
        "何必为难我们老百姓",
        "陆续还了三年，没有逾期",
        "盛夏天气热，网点空调坏了",
        "周末没人值班",
        "安全第一，我很放心",
        "和平解决就好，别闹上法院",
        "时光飞快，贷款都还完了",
        "连续三次扣款失败",
        "万里路我都跑了，还是没批",
    ],
)
def test_everyday_words_stay(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("姓名：夏 雨荷，电话打不通", "夏 雨荷"),
        ("请问贵行员工 佟 磊 是否在职", "佟 磊"),
        ("姓名：欧阳 明", "欧阳 明"),
        ("客户 王 先生 来电", ""),
        ("余额 高 低 都不行", ""),
    ],
)
def test_a_name_written_apart_is_masked_behind_what_a_name_follows(text: str, name: str) -> None:
    assert names(text) == ([name] if name else [])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("客户龚㛃反映姓名里的字打不出来", "龚㛃"),
        ("客户麴文博来电", "麴文博"),
        ("投诉人：哈斯巴根。一年到头跑银行", "哈斯巴根"),
        ("木合塔尔先生希望开通两种语言", "木合塔尔"),
        ("额尔德木图骑马三小时来办贷款", "额尔德木图"),
    ],
)
def test_names_of_rare_characters_or_many_are_found(text: str, name: str) -> None:
    assert names(text) == [name]


def test_a_fixed_line_told_in_groups_is_a_phone() -> None:
    text = "家里座机零五三二，八五八三，六六一零，别打手机"
    found = [(s.kind, text[s.start : s.end]) for s in privacy.recognise(text)]
    assert found == [("phone", "零五三二，八五八三，六六一零")]

"""Categories in the regulator's terms, routing, and their files' errors."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from feedback_miner import lexicon, resources
from feedback_miner.errors import ConfigError
from feedback_miner.language import speaking
from feedback_miner.triage import categories, replies
from feedback_miner.triage.categories import Complaint

LOAN = categories.load(lexicon.load("loan"))


@pytest.mark.parametrize(
    ("text", "opinions", "flags", "category"),
    [
        (
            "催收天天给我爸妈打电话",
            [("aftercare", "collection", -0.8)],
            ["harassment"],
            "collection",
        ),
        ("有人冒用我的身份证贷款", [("security", "fraud", -0.9)], ["fraud"], "fraud"),
        ("个人信息被你们卖给中介", [("security", "leak", -0.7)], ["leak"], "leak"),
        ("提前还款要收违约金", [("rates", "penalty", -0.5)], [], "prepayment"),
        ("逾期记录上报错了，征信要更正", [], [], "credit_record"),
        ("我儿子还未成年就给批了贷款", [("approval_speed", "outcome", -0.5)], [], "minors"),
        ("不买保险就不放款，强制搭售", [], [], "forced"),
        ("退款一直没到账都半个月了", [("approval_speed", "wait", -0.7)], [], "settlement"),
        ("说好退的钱到现在没到账", [], [], "settlement"),
        ("贷款一个月没到账", [("approval_speed", "wait", -0.7)], [], "approval"),
        ("App一登录就闪退", [("ux", "stability", -0.7)], [], "system"),
        ("客服态度恶劣挂我电话", [("service", "attitude", -0.9)], [], "attitude"),
        ("年化利率太高", [("rates", "interest", -0.6)], [], "interest"),
        ("", [], [], "other"),
    ],
)
def test_category(
    text: str, opinions: list[tuple[str, str, float]], flags: list[str], category: str
) -> None:
    assert LOAN.classify([Complaint(text, opinions, flags)]) == [category]


def test_categories_have_a_cause_in_the_regulators_terms() -> None:
    found = LOAN.of("collection")
    assert found is not None and found.cause == "债务催收方式和手段"
    with speaking("en"):
        assert found.name == "Debt collection"


def test_routing_takes_the_first_line_that_fits() -> None:
    assert LOAN.owner("collection", ["self_harm"], 3, "aftercare") == "应急处置小组"
    assert LOAN.owner("collection", [], 1, "aftercare") == "贷后管理部"
    assert LOAN.owner("interest", ["regulator"], 3, "rates") == "消费者权益保护部"
    assert LOAN.owner("interest", ["regulator"], 1, "rates") == "产品定价部"
    assert LOAN.owner("other", [], 1, "brand") == "品牌管理部"
    assert LOAN.owner("other", [], 1, "") == "客户服务部"


@pytest.mark.parametrize(
    ("name", "line", "word"),
    [
        ("categories.tsv", "leak\t重复\ttwice\t甲\tA", "leak"),
        ("category_cues.tsv", "nothing\twords:甲乙\t1", "nothing"),
        ("category_cues.tsv", "leak\tfactor.nowhere\t1", "nowhere"),
        ("category_cues.tsv", "leak\twords:(甲\t1", "模式"),
        ("category_cues.tsv", "leak\tsecurity\tmuch", "much"),
        ("routing.tsv", "*\tnothing\t0\t甲\tA", "nothing"),
        ("routing.tsv", "*\t*\t0\t甲", ""),
    ],
)
def test_a_mistake_is_told_with_file_and_line(
    tmp_path: Path, name: str, line: str, word: str
) -> None:
    folder = tmp_path / "book"
    shutil.copytree(resources.lexicons() / "loan", folder)
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    lines = len(path.read_text(encoding="utf-8").splitlines())
    with pytest.raises(ConfigError) as caught:
        categories.load(lexicon.load(folder))
    assert name in str(caught.value) and f"第 {lines} 行" in str(caught.value)
    assert word in str(caught.value)


def test_a_codebook_without_the_tables_routes_by_factor(tmp_path: Path) -> None:
    (tmp_path / "codebook.toml").write_text(
        'id = "x"\n[[factor]]\nid = "price"\nzh = "价格"\nowner = "定价部"\n', encoding="utf-8"
    )
    found = categories.load(lexicon.load(tmp_path))
    assert found.classify([Complaint("太贵", [("price", "", -1.0)], [])]) == [""]
    assert found.owner("", [], 1, "price") == "定价部"


def test_reply_openings_are_marked_as_drafts() -> None:
    folder = resources.lexicons() / "loan"
    drafts = replies.load(folder, LOAN.names())
    for category in LOAN.names():
        assert drafts.opening(category, "2026-03-04 10:00", 15).startswith("【草稿】")
    assert "2026-03-04" in drafts.opening("fees", "2026-03-04 10:00", 15)


def test_a_reply_template_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    (tmp_path / "replies.toml").write_text(
        '[fees]\nzh = "您好{name}"\nen = "Hello"\n', encoding="utf-8"
    )
    with pytest.raises(ConfigError, match=r"replies\.toml"):
        replies.load(tmp_path, LOAN.names())

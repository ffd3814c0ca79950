"""A lender asked about in a question is no person."""

from __future__ import annotations

import pytest

from feedback_miner import privacy


@pytest.mark.parametrize(
    "text",
    ["您对禾穗的贷款服务最满意的是什么？", "8、您有多大可能把禾穗推荐给亲友？（0-10）"],
)
def test_a_lender_asked_about_stays(text: str) -> None:
    assert privacy.mask(text) == text


def test_a_borrower_named_stays_masked() -> None:
    assert "马文斌" not in privacy.mask("我老公马文斌的贷款什么时候到期")
    assert "王丽" not in privacy.mask("对客户经理王丽的服务很满意")

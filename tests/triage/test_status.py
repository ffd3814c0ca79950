"""Where a case stands: the words desks use, none of which is lost."""

from __future__ import annotations

import errno
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from feedback_miner import desk
from feedback_miner.report import harmless
from feedback_miner.survey import Options
from feedback_miner.triage.status import Update, read_status

NOW = datetime(2026, 2, 20, 9)
HEAD = "工单号,受理时间,状态,延长理由,投诉内容\n"


@pytest.mark.parametrize(
    ("status", "cells"),
    [
        (
            "closed",
            "已退费|已和解|已全额退款|达成和解|协商一致|完|OK|√|已辦結|已联系客户，已解决|3日内已办结|"
            "已于今日办结|客户同意，已退费|办结（客户不认可）|11月20日办结|上午办结|周三处理完毕|"
            "联系不上客户，办结|无人接听，已短信告知，结案|客户无不满意，已处理|退款成功",
        ),
        (
            "progress",
            "拟办结|明天办结|预计3个工作日内办结|本周内办结|尽快处理|已回复客户未认可|客户不认可|處理中|"
            "已受理|已联系|已致电无人接听|联系不上|退费中|协商中|已部分退款|申请结案|结案待审批|关单待审|"
            "派单完成|完成初核|完成80%|快完成了|已解决吗|结案申请被驳回|撤销分期处理中",
        ),
        ("open", "待客户回电|已联系客户未解决"),
        ("rejected", "撤销|误报|已撤单"),
        ("", "重复|未退费|尚未和解|不太清楚|已退款失败|撤销逾期记录，已报送人行|已退款待到账"),
    ],
)
def test_desk_words(status: str, cells: str) -> None:
    words = cells.split("|")
    assert {cell: read_status(cell) for cell in words} == dict.fromkeys(words, status)


def _queue(tmp_path: Path, rows: str, updates: dict[str, Update] | None = None) -> desk.Queue:
    path = tmp_path / "export.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return desk.prepare([path], None, Options(sentiment="rules"), desk.Wish(NOW, updates=updates))


def test_a_status_that_is_not_understood_is_kept_in_the_note(tmp_path: Path) -> None:
    rows = "A1,2026-02-13 10:00,,,利息太高了，不满意\nA2,2026-02-13 11:00,,,客服态度太差\n"
    told = {"A1": Update(unread="挂起"), "A2": Update(note="已回访", unread="重复 13900000009")}
    cases = _queue(tmp_path, rows, told).cases.set_index("response_id")
    assert cases.loc["A1", "note"] == "状态原写：挂起" and cases.loc["A1", "status"] == "open"
    assert cases.loc["A2", "note"] == "已回访\n状态原写：重复 [手机号]"
    again = {"A1": Update(note="状态原写：挂起", unread="挂起")}
    assert _queue(tmp_path, rows, again).cases.set_index("response_id").loc["A1", "note"] == (
        "状态原写：挂起"
    )


def test_the_exports_own_reason_extends_the_clock(tmp_path: Path) -> None:
    rows = (
        "A1,2026-01-20 10:00,已延长,调取录音 13900000009,提前还款收了违约金\n"
        "A2,2026-01-20 10:00,已延长,,柜台推诿让我跑三趟\n"
    )
    queue = _queue(tmp_path, rows)
    cases = queue.cases.set_index("response_id")
    assert cases.loc["A1", "statutory_days"] == 30 and cases.loc["A2", "statutory_days"] == 15
    assert cases.loc["A1", "extension"] == "调取录音 [手机号]"  # and no answer to a question
    assert queue.verbatims == 2
    told = {"A1": Update(status="extended", extension="等外部回函")}
    ours = _queue(tmp_path, rows, told).cases.set_index("response_id")
    assert ours.loc["A1", "extension"] == "等外部回函"
    gone = {"A1": Update(status="extended", cleared=frozenset({"extension"}))}
    assert _queue(tmp_path, rows, gone).cases.set_index("response_id").loc["A1", "extension"] == ""


def test_a_workbook_on_a_full_disk_fails_as_any_file_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = harmless.new_book(str(tmp_path / "a.xlsx"))
    book.add_worksheet()

    def full(_: xlsxwriter.Workbook) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(xlsxwriter.Workbook, "_store_workbook", full)
    with pytest.raises(OSError, match="No space") as found:
        book.close()
    assert found.value.errno == errno.ENOSPC

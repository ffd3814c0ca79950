"""What a queue was written with: codes that name their case."""

from __future__ import annotations

from feedback_miner.triage import record


def test_a_record_is_found_wherever_it_stands() -> None:
    cells = [
        record.write("B2", "closed", "open", "法务部"),
        record.write("A1", "open", "open", "甲"),
    ]
    found = record.read([*cells, "", "w1-99-00000000-00000000", "随便"], ["A1", "B2", "C3"])
    assert found.keys() == {"A1", "B2"}
    assert found["B2"][:2] == ("closed", "open")
    assert found["B2"].routed(" 法务部 ") and not found["B2"].routed("甲")

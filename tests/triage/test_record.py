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


def test_no_two_of_many_cases_share_a_record() -> None:
    ids = [str(number) for number in range(200_000)]
    assert len({record.write(one, "open", "open", "") for one in ids}) == len(ids)


def test_a_queue_of_before_is_read_with_its_short_digests() -> None:
    found = record.read(["w1-41-362170e8-e73c6652", "w1-00-362170e8-763ab8cb"], ["A1", "B2"])
    assert found["B2"][:2] == ("closed", "progress") and found["A1"][:2] == ("open", "open")
    assert found["A1"].routed("法务部") and not found["A1"].routed("甲")
    # A digest of one size under the name of the other is no record.
    assert not record.read(["w2-00-362170e8-763ab8cb"], ["A1"])


def test_short_digests_that_two_cases_share_count_in_their_own_rows_only() -> None:
    one, other = "w1-40-362170e8-4a3338d1", "w1-00-362170e8-4a3338d1"
    ids = ["108870", "120076", "A1"]
    found = record.read([one, other, ""], ids)
    assert found["108870"].given == "closed" and found["120076"].given == "open"
    assert record.read(["", "", one], ids) == {}


def test_a_record_tells_which_words_were_written() -> None:
    said = {"owner": "法务部", "extension": "", "note": "先转 法务\n再回访"}
    cell = record.write("A1", "open", "extended", "甲", said)
    one = record.read([cell], ["A1"])["A1"]
    assert one.routed("甲") and not one.routed("法务部")
    assert one.untouched("owner", "法务部") and not one.untouched("owner", "甲")
    assert one.untouched("extension", "") and not one.untouched("extension", "查录音")
    assert one.untouched("note", "先转法务 再回访") and not one.untouched("note", "")
    # A queue of before does not tell; a record cut short is none.
    of_before = record.read(["w2-00-" + "0" * 16 + cell[cell.index("-", 9) :][:17]], ["A1"])
    assert of_before and not of_before["A1"].untouched("note", "")
    assert not record.read([cell[:-2]], ["A1"])

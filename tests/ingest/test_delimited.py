"""Delimited text: dialects, headers, ragged rows, stray quotes; two readers, one result."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner import ingest
from feedback_miner.errors import DataError
from feedback_miner.ingest.delimited import read_delimited
from feedback_miner.ingest.encoding import decode

HEADER = ["编号", "评分", "意见"]


def csv_of(rows: list[list[str]], **options: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", **options).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def read_text(folder: Path, text: str | bytes, name: str = "export.csv") -> ingest.Responses:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    found = ingest.read([path])
    for source in found.sources:
        assert source.read == source.accepted + source.quarantined
        assert source.accepted == len(found.table)
        assert source.quarantined == len(found.quarantined)
    return found


ROWS = [["1", "5", "放款快，利率低"], ["2", "1", "催收电话太多"], ["3", "3", "一般"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "\x01"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, end: str) -> None:
    text = csv_of([HEADER, *ROWS], delimiter=delimiter).replace("\n", end)
    found = read_text(tmp_path, text)
    assert found.columns == HEADER
    assert found.table[HEADER].to_numpy().tolist() == ROWS
    assert found.sources[0].delimiter == delimiter
    assert found.table["row"].tolist() == [2, 3, 4]


def test_tsv_with_commas_in_prose(tmp_path: Path) -> None:
    rows = [["1", "好,快,省"], ["2", "慢,贵"], ["3", "行"]]
    found = read_text(tmp_path, csv_of([["id", "text"], *rows], delimiter="\t"), "a.tsv")
    assert found.table["text"].tolist() == [row[1] for row in rows]


def test_text_stays_text(tmp_path: Path) -> None:
    rows = [["001", "无"], ["002", "NA"], ["003", "None"], ["1e5", "null"]]
    found = read_text(tmp_path, csv_of([["编号", "意见"], *rows]))
    assert found.table[["编号", "意见"]].to_numpy().tolist() == rows
    assert found.table["response_id"].tolist() == ["001", "002", "003", "1e5"]


def test_title_rows_and_duplicate_headers(tmp_path: Path) -> None:
    text = "2024 年客户满意度调查\n\n编号,原因,评分,原因,\n1,a,5,b,\n2,c,4,d,\n3,e,3,f,\n"
    found = read_text(tmp_path, text)
    assert found.columns == ["编号", "原因", "评分", "原因（2）"]
    assert found.table["原因（2）"].tolist() == ["b", "d", "f"]
    assert found.table["row"].tolist() == [4, 5, 6]


def test_names_of_ours_are_kept_free(tmp_path: Path) -> None:
    found = read_text(tmp_path, "source,row,意见\n微信,a,很好\n网点,b,太慢\n")
    assert found.columns == ["source（2）", "row（2）", "意见"]


def test_no_header(tmp_path: Path) -> None:
    found = read_text(tmp_path, "1,5,很好\n2,4,太慢了\n3,1,利率高\n")
    assert found.columns == ["列1", "列2", "列3"]
    assert len(found.table) == 3


def test_ragged_rows_are_quarantined_with_line_and_reason(tmp_path: Path) -> None:
    good = [[str(n), str(n % 5 + 1), f"意见{n}"] for n in range(1, 30)]
    lines = csv_of([HEADER, *good]).splitlines()
    lines.insert(10, "甲,乙,丙,丁,戊,己")
    lines.insert(20, "碎片")
    found = read_text(tmp_path, "\n".join(lines))
    assert found.sources[0].read == 31
    assert found.quarantined["row"].tolist() == [11, 21]
    assert all("3 列" in reason for reason in found.quarantined["reason"])
    assert found.table[HEADER].to_numpy().tolist() == good


def test_what_is_unambiguous_is_repaired(tmp_path: Path) -> None:
    good = [
        [f"2024-01-{n:02d}", str(n % 5 + 1), f"意见第{n}条，很长的一句话"] for n in range(1, 30)
    ]
    lines = csv_of([["日期", "评分", "意见"], *good]).splitlines()
    lines += ["2024-02-01,3,前半句,后半句", "2024-02-02,,5,多了一格", "2024-02-03,4,多了尾巴,,"]
    found = read_text(tmp_path, "\n".join(lines))
    assert found.sources[0].quarantined == 0
    assert found.table["意见"].tolist()[-3:] == ["前半句,后半句", "多了一格", "多了尾巴"]
    assert any("补正" in note for note in found.sources[0].notes)


def test_a_lost_quote_does_not_swallow_the_file(tmp_path: Path) -> None:
    lines = ["编号,评分,意见"] + [f'{n},{n % 5},"意见{n}"' for n in range(1, 200)]
    lines[100] = '100,0,"没有收尾的引号'
    found = read_text(tmp_path, "\n".join(lines))
    assert len(found.table) == 199
    assert found.table["意见"][99] == '"没有收尾的引号'


def test_quotes_within_prose(tmp_path: Path) -> None:
    text = '编号,意见,评分\n1,"他说"马上好"",1\n2,"5"寸屏太小",2\n3,"换行\n也行",3\n4,好,5\n'
    found = read_text(tmp_path, text)
    assert found.table["意见"].tolist() == ['他说"马上好"', '5"寸屏太小', "换行\n也行", "好"]
    assert found.table["row"].tolist() == [2, 3, 4, 6]


def test_nul_and_control_characters(tmp_path: Path) -> None:
    found = read_text(tmp_path, b"id,text\n1,\xe5\xa5\xbd\x00\x08\n2,\x1bb\x7f\n")
    assert found.table["text"].tolist() == ["好", "b"]
    assert any("控制字符" in note for note in found.sources[0].notes)


def test_blank_rows_and_repeated_headers(tmp_path: Path) -> None:
    found = read_text(tmp_path, "id,text\n1,好\n,\n  , \nid,text\n2,快\n\n")
    assert found.table["text"].tolist() == ["好", "快"]
    assert found.quarantined["reason"].tolist() == ["重复的表头"]


def test_oversized_cells_are_set_aside(tmp_path: Path) -> None:
    found = read_text(tmp_path, f"id,text\n1,好\n2,{'x' * 1_000_001}\n3,快\n")
    assert found.table["text"].tolist() == ["好", "快"]
    assert found.quarantined["row"].tolist() == [3]


def test_damaged_rows_are_set_aside(tmp_path: Path) -> None:
    lines = [f"{n},审批很快，利率也低".encode("gb18030") for n in range(1, 50)]
    lines[20] = b"21,\xff\xff\xb8"
    found = read_text(tmp_path, b"\n".join(["编号,意见".encode("gb18030"), *lines]))
    assert len(found.table) == 48
    assert found.quarantined["row"].tolist() == [22]


def test_prose_in_one_column_is_not_split(tmp_path: Path) -> None:
    lines = ["意见", "好", "审批快,利率低", "慢", "客服好,放款快,真香", "还行", "太贵"]
    found = read_text(tmp_path, "\n".join(lines))
    assert found.table["意见"].tolist() == lines[1:]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "编号,意见\n", "意见\n"])
def test_nothing_to_read(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError) as caught:
        read_text(tmp_path, text)
    assert caught.value.exit_status == 65
    assert "\n" not in str(caught.value)


def tables_of(letters: str) -> st.SearchStrategy[list[list[str]]]:
    cells = st.text(alphabet=st.sampled_from(letters), max_size=8)
    return st.integers(2, 4).flatmap(
        lambda width: st.lists(
            st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=12
        )
    )


def test_backslashes_may_escape_quotes(tmp_path: Path) -> None:
    rows = "".join(f'{n},"他说\\"好\\"，第{n}次",{n % 5}\n' for n in range(20))
    found = read_text(tmp_path, "编号,意见,评分\n" + rows)
    assert found.table["意见"][3] == '他说"好"，第3次'


def test_single_quotes_may_quote(tmp_path: Path) -> None:
    rows = "".join(f"{n},'好,第{n}次','快'\n" for n in range(20))
    found = read_text(tmp_path, "编号,意见,评价\n" + rows)
    assert found.table["意见"][3] == "好,第3次"


@settings(max_examples=150, deadline=None)
@given(tables_of('a1,;"\n 好，\t|'))
def test_what_was_written_is_read(rows: list[list[str]]) -> None:
    width = len(rows[0])
    names = [f"名字{n}" for n in range(width)]
    # Enough plain rows make the dialect plain, as a real file does.
    plain = [[f"{n}{k}" for k in range(width)] for n in range(40)]
    data = csv_of([names, *plain, *rows]).encode()
    expected = [*plain, *(row for row in rows if any(cell.strip() for cell in row))]
    for fast in (True, False):
        raw = read_delimited(decode(data), fast=fast)
        assert list(raw.table.columns) == names
        assert raw.table.to_numpy().tolist() == expected
        assert not raw.bad


@settings(max_examples=250, deadline=None)
@given(
    tables_of("a1,;\"\n 好，\t|'\\"),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from(list('",\n ;x\r')))),
    st.booleans(),
)
def test_both_readers_agree(
    rows: list[list[str]], edits: list[tuple[float, str]], dressed: bool
) -> None:
    names = [f"名字{n}" for n in range(len(rows[0]))]
    plain = [[f"{n}{k}" for k in range(len(names))] for n in range(30 if dressed else 2)]
    text = csv_of([names, *plain, *rows])
    for place, char in edits:
        at = int(place * len(text))
        text = text[:at] + char + text[at:]
    results: list[Any] = []
    for fast in (True, False):
        try:
            raw = read_delimited(decode(text.encode()), fast=fast)
        except DataError as error:
            results.append(str(error))
        else:
            table = raw.table.to_numpy().tolist()
            results.append((list(raw.table), table, raw.rows.tolist(), raw.bad, raw.notes))
    assert results[0] == results[1]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for name in ("a.csv", "a.txt", "a.jsonl"):
        try:
            read_text(folder, data, name)
        except DataError as error:
            assert "\n" not in str(error)

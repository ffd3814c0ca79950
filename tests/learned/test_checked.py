"""Labels that are none, and predictions of other texts, are told of before anything is scored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from feedback_miner import cli
from feedback_miner.errors import DataError
from feedback_miner.learned.checked import matched, read_gold
from feedback_miner.learned.gold import example, kind_of

GOOD = {"id": 1, "text": "利率太高", "sentiment": "neg", "factors": [["rates", "neg"]]}


def _said(text: str, label: str, **more: Any) -> dict[str, Any]:
    return {
        "response_id": "1",
        "question": "缺点",
        "text": text,
        "sentiment": {"label": label, "score": 0.5},
        "factors": {},
        "acts": [],
        "loyalty": "",
        "urgency": 0,
        "flags": [],
        "valid": True,
        "pii": [],
        **more,
    }


def _write(path: Path, *lines: object) -> str:
    shown = (x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines)
    path.write_text("\n".join(shown) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text", 5),
        ("text", None),
        ("sentiment", "positive"),
        ("sentiment", ["neg"]),
        ("factors", "rates"),
        ("factors", ["rates"]),
        ("factors", [["rate", "neg"]]),
        ("factors", [["rates", "negative"]]),
        ("factors", [["rates", "neg"], ["rates", "pos"]]),
        ("acts", "complaint"),
        ("acts", ["complain"]),
        ("loyalty", "left"),
        ("urgency", "3"),
        ("urgency", 7),
        ("urgency", True),
        ("flags", ["churning"]),
        ("valid", 1),
        ("kind", "likes"),
        ("question", 3),
        ("pii", [["phone", "13812345678"]]),
        ("pii", ["13812345678"]),
        ("id", None),
        ("id", [1]),
    ],
)
@pytest.mark.parametrize("command", ["evaluate", "train"])
def test_a_label_that_is_none_is_named_with_its_line(
    command: str, key: str, value: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = _write(tmp_path / "g.jsonl", GOOD, "", {**GOOD, key: value})
    more = ["-o", str(tmp_path / "m.npz")] if command == "train" else []
    assert cli.main([command, gold, *more]) == 65
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert f"g.jsonl 第 3 行 列「{key}」" in line


def test_null_is_a_label_not_given(tmp_path: Path) -> None:
    keys = ("sentiment", "factors", "acts", "loyalty", "urgency", "flags", "valid", "pii", "kind")
    gold = _write(tmp_path / "g.jsonl", {"id": 1, "text": "利率", **dict.fromkeys(keys)})
    assert len(read_gold(Path(gold), ["rates"])) == 1
    assert cli.main(["evaluate", gold]) == 65  # nothing to score is no score


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sentiment", "neg"),
        ("sentiment", {"label": "neg", "score": 0.1}),
        ("sentiment", {"label": "negative"}),
        ("factors", [["rates", "neg"]]),
        ("factors", {"rates": "neg"}),
        ("acts", None),
        ("loyalty", 3),
        ("urgency", None),
        ("flags", "churn"),
        ("valid", "yes"),
        ("pii", [["phone", "1"]]),
    ],
)
def test_a_prediction_of_another_form_is_named_with_its_line(
    key: str, value: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = _write(tmp_path / "g.jsonl", GOOD)
    said = _write(tmp_path / "p.jsonl", _said("利率太高", "negative", **{key: value}))
    assert cli.main(["evaluate", gold, "--predicted", said]) == 65
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert f"p.jsonl 第 1 行 列「{key}」" in line


def test_each_text_of_a_response_is_scored_by_its_own_prediction(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = _write(
        tmp_path / "p.jsonl",
        _said("利率太高，电话[手机号]", "negative"),
        _said("都挺好", "positive", question="优点"),
    )
    gold = _write(
        tmp_path / "g.jsonl",
        {"id": "1", "text": "利率太高，电话 13812345678", "sentiment": "neg"},
        {"id": "1", "text": "都挺好", "sentiment": "pos"},
    )
    assert cli.main(["evaluate", gold, "--predicted", said, "--json", "--samples", "5"]) == 0
    found = json.loads(capfd.readouterr().out)["sentiment_accuracy"]
    assert (found["value"], found["n"]) == (1.0, 2)


def test_the_question_tells_alike_texts_apart() -> None:
    said = [_said("无", "negative"), _said("无", "positive", question="优点")]
    (one,) = matched([{"id": 1, "text": "无", "question": "优点"}], said, "p.jsonl")
    assert one is said[1]
    with pytest.raises(DataError, match="分不出"):
        matched([{"id": 1, "text": "无"}], said, "p.jsonl")
    with pytest.raises(DataError, match="不是这条文本"):
        matched([{"id": 1, "text": "别的话"}], said, "p.jsonl")
    with pytest.raises(DataError, match="没有预测"):
        matched([{"id": 2, "text": "无"}], said, "p.jsonl")


def test_an_id_that_comes_again_is_found_as_annotate_numbers_it() -> None:
    said = [_said("贵", "negative"), _said("好", "positive", response_id="1#2")]
    gold = [{"id": 1, "text": "贵"}, {"id": 1, "text": "好"}]
    assert matched(gold, said, "p.jsonl") == said


def test_gold_in_the_encoding_of_an_old_office_program_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes((json.dumps(GOOD, ensure_ascii=False) + "\n").encode("gb18030"))
    assert read_gold(path, ["rates"])[0]["text"] == GOOD["text"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ({"question": "您最不满意的是什么？"}, "dislike"),
        ({"question": "您最满意的是什么？"}, "like"),
        ({"question": "您最满意的是什么？", "kind": "remark"}, "remark"),
        ({"question": None}, "remark"),
        ({}, "remark"),
    ],
)
def test_a_questions_wording_tells_what_kind_of_answer_a_gold_line_is(
    line: dict[str, Any], kind: str
) -> None:
    assert kind_of({**GOOD, **line}) == kind
    assert example({**GOOD, **line}, ["rates"]).kind == kind


def test_bare_answers_are_scored_under_their_questions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"id": 1, "text": "利率", "question": "您最不满意的是什么？", "sentiment": "neg"},
        {"id": 2, "text": "利率", "question": "您最满意的是什么？", "sentiment": "pos"},
    ]
    cli.main(["evaluate", _write(tmp_path / "gold.jsonl", *lines), "--samples", "2", "--json"])
    assert json.loads(capsys.readouterr().out)["sentiment_accuracy"]["value"] == 1.0

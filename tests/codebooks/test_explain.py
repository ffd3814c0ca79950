"""``lexicon explain``: rule, terms and scope, the model's view, no personal data."""

from __future__ import annotations

import json

import pytest

from feedback_miner.annotate import Annotator
from feedback_miner.codebooks.explain import Explainer, explain
from feedback_miner.learned import engine
from feedback_miner.report.explanation import lines
from feedback_miner.survey import Options

TEXT = "审批一点都不慢，但利率太高了，客服张伟13812345678再不退钱我就去银保监投诉"


@pytest.fixture(scope="module")
def account() -> dict:  # type: ignore[type-arg]
    return explain(TEXT)


def test_a_finding_has_rule_terms_and_scope(account: dict) -> None:  # type: ignore[type-arg]
    first, second, *_ = account["clauses"]
    (speed,) = first["findings"]
    assert speed["factor"] == "approval_speed"
    assert speed["negation"] == -1.0
    assert speed["value"] > 0
    (rates,) = second["findings"]
    assert rates["degree"] > 1
    assert second["turn"] == "but"
    places = [e["rule"] for term in second["terms"] for e in term["entries"]]
    assert any(place.startswith("loan/aspects.tsv:") for place in places)
    assert "利率" in second["words"]


def test_the_models_view_adds_up(account: dict) -> None:  # type: ignore[type-arg]
    model = account["model"]
    assert sum(model["sentiment"].values()) == pytest.approx(1, abs=0.01)
    present = {row["factor"] for row in model["factors"] if row["present"]}
    assert present == set(account["settled"]["factors"])
    assert all(row["weights"] for row in model["factors"])


def test_triage_tells_its_rule(account: dict) -> None:  # type: ignore[type-arg]
    assert "regulator" in account["triage"]["flags"]
    assert any(m["rule"].startswith("common/triage.tsv:") for m in account["triage"]["mentions"])


def test_no_personal_data_unless_asked(account: dict) -> None:  # type: ignore[type-arg]
    shown = json.dumps(account, ensure_ascii=False) + "\n".join(lines(account))
    assert "13812345678" not in shown
    assert "张伟" not in shown
    assert "13812345678" in json.dumps(explain(TEXT, options=Options(keep_pii=True)))


@pytest.mark.parametrize("text", ["", "无", "\x1b[31m利率\x07高", "<script>", "😀" * 50])
def test_any_text_is_explained(text: str) -> None:
    for line in lines(explain(text)):
        assert line.isprintable()


def test_an_engine_without_a_model_has_no_model_view() -> None:
    assert explain("利率高", options=Options(sentiment="rules"))["model"] is None


def test_annotations_are_accounted_for_as_single_texts_are() -> None:
    options = Options()
    annotation = Annotator(options).annotate(TEXT)
    told = Explainer(options).annotated(annotation, "remark")
    whole = explain(TEXT)
    for key in ("clauses", "rules", "model"):
        assert told[key] == whole[key]
    assert "13812345678" not in json.dumps(told)
    told = Explainer(options).annotated(Annotator(options).annotate("审批太慢了"), "remark")
    places = [rule for opinion in told["opinions"] for rule in opinion["rules"] if ":" in rule]
    assert places and all("/" in place for place in places)


def test_the_model_is_made_once_for_all_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = engine.make

    def counted(name: str, *rest: object) -> engine.Engine:
        made.append(name)
        return make(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "make", counted)
    explainer = Explainer(Options())
    told = [explainer.reading(text, "remark", True) for text in ("利息高", "放款快", "利息高")]
    assert len(made) == 1
    assert told[0] == told[2]
    assert told[1]["model"] == explain("放款快")["model"]

"""Topics: found, named, mapped to factors, the same every time, known again in the next wave."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from feedback_miner import annotate, lexicon, privacy, topics
from feedback_miner.codebooks.accept import accept
from feedback_miner.codebooks.proposals import read_proposals
from feedback_miner.errors import ConfigError, MissingInputError
from feedback_miner.survey import Options
from feedback_miner.text.segment import Segmenter
from feedback_miner.topics import proposals

BOOK = lexicon.load()
SEGMENTER = Segmenter(BOOK.terms, BOOK.stopwords)
Read = tuple[pd.DataFrame, pd.DataFrame]
PARTS = {
    "rates": (["利率", "利息", "手续费", "违约金"], ["太高", "不便宜", "有点贵", "比别家贵"]),
    "approval_speed": (
        ["审批", "放款", "到账", "审核"],
        ["太慢", "等了三天", "拖拉", "迟迟没动静"],
    ),
    "parking": (["停车场", "车位", "地下车库", "大门"], ["太窄", "太暗", "被占满", "没有指示牌"]),
}


def said(parts: list[str], n: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [
        f"{rng.choice(nouns)}{rng.choice(words)}，{rng.choice(nouns)}也{rng.choice(words)}"
        for nouns, words in (PARTS[part] for part in parts)
        for _ in range(n)
    ]


def read(texts: list[str]) -> Read:
    table = pd.DataFrame(
        {
            "response_id": [str(i) for i in range(len(texts))],
            "question": "意见",
            "kind": "remark",
            "text": texts,
        }
    )
    return annotate.run(table, Options(sentiment="rules"))


def fit(given: Read, **options: object) -> topics.Topics:
    return topics.model(*given, SEGMENTER, BOOK, Options(**options))  # type: ignore[arg-type]


def test_a_handful_of_texts_is_a_topic_only_where_the_number_is_asked_for() -> None:
    odd = ["无线密码连不上", "无线信号断断续续", "大堂无线密码写错", "无线一直转圈"]
    given = read([*said(list(PARTS), 120, 4), *odd])
    found = fit(given)
    assert found.table["n"].min() >= 8
    assert sum("不足 8 条" in note for note in found.notes) == 1
    asked = fit(given, topics=9)
    assert len(asked.table) == 9
    assert asked.table["n"].min() < 8
    assert not any("不足 8 条" in note for note in asked.notes)
    for one in (found, asked):
        made = proposals.propose(one.table, BOOK, proposals.wordings(one, given[0]))
        assert all(row["n"] >= 8 and row["caught"] >= 0.3 * row["n"] for row in made)


@pytest.fixture(scope="module")
def given() -> Read:
    return read([*said(list(PARTS), 60, 4), *["无"] * 10, "嗯嗯啊啊"])


@pytest.fixture(scope="module")
def found(given: Read) -> topics.Topics:
    return fit(given, topics=3)


def test_each_theme_is_a_topic_with_its_factor_or_none(found: topics.Topics) -> None:
    table = found.table
    assert len(table) == 3
    assert {"rates", "approval_speed"} <= set(table["factor"])
    lacking = table[table["factor"] == ""]
    assert len(lacking) == 1
    assert set(lacking["words"].iloc[0]) & {"停车场", "车位", "地下车库"}
    assert (table.loc[table["factor"] != "", "confidence"] > 0.5).all()


@pytest.mark.parametrize("kind", ["nmf", "anchored", "lda", "seeded"])
def test_other_engines_find_them_too(given: Read, kind: str) -> None:
    model = fit(given, topics=3, topic_model=kind)
    assert model.table["n"].sum() + model.short == model.valid
    assert {"rates", "approval_speed"} & set(model.table["factor"])


def test_every_valid_text_has_a_topic_or_is_too_short(given: Read, found: topics.Topics) -> None:
    assert len(found.assignments) == int(given[0]["valid"].sum()) == found.valid
    placed = found.assignments[found.assignments["topic"] > 0]
    assert found.table["n"].sum() == len(placed) == found.valid - found.short
    assert any("太短" in note for note in found.notes)
    invalid = set(given[0].index[~given[0]["valid"]])
    assert not invalid & set(found.assignments["verbatim"])


def test_quotes_come_from_the_topics_own_texts_and_differ(
    given: Read, found: topics.Topics
) -> None:
    for row in found.table.itertuples():
        members = found.assignments.loc[found.assignments["topic"] == row.topic, "response_id"]
        assert set(row.quote_ids) <= set(members)
        assert set(row.quotes) <= set(given[0]["text"])
        assert len(set(row.quotes)) == len(row.quotes) == 3


def test_too_few_texts_are_told_of() -> None:
    model = fit(read(["利率太高"]))
    assert model.table.empty
    assert model.notes
    assert model.model is None


def test_the_same_topics_for_every_seed_and_order_of_calls(given: Read) -> None:
    one, other = fit(given, topics=3, seed=1), fit(given, topics=3, seed=99)
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.assignments, other.assignments)


def test_the_number_is_chosen_and_the_curve_tells_why(given: Read) -> None:
    curve = fit(given).curve
    assert curve["chosen"].sum() == 1
    best = curve.loc[curve["score"].idxmax(), "k"]
    assert curve.loc[curve["chosen"], "k"].iloc[0] == best
    fixed = fit(given, topics=4)
    assert fixed.curve.loc[fixed.curve["chosen"], "k"].tolist() == [4]


def test_no_personal_data_in_names_words_or_the_saved_model(tmp_path: Path) -> None:
    rng = random.Random(1)
    phone, name = "13812345678", "王小明"
    texts = said(list(PARTS), 40, 5)
    texts += [f"我叫{name}，电话{phone}，{rng.choice(['停车场', '车位'])}太窄" for _ in range(40)]
    table = pd.DataFrame(
        {
            "response_id": [str(i) for i in range(len(texts))],
            "question": "",
            "kind": "remark",
            "text": texts,
        }
    )
    given = annotate.run(table, Options(sentiment="rules", keep_pii=True))
    model = fit(given, topics=4, keep_pii=True)
    for row in model.table.to_dict("records"):
        for text in (row["name"], *row["words"], *row["phrases"], row["group_name"]):
            assert phone not in text and name not in text
            assert not privacy.recognise(text)
    assert model.model is not None
    topics.save(model.model, tmp_path / "m.npz")
    known = topics.load(tmp_path / "m.npz")
    assert not {phone, name} & {*known.vocabulary.words, *known.frequencies}


def test_a_saved_model_knows_its_topics_again(
    given: Read, found: topics.Topics, tmp_path: Path
) -> None:
    assert found.model is not None
    topics.save(found.model, tmp_path / "a.npz")
    topics.save(found.model, tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    again = fit(given, known_topics=str(tmp_path / "a.npz"))
    assert again.table[["topic", "name", "n"]].values.tolist() == (
        found.table[["topic", "name", "n"]].values.tolist()
    )
    assert (again.changes["status"] == "").all()


@pytest.mark.parametrize("kind", ["nmf", "lda"])
def test_other_engines_are_saved_too(given: Read, kind: str, tmp_path: Path) -> None:
    model = fit(given, topics=3, topic_model=kind)
    assert model.model is not None
    topics.save(model.model, tmp_path / "m.npz")
    again = fit(given, known_topics=str(tmp_path / "m.npz"))
    same = (again.assignments["topic"] == model.assignments["topic"]).mean()
    assert same > 0.97


def test_the_next_wave_tells_what_grew_vanished_and_is_new(found: topics.Topics) -> None:
    theme = [
        f"{who}数字人民币{what}"
        for who in ("想用", "怎么用", "我用", "能不能用")
        for what in ("还款失败", "没有入口", "扣了两次", "一直处理中", "交月供")
    ]
    second = read([*said(["rates"], 120, 8), *said(["approval_speed"], 50, 9), *theme])
    model = topics.model(*second, SEGMENTER, BOOK, Options(), known=found.model)
    status = dict(zip(model.table["topic"], model.table["status"], strict=True))
    factor = dict(zip(found.table["topic"], found.table["factor"], strict=True))
    by_factor = {factor.get(topic, "new"): value for topic, value in status.items()}
    assert by_factor["rates"] == "grown"
    assert by_factor[""] == "vanished"
    assert by_factor["new"] == "new"
    name = model.table.loc[~model.table["topic"].isin(list(factor)), "name"].iloc[0]
    assert "数字" in name or "人民币" in name
    # The theme keeps its number and name in the wave after.
    assert model.model is not None
    third = topics.model(*second, SEGMENTER, BOOK, Options(), known=model.model)
    assert third.table[["topic", "name"]].values.tolist() == (
        model.table[["topic", "name"]].values.tolist()
    )
    assert (third.changes["status"] == "").all()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04K\x01."])
def test_a_wrong_model_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(content)
    with pytest.raises(ConfigError):
        topics.load(path)
    with pytest.raises(MissingInputError):
        topics.load(tmp_path / "none.npz")


def test_what_the_codebook_lacks_is_proposed(found: topics.Topics) -> None:
    made = proposals.propose(found.table, BOOK)
    assert len(made) == 1
    assert set(made[0]["terms"]) & {"停车场", "车位", "地下车库"}
    assert made[0]["examples"]


def test_what_stood_in_the_wave_before_is_not_new_and_what_came_claims_no_share(
    given: Read, tmp_path: Path
) -> None:
    # 宣传 alone looks like a name: a saved model does not keep it.
    said_before = ["宣传的利率和实际合同不一样"]
    first = read([*said(list(PARTS), 60, 4), *said_before * 16])
    model = fit(first, topics=3).model
    assert model is not None
    topics.save(model, tmp_path / "m.npz")
    fresh = [f"网点{word}无障碍坡道" for word in ("没有", "缺", "要修", "想要")] * 8
    second = read([*said(list(PARTS), 60, 5), *said_before * 27, *fresh])
    found = fit(second, known_topics=str(tmp_path / "m.npz"))
    new = found.changes[found.changes["status"] == "new"]
    assert len(new) == 1
    assert "无障碍" in "".join(found.table.set_index("topic")["words"][new["topic"].iloc[0]])
    assert new["n_new"].iloc[0] == len(fresh)
    assert new[["n_base", "base", "change", "p"]].isna().all(axis=None)


def test_a_mixed_topic_is_not_proposed(found: topics.Topics) -> None:
    assert not proposals.propose(found.table.assign(mixed=True), BOOK)


def test_a_model_damaged_anywhere_is_refused_or_read(found: topics.Topics, tmp_path: Path) -> None:
    assert found.model is not None
    path = tmp_path / "m.npz"
    topics.save(found.model, path)
    sound = path.read_bytes()
    rng = np.random.default_rng(4)
    refused = 0
    for _ in range(150):
        broken = bytearray(sound)
        for at in rng.integers(0, len(sound), 3):
            broken[at] = rng.integers(256)
        path.write_bytes(
            broken[: int(rng.integers(1, len(sound) + 1))] if rng.random() < 0.2 else broken
        )
        try:
            topics.load(path)
        except ConfigError:
            refused += 1
    assert refused > 100


@pytest.fixture(scope="module")
def voiced() -> tuple[topics.Topics, Read, topics.Topics]:
    """Two waves: what is said of the voice triples, in words of its own, and a theme comes up."""

    def voice(n: int, seed: int) -> list[str]:
        rng = random.Random(seed)
        what = ["语音导航", "语音播报", "智能语音", "语音助手"]
        how = ["太吵", "关不掉", "答非所问", "听不懂我说话", "老是自己跳出来"]
        return [f"{rng.choice(what)}{rng.choice(how)}" for _ in range(n)]

    first = fit(read([*said(list(PARTS), 90, 4), *voice(40, 1)]), topics=4)
    fresh = [f"{a}鸿蒙{b}" for a in ("升级", "手机是", "换了") for b in ("装不上", "打不开")] * 6
    second = read([*said(list(PARTS), 90, 5), *voice(130, 2), *fresh])
    return first, second, topics.model(*second, SEGMENTER, BOOK, Options(), known=first.model)


def test_a_known_theme_that_tripled_has_grown_and_is_no_new_one(
    voiced: tuple[topics.Topics, Read, topics.Topics],
) -> None:
    first, _, second = voiced
    table = second.changes.set_index("topic")
    voice = next(row.topic for row in first.table.itertuples() if "语音" in row.name)
    assert table.loc[voice, "status"] == "grown"
    assert table.loc[voice, "n_new"] >= 125
    new = table.index[table["status"] == "new"]
    assert len(new) == 1
    words = second.table.set_index("topic")["words"][new[0]]
    assert "鸿蒙" in "".join(words)
    assert table["variance"].dropna().ge(1).all()


def test_terms_accepted_since_do_not_make_a_theme_shrink(
    voiced: tuple[topics.Topics, Read, topics.Topics], tmp_path: Path
) -> None:
    _, second, found = voiced
    assert found.model is not None
    topics.save(found.model, tmp_path / "m.npz")
    known = topics.load(tmp_path / "m.npz")
    grown = Segmenter([*BOOK.terms, "升级鸿蒙", "手机是鸿蒙", "换了鸿蒙"], BOOK.stopwords)
    book = replace(BOOK, version="another")
    again = topics.model(*second, grown, book, Options(), known=known)
    assert (again.changes["status"] == "").all()
    assert again.changes["n_new"].tolist() == again.changes["n_base"].tolist()
    assert any("another" in warning for warning in again.warnings)


def test_a_theme_marked_by_a_known_word_is_proposed_with_it(
    voiced: tuple[topics.Topics, Read, topics.Topics],
) -> None:
    _, second, found = voiced
    made = proposals.propose(found.table, BOOK, proposals.wordings(found, second[0]))
    one = next(entry for entry in made if "鸿蒙" in entry["terms"])
    assert one["factor"] == "ux" and "鸿蒙: ux/update" in one["known"]
    assert one["caught"] == one["n"] == 36


def test_an_accepted_theme_is_not_proposed_again(
    voiced: tuple[topics.Topics, Read, topics.Topics], tmp_path: Path
) -> None:
    _, second, found = voiced
    texts = proposals.wordings(found, second[0])
    made = proposals.propose(found.table, BOOK, texts)
    path = tmp_path / "proposals.toml"
    path.write_text(proposals.render(made), encoding="utf-8")
    one = next(entry for entry in made if "鸿蒙" in entry["terms"])
    book, _ = accept(read_proposals(path, [one["id"]]), "loan", tmp_path / "own")
    again = proposals.propose(found.table, book, texts)
    assert [entry["id"] for entry in again] == [e["id"] for e in made if e is not one]


def test_a_known_topic_without_texts_keeps_its_factor(found: topics.Topics) -> None:
    second = read([*said(["approval_speed", "parking"], 60, 8)])
    later = topics.model(*second, SEGMENTER, BOOK, Options(), known=found.model)
    before = found.table.set_index("topic")
    empty = [row for row in later.table.to_dict("records") if not row["n"]]
    for row in empty:
        assert row["factor"] == before.loc[row["topic"], "factor"]
        assert row["words"] == before.loc[row["topic"], "words"]


def test_words_that_recur_nowhere_are_told_apart_from_no_words() -> None:
    odd = "罗汉果泡腾片蝴蝶酥配榴莲"
    model = fit(read([*said(list(PARTS), 40, 4), odd]), topics=3)
    assert model.rare == model.short == 1
    assert "1 条的词别处没有再说到" in model.notes[0]
    few = fit(read(["利率太高"]))
    assert few.short == 0 and few.warnings

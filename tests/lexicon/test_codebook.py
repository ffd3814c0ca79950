"""Codebooks and lexicons: read, validated with file and line, replaceable."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from feedback_miner import lexicon
from feedback_miner.annotate import Annotator
from feedback_miner.errors import ConfigError
from feedback_miner.lexicon import Pattern, PatternError, PatternSet, Sieve
from feedback_miner.survey import Options

FACTORS = {
    "approval_speed",
    "rates",
    "security",
    "ux",
    "aftercare",
    "service",
    "product",
    "brand",
}


@pytest.fixture
def hotel(tmp_path: Path) -> Path:
    """A second industry: a folder with definitions and a few terms."""
    folder = tmp_path / "hotel"
    folder.mkdir()
    (folder / "codebook.toml").write_text(
        'id = "hotel"\nzh = "酒店"\n[[factor]]\nid = "room"\nzh = "房间"\n'
        'sub = [{ id = "noise", zh = "噪音" }, { id = "clean", zh = "卫生" }]\n'
        '[[factor]]\nid = "breakfast"\nzh = "早餐"\n',
        encoding="utf-8",
    )
    (folder / "aspects.tsv").write_text(
        "term\tfactor\tsubfactor\tgood\n房间\troom\t\tplain\n隔音\troom\tnoise\tplain\n"
        "早餐\tbreakfast\t\tplain\n早餐种类\tbreakfast\t\tmore\n",
        encoding="utf-8",
    )
    (folder / "opinions.tsv").write_text(
        "pattern\tfactor\tsubfactor\tscore\n(吵|闹)…(睡不着|没睡好)\troom\tnoise\t-0.8\n",
        encoding="utf-8",
    )
    return folder


def test_loan_codebook_has_the_contracts_factors_each_with_four_subfactors() -> None:
    book = lexicon.load()
    assert {factor.id for factor in book.factors} == FACTORS
    assert all(len(factor.subfactors) >= 4 and factor.owner for factor in book.factors)


def test_another_industry_is_another_folder(hotel: Path) -> None:
    annotator = Annotator(Options(codebook=str(hotel), sentiment="rules"))
    said = annotator.annotate("房间很干净，就是隔壁太吵了睡不着，早餐种类少")
    polarity = {opinion.factor: opinion.polarity for opinion in said.opinions}
    assert set(polarity) == {"room", "breakfast"}
    assert polarity["breakfast"] == "negative"


@pytest.mark.parametrize(
    ("file", "text", "row", "words"),
    [
        ("aspects.tsv", "term\tfactor\tsubfactor\tgood\n床\tbed\t\tplain\n", 2, "bed"),
        ("aspects.tsv", "term\tfactor\tsubfactor\tgood\n床\troom\t\tnice\n", 2, "good"),
        ("aspects.tsv", "term\tfactor\n床\troom\n", 1, "表头"),
        ("sentiment.tsv", "term\tscore\n# 注释\n好睡\t高\n", 3, "高"),
        ("sentiment.tsv", "term\tscore\n好睡\t7\n", 2, "7"),
        ("opinions.tsv", "pattern\tfactor\tsubfactor\tscore\n(吵\troom\t\t-1\n", 2, "模式"),
        ("opinions.tsv", "pattern\tfactor\tsubfactor\tscore\n.*\troom\t\t-1\n", 2, "模式"),
        ("codebook.toml", 'id = "x"\n[[factor]\n', 2, "TOML"),
        ("codebook.toml", 'id = "x"\n[[factor]]\nid = "Room 1"\n', 3, "Room 1"),
    ],
)
def test_an_error_names_file_and_line(
    hotel: Path, file: str, text: str, row: int, words: str
) -> None:
    (hotel / file).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        lexicon.load(hotel)
    assert caught.value.row == row
    assert caught.value.file.endswith(file)
    assert words in str(caught.value)
    assert caught.value.exit_status == 78


def test_a_missing_codebook_says_which_there_are() -> None:
    with pytest.raises(ConfigError, match="loan"):
        lexicon.load("nowhere")


def test_a_bare_bundled_name_means_the_bundled_codebook(
    hotel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    shutil.copytree(hotel, tmp_path / "here" / "loan")
    shutil.copytree(hotel, tmp_path / "here" / "mine")
    monkeypatch.chdir(tmp_path / "here")
    assert lexicon.load("loan").id == "loan"
    assert lexicon.load("./loan").id == lexicon.load(Path("loan")).id == lexicon.load(hotel).id
    assert lexicon.load("mine").id == lexicon.load(hotel).id


def test_a_path_that_is_no_folder_is_not_the_bundled_codebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for given in ("./loan", Path("loan"), Options(codebook=Path("loan")).codebook):  # type: ignore[arg-type]
        with pytest.raises(ConfigError, match="loan"):
            lexicon.load(given)


def test_the_version_changes_with_any_line(hotel: Path) -> None:
    before = lexicon.load(hotel).version
    with (hotel / "aspects.tsv").open("a", encoding="utf-8") as file:
        file.write("枕头\troom\t\tplain\n")
    assert lexicon.load(hotel).version != before


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("等了…天", "我等了整整三天才放款", "等了整整三天"),
        ("等了…天", "等了很久。今天才到", None),
        ("(打|登)不(开|上)", "App登不上", "登不上"),
        ("#个?(天|周)(没|不)", "过了3天没消息", "3天没"),
        ("要是.{1,5}就好", "要是快点就好了", "要是快点就好"),
    ],
)
def test_patterns(source: str, text: str, found: str | None) -> None:
    pattern = Pattern.compile(source, "f", "", -0.5, "x:1")
    matches = list(PatternSet([pattern]).find(text))
    assert [text[m.start : m.end] for m in matches] == ([found] if found else [])
    # A trigger must stand in whatever the expression itself finds.
    for match in pattern.regex.finditer(text):
        assert any(trigger in match[0] for trigger in pattern.triggers)


@pytest.mark.parametrize("source", ["(", ".", "a*", "[^a]", ""])
def test_patterns_that_cannot_be_sought_are_refused(source: str) -> None:
    with pytest.raises(PatternError):
        Pattern.compile(source, "f", "", 0.0, "x:1")


def test_a_sieve_lets_through_every_pattern_that_matches() -> None:
    sources = (
        "等了…天",
        "(打|登)不(开|上)",
        "要是.{1,5}就好",
        "客服…(不接|没人接)电话",
        "太慢了吧真的",
    )
    sets = [
        PatternSet([Pattern.compile(source, "f", "", 0.0, "x:1") for source in part])
        for part in (sources[:3], (), sources[3:])
    ]
    texts = ["等了三天，App登不上", "", "要是快点就好", "客服电话没人接电话", "太慢了吧", "好"]
    sifted = Sieve(sets).sift(texts)
    for one, numbers in zip(sets, sifted, strict=True):
        for text, among in zip(texts, numbers, strict=True):
            wanted = [n for n, p in enumerate(one.patterns) if p.regex.search(text)]
            assert set(wanted) <= set(among)
            assert list(one.find(text, among)) == list(one.find(text))
    assert sifted[0][0] == [0, 1] and sifted[0][5] == [] and sifted[1] == [[]] * 6


@pytest.mark.parametrize(
    ("before", "after", "row", "near"),
    [
        ('zh = "早餐"', 'zhh = "早餐"', 9, "zh"),
        ("sub = [", "subs = [", 6, "sub"),
        ('[[factor]]\nid = "breakfast"', '[[fctor]]\nid = "breakfast"', 7, "factor"),
        ('zh = "噪音"', 'tems = ["吵"]', 6, "terms"),
        ('zh = "早餐"', 'terms = { mor = ["早点"] }', 9, "more"),
    ],
)
def test_a_misspelled_key_is_refused_with_line_and_the_nearest_key(
    hotel: Path, before: str, after: str, row: int, near: str
) -> None:
    path = hotel / "codebook.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        lexicon.load(hotel)
    assert caught.value.row == row
    assert f"是否想写 {near}？" in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "row", "words"),
    [
        (['terms = ["卫生间"]', "", "", 'id = "bath"', 'terms = ["毛巾", "卫生间"]'], 9, "已属于"),
        (['terms = ["卫生间"]', "", "", 'id = "bath"', "", "[[factor.sub]]", 'id = "wet"',
          'zh = "卫生间"', 'terms = ["卫生间"]'], 13, "已属于"),
        (['terms = ["卫生间"]', "", "", 'id = "bath"', 'terms = ["卫生巾", 3]'], 9, "3"),
        (['zh = "房"', "", "", 'id = "room"'], 8, "room 重复"),
        (['zh = "no_3"', "", "", 'id = "No_3"'], 8, "No_3"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_own_line_not_where_the_words_stand_first(
    hotel: Path, lines: list[str], row: int, words: str
) -> None:
    for table in ("aspects.tsv", "opinions.tsv"):
        (hotel / table).unlink()
    first, second = lines[:3], lines[3:]
    text = ['id = "hotel"', "[[factor]]", 'id = "room"', *first, "[[factor]]", *second]
    (hotel / "codebook.toml").write_text("\n".join(text), encoding="utf-8")
    with pytest.raises(ConfigError, match=words) as caught:
        lexicon.load(hotel)
    assert caught.value.row == row


def test_a_fault_in_an_action_is_told_at_the_line_of_that_action(hotel: Path) -> None:
    with (hotel / "codebook.toml").open("a", encoding="utf-8") as file:
        for name, key in (("a", "complaints"), ("b", "moans")):
            file.write(f'[[action]]\nid = "{name}"\nfactor = "room"\nzh = "修"\nen = "mend"\n')
            file.write(f"when = {{ {key} = 3 }}\n")
    with pytest.raises(ConfigError, match="moans") as caught:
        lexicon.load(hotel)
    assert caught.value.row == 21


def test_a_file_whose_name_is_nearly_right_is_refused(hotel: Path) -> None:
    (hotel / "aspects.tsv").rename(hotel / "aspect.tsv")
    with pytest.raises(ConfigError, match=r"aspect\.tsv.*aspects\.tsv"):
        lexicon.load(hotel)


def test_a_file_put_aside_beside_or_under_another_name_is_left_alone(hotel: Path) -> None:
    (hotel / "aspects.tsv").rename(hotel / "aspects.old.tsv")
    (hotel / "README.md").write_text("我们的编码本\n", encoding="utf-8")
    assert lexicon.load(hotel).lexemes.get("早餐种类") is None


def test_an_edited_codebook_is_read_again(hotel: Path) -> None:
    annotator = Annotator(Options(codebook=str(hotel), sentiment="rules"))
    assert not annotator.annotate("枕头太小").opinions
    with (hotel / "aspects.tsv").open("a", encoding="utf-8") as file:
        file.write("枕头\troom\t\tplain\n")
    (hotel / "triage.tsv").write_text(
        "pattern\tflag\turgency\tstands\n枕头\tlegal\t2\t\n", encoding="utf-8"
    )
    said = Annotator(Options(codebook=str(hotel), sentiment="rules")).annotate("枕头太小")
    assert [opinion.factor for opinion in said.opinions] == ["room"]
    assert said.flags == ("legal",)

"""Segmentation: whole terms, jieba's words at rjieba's speed, keywords, and the private cache."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner import resources
from feedback_miner.text import dictionary, hmm, segment
from feedback_miner.text.segment import Segmenter


def lines(path: Path) -> list[str]:
    read = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in read if line and not line.startswith("#")]


TERMS = lines(resources.lexicons() / "loan" / "terms.txt")
STOPWORDS = lines(resources.lexicons() / "common" / "stopwords.txt")


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(TERMS, STOPWORDS)


@pytest.fixture(scope="module")
def fast() -> Segmenter:
    pytest.importorskip("rjieba")
    return Segmenter(TERMS, STOPWORDS, fast=True)


def test_the_lists_are_clean() -> None:
    assert len(TERMS) >= 400
    assert len(set(TERMS)) == len(TERMS)
    assert len(set(STOPWORDS)) == len(STOPWORDS)
    for name in ("loan/terms.txt", "common/stopwords.txt"):
        raw = (resources.lexicons() / name).read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw
    # No frequency: it is left to jieba.
    assert not [term for term in TERMS if any(map(str.isspace, term))]


def test_every_term_is_one_word(segmenter: Segmenter) -> None:
    assert [term for term in TERMS if segmenter.cut(term) != [term]] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("花呗有砍头息", "花呗 有 砍头息"),
        ("选等额本息还是先息后本", "选 等额本息 还是 先息后本"),
        ("被暴力催收还爆通讯录", "被 暴力催收 还 爆通讯录"),
        ("罚息太高", "罚息 太高"),
        ("以贷养贷把征信弄花了", "以贷养贷 把 征信 弄花 了"),
        ("微信支付宝都能还", "微信 支付宝 都 能 还"),
        ("LPR降了3.5%", "LPR 降 了 3.5%"),
        ("app闪退，登不上去", "app 闪退 ， 登不上去"),
        ("更换手机号很麻烦", "更换 手机号 很 麻烦"),
        ("各大银行里最慢", "各大 银行 里 最慢"),
    ],
)
def test_loan_talk(segmenter: Segmenter, text: str, words: str) -> None:
    assert segmenter.cut(text) == words.split()


def test_terms_matter() -> None:
    assert Segmenter().cut("花呗额度") == ["花", "呗", "额度"]
    assert Segmenter(["花呗"]).cut("花呗额度") == ["花呗", "额度"]


def test_parts_of_speech(segmenter: Segmenter) -> None:
    tags = dict(segmenter.tag("借呗的利率太高，客服很耐心，砍头息"))
    assert tags["利率"] == "n" and tags["高"] == "a" and tags["太"] == "d"
    assert tags["借呗"] == "n" and tags["砍头息"] == "n"


def test_keywords(segmenter: Segmenter) -> None:
    text = "我觉得你们的APP真的是太难用了，LPR降了3.5%，提前还款还有违约金，12345"
    found = segmenter.keywords(text)
    assert found == ["app", "难用", "lpr", "降", "提前还款", "违约金"]
    assert segmenter.keywords("我们的是不是就这样了，1234，。") == []


def test_stopwords_are_a_users_own() -> None:
    assert Segmenter().keywords("客服态度") == ["客服", "态度"]
    assert Segmenter(stopwords=["态度"]).keywords("客服态度") == ["客服"]


def test_a_segmenter_travels_to_another_process(segmenter: Segmenter) -> None:
    twin = pickle.loads(pickle.dumps(segmenter))
    assert twin.cut("砍头息和借呗") == ["砍头息", "和", "借呗"]
    assert twin.keywords("借呗的利率") == segmenter.keywords("借呗的利率")


def test_without_rjieba_jieba_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "rjieba", None)
    alone = Segmenter(["砍头息"], fast=True)
    assert not alone.fast
    assert alone.cut("有砍头息") == ["有", "砍头息"]


# --- rjieba and jieba -------------------------------------------------------------------------


def test_fast_gives_the_same_words_on_real_texts(
    segmenter: Segmenter, fast: Segmenter, shared_data: Path
) -> None:
    comments = shared_data / "bank_comments" / "sentiment_dev.jsonl"
    texts = [json.loads(line)["text"] for line in comments.read_text("utf-8").splitlines()]
    questions = shared_data / "finance_questions" / "questions.txt"
    texts += questions.read_text("utf-8").splitlines()[::25]
    reviews = shared_data / "bank_app_reviews" / "reviews.txt"
    texts += [text for text in reviews.read_text("utf-8").splitlines()[::15] if len(text) < 500]
    assert len(texts) >= 5000
    different = [text for text in texts if segmenter.cut(text) != fast.cut(text)]
    assert len(different) == 0  # not the texts themselves: they may not be shown


CHINESE = "我要提前还款了花呗借的利率高不好用登录被拒慢额度在常美丨龥鿕"
MIXED = CHINESE + "aBe3.5%+#&_- \r\n\t　，。！…“”T恤盾U😡é１㐀鿖"


@given(st.one_of(st.text(MIXED, max_size=30), st.text(CHINESE, max_size=30), st.text(max_size=30)))
@settings(max_examples=1500, deadline=None)
def test_fast_gives_the_same_words(segmenter: Segmenter, fast: Segmenter, text: str) -> None:
    words = fast.cut(text)
    assert words == segmenter.cut(text)
    assert "".join(words) == text


HARD = [
    "赞赞赞赞赞赞赞，",
    "好好好B1好好好令1令",
    "常在美",
    "资+常在美",
    "T恤e招贷C++",
    "\r\n慢\r\n",
]


@pytest.mark.parametrize("text", HARD)
def test_fast_where_rjieba_alone_differs(segmenter: Segmenter, fast: Segmenter, text: str) -> None:
    assert fast.cut(text) == segmenter.cut(text)


@given(st.text(CHINESE + "的一是赞aB3.%", min_size=1, max_size=25))
@settings(max_examples=500, deadline=None)
def test_the_model_cuts_as_jiebas_own(text: str) -> None:
    assert list(hmm.cut(text)) == list(dictionary.jieba.finalseg.cut(text))


# --- the cache --------------------------------------------------------------------------------


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A cache folder of the test's own, with nothing in it."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(dictionary.CACHE_VARIABLE, str(folder))
    return folder


def test_the_cache_is_private_and_gives_the_same_dictionary(fresh: Path) -> None:
    parsed = dictionary.load.__wrapped__()
    (file,) = fresh.iterdir()
    if os.name == "posix":
        assert fresh.stat().st_mode & 0o077 == 0 and file.stat().st_mode & 0o077 == 0
    cached = dictionary.load.__wrapped__()
    assert cached == parsed
    assert list(cached.frequencies) == list(parsed.frequencies)
    reference = dictionary.jieba.Tokenizer()
    frequencies, total = reference.gen_pfdict(reference.get_dict_file())
    assert cached.frequencies == frequencies
    # One word stands twice in jieba's file; like rjieba we count it once.
    assert cached.total == sum(frequencies.values()) and 0 <= total - cached.total < 10


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX here")
def test_a_folder_others_may_enter_is_not_used(fresh: Path) -> None:
    fresh.mkdir()
    fresh.chmod(0o755)
    assert dictionary.cache_folder() is None
    assert dictionary.load.__wrapped__().total > 0
    assert list(fresh.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
def test_a_link_is_not_used(fresh: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    fresh.symlink_to(tmp_path / "elsewhere")
    assert dictionary.cache_folder() is None


def test_no_cache_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(dictionary.CACHE_VARIABLE, "")
    assert dictionary.cache_folder() is None


@pytest.mark.parametrize("damage", [b"", b"junk", None])
def test_a_damaged_cache_is_made_again(fresh: Path, damage: bytes | None) -> None:
    total = dictionary.load.__wrapped__().total
    (file,) = fresh.iterdir()
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2] if damage is None else damage)
    assert dictionary.load.__wrapped__().total == total
    assert file.read_bytes() == data


def test_nothing_is_read_from_or_written_to_the_shared_temporary_folder(tmp_path: Path) -> None:
    """jieba's own cache there would be loaded by marshal: plant a broken one and see."""
    shared = tmp_path / "tmp"
    shared.mkdir()
    (shared / "jieba.cache").write_bytes(b"not a cache")
    code = (
        "from feedback_miner.text.segment import Segmenter\n"
        "s = Segmenter(['砍头息']); s.cut('有砍头息'); s.tag('有砍头息'); s.keywords('有砍头息')\n"
    )
    environment = {
        **os.environ,
        "TMPDIR": str(shared),
        "PYTHONPATH": str(Path(dictionary.__file__).resolve().parents[2]),
        dictionary.CACHE_VARIABLE: str(tmp_path / "own"),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr == "" and done.stdout == ""
    assert [path.name for path in shared.iterdir()] == ["jieba.cache"]
    assert (shared / "jieba.cache").read_bytes() == b"not a cache"
    assert tempfile.gettempdir()  # untouched in this process

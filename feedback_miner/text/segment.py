"""Words of Chinese text, with jieba and the codebook's own terms.

>>> Segmenter(["花呗", "砍头息"]).cut("花呗有砍头息")
['花呗', '有', '砍头息']
"""

from __future__ import annotations

import logging
import re
import string
import warnings
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from feedback_miner.text import dictionary, hmm
from feedback_miner.text.dictionary import jieba

try:
    import rjieba
except ImportError:  # an extra
    rjieba: ModuleType | None = None  # type: ignore[no-redef]

__all__ = ["Segmenter"]

_log = logging.getLogger("feedback_miner")

# jieba's own classes of characters: what it looks up in the dictionary, Chinese or not.
_HAN = "\u4e00-\u9fd5"
_LATIN = "a-zA-Z0-9+#&._%-"
_CHINESE_RUN = re.compile(f"([{_HAN}]+)")
# Text that jieba and rjieba take alike: Chinese characters and marks that are words of their own.
_ALIKE = re.compile(f"[{_HAN}，。！？、；：…“”‘’（）《》【】~!?,;:()]*")
_HAS_LATIN = re.compile(f"[{_LATIN}]")
# Outside Chinese: runs of that class, line ends, everything else by the character.
_OTHER = re.compile(rf"[{_LATIN}]+|\r\n|.", re.DOTALL)
_LATIN_SIGNS = frozenset(string.ascii_letters + string.digits + "+#&._%-")
_TRIPLE = re.compile(f"([{_HAN}])\\1\\1")
_PURE_LATIN = re.compile(r"[a-zA-Z0-9]+")

# Parts of speech that carry no topic: pronouns, numbers, particles, adverbs, times ...
_EMPTY = frozenset(
    "c d df dg e f h k m mg mq o p q r rg rr rz t tg u ud ug uj ul uv uz y zg".split()  # noqa: SIM905
)
# jieba's dictionary takes these for such; here they carry one.
_FULL = frozenset(["不好", "及时", "更新", "逾期", "随便"])
# Words of one character that carry a topic beside the adjectives.
_SINGLE = frozenset("卡坑骗拒涨降乱批烂")
_CONTENT = re.compile(f"[{_HAN}a-zA-Z]")


class Segmenter:
    """Cuts text into words with jieba's dictionary and further terms.

    ``terms`` are words to keep whole; how frequent they are is left to jieba. ``stopwords`` never
    are keywords. ``fast`` cuts with rjieba, four times as fast and into the same words; where it
    is not installed jieba does the work. Each segmenter has its own dictionary; one that is sent
    to another process is built anew there.
    """

    def __init__(
        self, terms: Iterable[str] = (), stopwords: Iterable[str] = (), fast: bool = False
    ) -> None:
        self.terms = tuple(dict.fromkeys(term.strip() for term in terms if term.strip()))
        self.stopwords = frozenset(word.lower() for word in stopwords)
        self.fast = fast and rjieba is not None
        if fast and not self.fast:
            _log.info("rjieba is not installed; jieba is used")
        base = dictionary.load()
        self._tags = base.tags
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.FREQ = dict(base.frequencies)
        self._tokenizer.total = base.total
        # From here on jieba looks for no file and no cache of its own.
        self._tokenizer.initialized = True
        self._own = frozenset(self.terms)
        self._tagger: Any = None
        self._rust: Any = rjieba.Jieba() if self.fast and rjieba is not None else None
        for term in self.terms:
            self._add(term)
        self._latin_words = self._words_with_latin()
        self._cut: Callable[[str], list[str]] = self._cut_fast if self.fast else self._cut_slow

    def __reduce__(self) -> tuple[Any, ...]:
        return (Segmenter, (self.terms, tuple(sorted(self.stopwords)), self.fast))

    def adapted(self, terms: Iterable[str], stopwords: Iterable[str]) -> Segmenter:
        """Return a segmenter of the same kind with other terms and stopwords; itself where they
        are its own."""
        other, without = tuple(terms), frozenset(stopwords)
        if (other, without) == (self.terms, self.stopwords):
            return self
        return Segmenter(other, without, self.fast)

    def _add(self, term: str) -> None:
        """Add a term with the frequency that jieba finds for it."""
        if _PURE_LATIN.fullmatch(term) or any(map(str.isspace, term)):
            return  # whole anyhow, or never
        tokenizer = self._tokenizer
        known = tokenizer.FREQ.get(term, 0)
        frequency = tokenizer.suggest_freq(term)
        tokenizer.add_word(term, frequency)
        tokenizer.total -= known  # jieba counts a known word twice, rjieba does not
        if self._rust is not None:
            self._rust.add_word(term, frequency, None)

    def _words_with_latin(self) -> re.Pattern[str] | None:
        """Return a pattern of the dictionary's words that are partly Latin, as T恤 or 融e借."""
        wanted = re.compile(f"(?=.*[{_LATIN}])[{_HAN}{_LATIN}]{{2,}}")
        words = sorted(
            (word for word, n in self._tokenizer.FREQ.items() if n and wanted.fullmatch(word)),
            key=lambda word: (-len(word), word),
        )
        return re.compile("|".join(map(re.escape, words))) if words else None

    def cut(self, text: str) -> list[str]:
        """Return the words of ``text`` in order; together they are ``text``."""
        return self._cut(text)

    def tag(self, text: str) -> list[tuple[str, str]]:
        """Return words with their parts of speech, in jieba's (ICTCLAS) letters: n, v, a, d ...

        jieba's tagger cuts at % and - where ``cut`` does not; terms of our own are nouns unless
        jieba's dictionary knows better. The first call takes half a second.
        """
        if self._tagger is None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import jieba.posseg as posseg

            tagger = posseg.POSTokenizer.__new__(posseg.POSTokenizer)
            tagger.tokenizer = self._tokenizer
            tagger.word_tag_tab = {**dict.fromkeys(self.terms, "n"), **self._tags}
            self._tagger = tagger
        return [(pair.word, pair.flag) for pair in self._tagger.cut(text)]

    def keywords(self, text: str) -> list[str]:
        """Return the words of ``text`` that may carry a topic, in order, Latin in lower case.

        Nouns, verbs, adjectives and idioms after jieba's dictionary, unknown words, and all terms
        of our own; no stopwords, no numbers, few words of one character.
        """
        return [word.lower() for word in self._cut(text) if self._carries(word)]

    def _carries(self, word: str) -> bool:
        if word.lower() in self.stopwords or not _CONTENT.search(word):
            return False
        if word in self._own:
            return True
        if len(word) == 1:
            return word in _SINGLE or self._tags.get(word, "")[:1] == "a"
        return word in _FULL or self._tags.get(word) not in _EMPTY

    def _cut_slow(self, text: str) -> list[str]:
        return self._tokenizer.lcut(text)  # type: ignore[no-any-return]

    def _cut_fast(self, text: str) -> list[str]:
        """Cut with rjieba's search of the dictionary, and all else as jieba does.

        rjieba differs from jieba in Latin letters, digits and rare characters, and where two
        readings of its hidden Markov model come out alike. So it gets the Chinese runs alone: no
        dictionary word reaches beyond them, except ``_latin_words``, which are for jieba; so are
        好好好 and its like beside Latin, where a tie turns on a rounding. What the dictionary
        leaves single goes to the model together with the Latin beside it, as in jieba.
        """
        if _ALIKE.fullmatch(text):
            return self._joined(self._rust.cut(text, False))
        if _HAS_LATIN.search(text) and (
            (self._latin_words and self._latin_words.search(text)) or _TRIPLE.search(text)
        ):
            return self._cut_slow(text)
        parts = _CHINESE_RUN.split(text)
        pieces: list[str] = []
        if len(parts) > 1:
            words = iter(self._rust.cut("\n".join(parts[1::2]), False))
            for other in parts[:-1:2]:
                pieces += _OTHER.findall(other)
                for word in words:
                    if word == "\n":
                        break
                    pieces.append(word)
        pieces += _OTHER.findall(parts[-1])
        return self._joined(pieces)

    def _joined(self, pieces: list[str]) -> list[str]:
        """Join single characters and Latin runs to the words that the model finds in them."""
        known = self._tokenizer.FREQ
        words: list[str] = []
        single: list[str] = []
        for piece in [*pieces, ""]:
            if (len(piece) == 1 and "\u4e00" <= piece <= "\u9fd5") or (
                piece and piece[0] in _LATIN_SIGNS
            ):
                single.append(piece)
                continue
            if single:
                if len(single) == 1 and len(single[0]) == 1:
                    words.append(single[0])
                else:
                    run = "".join(single)
                    words += run if known.get(run) else hmm.cut(run)
                single = []
            if piece:
                words.append(piece)
        return words

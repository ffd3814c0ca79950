"""Faults of a codebook's lexicons that loading does not stop at, each with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from feedback_miner.codebooks.entries import PATTERNS, Entry, index, lent, read
from feedback_miner.codebooks.faults import faults
from feedback_miner.codebooks.samples import samples
from feedback_miner.language import t
from feedback_miner.lexicon.codebook import Codebook, Lexeme
from feedback_miner.lexicon.keys import unread
from feedback_miner.lexicon.patterns import Pattern
from feedback_miner.sentiment.rules import RuleReader
from feedback_miner.text.normalise import normalise
from feedback_miner.text.segment import Segmenter
from feedback_miner.triage import words as triage_words

__all__ = ["KINDS", "Problem", "broken", "check"]

# Problems are faults; notes are what a lexicographer may want to know.
KINDS = {
    "wrong": ("有误", "wrong"),
    "unread": ("没有命令读取", "never read"),
    "dead": ("永不生效", "dead"),
    "duplicate": ("重复", "duplicate"),
    "conflict": ("冲突", "conflict"),
    "shadowed": ("被遮蔽", "shadowed"),
    "cut": ("被切开", "cut apart"),
    "glued": ("被粘连", "glued"),
    "lent": ("借用", "lent"),
}
SHOWN = 5  # words of those lent to a factor
TRIES = 40  # samples of a pattern
# Words that often follow and precede a term; a segmenter that glues it to one loses it.
AFTER = ("太高", "很好", "的人", "了吗", "没有")
BEFORE = ("我的", "没有", "这个")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault (``serious``) or note: its kind, place (``file:line``), term and what is wrong.
    A fault of a whole file has no line, a fault of a file no term."""

    kind: str
    place: str
    term: str
    what: str
    serious: bool = True


def broken(codebook: str | Path) -> list[Problem]:
    """Return what stops some command from using a codebook, each fault of each of its files
    (``faults.faults``); empty where it loads as a whole. Raises ConfigError for a missing folder.
    """
    return [
        Problem(
            "wrong",
            _place(Path(one.file), one.row),
            "",
            f"{one.what}{t('。', '. ')}{one.do}" if one.do else one.what,
        )
        for one in faults(codebook)
    ]


def _place(path: Path, line: int | None) -> str:
    return f"{path.parent.name}/{path.name}" + (f":{line}" if line else "")


def check(codebook: Codebook) -> list[Problem]:
    """Return the faults and notes of a codebook's lexicons and of the common ones it uses.

    Dead: what can never match or count. Duplicate: said twice. Conflict: one term with two
    factors or polarities. Shadowed: always taken by something else. Cut, glued: what the
    segmenter makes of terms. Patterns are tried on texts drawn from them, so a pattern called
    dead or shadowed is so on every text drawn.
    """
    entries = read(codebook)
    reader = RuleReader(codebook)
    return [
        *_unread(codebook),
        *_unmatchable(entries),
        *_twice(entries),
        *_overruled(codebook, entries),
        *_idle_guards(codebook, entries),
        *_by_patterns(codebook, reader, entries),
        *_inside_longer(codebook, entries),
        *_patterns(codebook, reader, entries),
        *_segmented(codebook, entries),
        *_lent(codebook),
    ]


def _lent(codebook: Codebook) -> Iterator[Problem]:
    """What everyday concepts each factor was lent, and which one is about the whole: notes."""
    words: dict[str, list[str]] = {}
    for entry in lent(codebook):
        words.setdefault(entry.cells["factor"], []).append(entry.term)
    for factor in codebook.factors:
        given = words.get(factor.id, [])
        if not given:
            continue
        first = t("、", ", ").join(given[:SHOWN])
        what = t(f"借得常用词 {len(given)} 个：{first}", f"lent {len(given)} words: {first}")
        if codebook.verdict[0] == factor.id:
            what += t("；笼统的好评差评算它的", "; bare praise and blame count for it")
        place = _place(codebook.folder / "codebook.toml", None)
        yield Problem("lent", place, factor.id, what, serious=False)


def _unread(codebook: Codebook) -> Iterator[Problem]:
    """Files of the folder that no command reads; a fault where one is named like one that is."""
    for path, close in unread(codebook.folder):
        what = t("编码本没有这个名字的文件", "a codebook has no file of this name")
        if close:
            what += t(f"，与 {close} 相近", f"; its name is like {close}")
        yield Problem("unread", _place(path, None), path.name, what, serious=bool(close))


def _unmatchable(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Texts are normalised before they are read: a term that normalising changes never occurs."""
    entries = list(entries)
    stop = {e.term: e for e in entries if e.part == "stopword"}
    for entry in entries:
        if entry.part in PATTERNS.values() or entry.part == "stopword":
            continue
        clean = normalise(entry.term).text
        if clean != entry.term and entry.part != "word":
            what = t(
                f"文本规范化后是「{clean}」，此写法不会出现",
                f'texts are normalised to "{clean}": this form never occurs',
            )
            yield Problem("dead", entry.place, entry.term, what)
        if entry.part == "word" and entry.term in stop:
            other = stop[entry.term].place
            what = t(f"也是停用词（{other}），不会成为关键词", f"is a stopword too ({other})")
            yield Problem("dead", entry.place, entry.term, what)


def _twice(entries: Iterable[Entry]) -> Iterator[Problem]:
    """The same term in the same part, or the same pattern, more than once."""
    first: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        key = [entry.part, entry.term]
        if entry.part == "polarity":
            key.append(entry.cells["factor"])
        if entry.part in ("triage", "triage guard"):
            key.append(entry.cells.get("flag") or entry.cells.get("context", ""))
        known = first.setdefault(tuple(key), entry)
        if known is entry:
            continue
        same = {k: v for k, v in known.cells.items() if v} == {
            k: v for k, v in entry.cells.items() if v
        }
        turned = known.number("score") * entry.number("score") < 0 if _scored(entry) else False
        factors = {e.cells.get("factor") for e in (known, entry)} - {"", None}
        moved = entry.part in ("aspect", "opinion", "sentiment") and len(factors) > 1
        if turned or moved:
            kind, what = (
                "conflict",
                t(
                    f"与 {known.place} 褒贬或因素不同",
                    f"another polarity or factor than {known.place}",
                ),
            )
        else:
            kind, what = "duplicate", t(f"与 {known.place} 重复", f"stands in {known.place} too")
        # A codebook may say more of a common word than the common lexicon does.
        own = entry.base != known.base and not same and not turned and not moved
        yield Problem(kind, entry.place, entry.term, what, serious=not own)


def _scored(entry: Entry) -> bool:
    return entry.part in ("sentiment", "polarity", "opinion")


def _overruled(codebook: Codebook, entries: list[Entry]) -> Iterator[Problem]:
    """Parts of a term that never count because another of its parts is looked at first."""
    places = index(entries)
    for term, found in places.items():
        lexeme = codebook.lexemes[term]
        by_part = {entry.part: entry for entry in found}
        for lost, winner in _lost_parts(lexeme, set(by_part)):
            entry, other = by_part[lost], by_part[winner]
            kind = "conflict" if lost in ("sentiment", "quantity") else "dead"
            what = t(
                f"同词在 {other.place} 是 {winner}，此条永不生效",
                f"{other.place} makes it {winner}: this line never counts",
            )
            # What a codebook overrules in the common lexicon stands there for other codebooks.
            yield Problem(kind, entry.place, term, what, serious=entry.base == other.base)
        aspect, feeling = by_part.get("aspect"), by_part.get("sentiment")
        if aspect and feeling and lexeme.home and lexeme.home != lexeme.factor:
            what = t(
                f"因素 {lexeme.home}，而 {aspect.place} 为 {lexeme.factor}",
                f"factor {lexeme.home}, but {lexeme.factor} in {aspect.place}",
            )
            yield Problem("conflict", feeling.place, term, what, lexeme.good != "weak")


def _lost_parts(lexeme: Lexeme, parts: set[str]) -> Iterator[tuple[str, str]]:
    predicative = parts & {"sentiment", "quantity", "polarity"}
    if "negation" in parts:
        for part in sorted(parts & {"sentiment", "quantity", "polarity", "degree", "aspect"}):
            yield part, "negation"
        return
    if "degree" in parts and predicative:
        yield "degree", min(predicative)
    if lexeme.is_aspect and not lexeme.score and "quantity" in parts:
        yield "quantity", "aspect"
    others = sorted(parts - {"guard"})
    if "guard" in parts and others:
        yield "guard", others[0]


def _idle_guards(codebook: Codebook, entries: list[Entry]) -> Iterator[Problem]:
    """Guards that keep nothing from matching: no term lies in them or begins at their end."""
    meaning = {text for text, lexeme in codebook.lexemes.items() if not lexeme.guard}
    heads = {text[:n] for text in meaning for n in range(1, len(text))}
    sources = [p.regex for p in codebook.opinions]
    for entry in entries:
        if entry.part != "guard":
            continue
        term = entry.term
        parts = {term[a:b] for a in range(len(term)) for b in range(a + 1, len(term) + 1)}
        tails = {term[a:] for a in range(1, len(term))}
        if parts & meaning or tails & heads:
            continue
        if not any(regex.search(term) for regex in sources):
            what = t("其中没有可误认的词", "no term lies in it: it guards against nothing")
            yield Problem("dead", entry.place, term, what, serious=False)


def _by_patterns(codebook: Codebook, reader: RuleReader, entries: list[Entry]) -> Iterator[Problem]:
    """Terms that an opinion pattern always covers, with another factor or polarity."""
    lines = {entry.rule: entry for entry in entries if entry.part == "opinion"}
    for entry in entries:
        if entry.part not in ("sentiment", "aspect"):
            continue
        lexeme = codebook.lexemes[entry.term]
        for clause in reader.read(entry.term):
            for found in clause.findings:
                rule = lines.get(found.rule)
                if rule is None or (found.start, found.end) != (0, len(entry.term)):
                    continue
                factor = lexeme.factor if entry.part == "aspect" else lexeme.home
                score = lexeme.score or 0.0
                moved = bool(factor) and factor != found.factor
                turned = entry.part == "sentiment" and score * found.value < 0
                if not (moved or turned):
                    continue
                what = t(
                    f"总由 {rule.place} 判为 {found.factor} {found.value:+.1f}",
                    f"{rule.place} always makes it {found.factor} {found.value:+.1f}",
                )
                yield Problem("conflict" if turned else "shadowed", entry.place, entry.term, what)


def _inside_longer(codebook: Codebook, entries: list[Entry]) -> Iterator[Problem]:
    """Aspects inside longer aspects of another factor: there the longer one is meant."""
    aspects = [e for e in entries if e.part == "aspect"]
    place = {e.term: e for e in aspects}
    for entry in aspects:
        whole = entry.term
        for start in range(len(whole)):
            for end in range(start + 2, len(whole) + 1):
                inner = place.get(whole[start:end])
                if inner is None or inner.term == whole:
                    continue
                theirs = codebook.lexemes[whole].factor
                if codebook.lexemes[inner.term].factor != theirs:
                    what = t(
                        f"在「{whole}」中归 {theirs}（{entry.place}）",
                        f'within "{whole}" it is {theirs} ({entry.place})',
                    )
                    yield Problem("shadowed", inner.place, inner.term, what, serious=False)


def _patterns(codebook: Codebook, reader: RuleReader, entries: list[Entry]) -> Iterator[Problem]:
    own = {e.rule: e for e in entries if e.part == "opinion"}
    for pattern in codebook.opinions:
        entry = own[pattern.rule]
        winners: dict[str, str] = {}
        matched = False
        for text in _drawn(pattern):
            if not pattern.regex.search(text):
                continue
            matched = True
            found = [f for clause in reader.read(text) for f in clause.findings]
            if any(f.rule == pattern.rule for f in found):
                break
            for one in found:
                winners.setdefault(one.rule, one.factor)
        else:
            if not matched:
                yield _never(entry)
                continue
            others = [own[rule].place for rule in winners if rule in own]
            if others:
                same = {winners[r] for r in winners if r in own} <= {pattern.label}
                what = t(
                    f"总由 {'、'.join(others[:3])} 先匹配",
                    f"always taken by {', '.join(others[:3])}",
                )
                yield Problem("shadowed", entry.place, entry.term, what, serious=not same)
            else:
                what = t(
                    "所有例文中都因其中的否定词而作废：请把否定词写进模式",
                    "a negation in its gap takes back every text drawn: name it in the pattern",
                )
                yield Problem("dead", entry.place, entry.term, what)
    triage = triage_words.read(codebook.folder)
    lines = {e.rule: e for e in entries if e.part == "act"}
    lines |= {e.place: e for e in entries if e.part in ("triage", "triage guard", "loyalty")}
    for pattern in (*codebook.acts, *triage.raising, *triage.guarding, *triage.loyalty):
        if not any(pattern.regex.search(text) for text in _drawn(pattern)):
            yield _never(lines[pattern.rule])


def _drawn(pattern: Pattern) -> Iterator[str]:
    for seed, count in enumerate((2, TRIES)):
        for text in samples(pattern.regex, count, seed):
            yield normalise(text).text


def _never(entry: Entry) -> Problem:
    what = t(
        "从它抽出的例文规范化后无一匹配",
        "no text drawn from it matches once normalised",
    )
    return Problem("dead", entry.place, entry.term, what)


def _segmented(codebook: Codebook, entries: list[Entry]) -> Iterator[Problem]:
    """What the segmenter does to each term of terms.txt and each aspect."""
    segmenter = Segmenter(codebook.terms, codebook.stopwords)
    listed = {e.term for e in entries if e.part == "word"}
    seen: set[str] = set()
    for entry in entries:
        if entry.part not in ("word", "aspect") or entry.term in seen:
            continue
        seen.add(entry.term)
        pieces = segmenter.cut(entry.term)
        if len(pieces) > 1:
            what = t(f"切成 {' / '.join(pieces)}", f"cut into {' / '.join(pieces)}")
            yield Problem("cut", entry.place, entry.term, what, serious=entry.term in listed)
            continue
        for text, start in (
            *((entry.term + after, 0) for after in AFTER),
            *((before + entry.term, len(before)) for before in BEFORE),
        ):
            crossing = _crossing(segmenter.cut(text), start, start + len(entry.term))
            if crossing:
                what = t(
                    f"「{text}」中与邻字粘成「{crossing}」",
                    f'in "{text}" it is glued into "{crossing}"',
                )
                yield Problem("glued", entry.place, entry.term, what, serious=False)
                break


def _crossing(words: list[str], start: int, end: int) -> str:
    """Return the first word that lies on a border of [start, end), "" where none does."""
    at = 0
    for word in words:
        if at < start < at + len(word) or at < end < at + len(word):
            return word
        at += len(word)
    return ""

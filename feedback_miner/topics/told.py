"""What is told beside the topics: texts without one, doubts about a saved model, vain options."""

from __future__ import annotations

from collections.abc import Mapping

from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Options
from feedback_miner.topics.saved import Saved

__all__ = [
    "another",
    "codebook",
    "edition",
    "few",
    "fewer",
    "growth",
    "merged",
    "placed",
    "smallest",
    "unused",
    "wordless",
]

ALIEN = 0.2  # more unknown words than in the texts a model is of: texts of another kind
MANY = 0.5  # new themes a known one from which the same holds
SOME = 3  # new themes any wave may have


def few(texts: int, least: int) -> str:
    """Tell that texts are fewer than the ``least`` a model is fitted on."""
    return t(
        f"有效文本只有 {texts} 条，少于 {least} 条，未建主题模型",
        f"only {texts} usable texts, fewer than {least}: no topic model",
    )


def wordless() -> str:
    """Tell that too few words recur for a model."""
    return t("词语太少，未建主题模型", "too few words recur: no topic model")


def placed(valid: int, short: int, rare: int, known: bool) -> str:
    """Tell how many texts have no topic, and why: no content word, or ``rare`` ones only."""
    why = (
        t("的词模型不认得", "have words the model does not know")
        if known
        else t("的词别处没有再说到", "have words that recur nowhere")
    )
    return t(
        f"{valid} 条有效文本中有 {short} 条（{short / max(valid, 1):.1%}）看不出主题："
        f"{short - rare} 条太短、没有实词，{rare} 条{why}",
        f"{short} of {valid} valid texts ({short / max(valid, 1):.1%}) have no topic: "
        f"{short - rare} are too short to say (no content word), {rare} {why}",
    )


def fewer(asked: int, made: int, texts: int) -> list[str]:
    """Tell where fewer topics than were asked for could be made."""
    if made >= asked:
        return []
    return [
        t(
            f"--topics {asked} 做不到：{texts} 条可用文本只分得出 {made} 个主题",
            f"--topics {asked} cannot be had: {texts} usable texts make {made} topics",
        )
    ]


def another(share: float, base: float | None, new: int, known: int) -> list[str]:
    """Tell where the texts seem to be of another kind than those of the model: by the ``share`` of
    unknown words (``base`` there), or the number of new themes beside the known ones."""
    why = []
    if base is not None and share > base + ALIEN:
        why.append(
            t(
                f"{share:.0%} 的词模型没见过（建模时 {base:.0%}）",
                f"{share:.0%} of their words are unknown to it ({base:.0%} in its own)",
            )
        )
    if new > max(SOME, MANY * known):
        why.append(t(f"新主题多达 {new} 个（已知 {known} 个）", f"{new} new themes beside {known}"))
    if not why:
        return []
    return [
        t(
            f"这批文本与建模时的不像同一种调查：{'；'.join(why)}。"
            "主题、占比和变化都不可靠，请不用 --known-topics 重新建模",
            f"these texts seem to be of another kind than the model's: {'; '.join(why)}. "
            "Do not rely on topics, shares and changes; make a new model without --known-topics",
        )
    ]


def unused(options: Options, known: Saved) -> list[str]:
    """Tell which options a known model leaves no room for."""
    vain = []
    if options.topics and options.topics != len(known.topics):
        vain.append(f"--topics {options.topics}")
    if options.topic_model not in (Options().topic_model, known.kind):
        vain.append(f"--topic-model {options.topic_model}")
    if not vain:
        return []
    return [
        t(
            f"{'、'.join(vain)} 没有用上：--known-topics 的模型是 {known.kind}，"
            f"{len(known.topics)} 个主题",
            f"{', '.join(vain)} not used: the model of --known-topics is {known.kind} with "
            f"{len(known.topics)} topics",
        )
    ]


def edition(codebook: Codebook) -> str:
    """Return a codebook's id and version."""
    return f"{codebook.id} {codebook.version}"


def codebook(then: str, now: str) -> list[str]:
    """Tell where a model was made with another codebook, or another version of it."""
    if not then or then == now:
        return []
    return [
        t(
            f"主题模型建于编码本 {then}，现在是 {now}：分词沿用建模时的词，主题可比；"
            "因素按现在的编码本。要让新词进入主题，请重新建模",
            f"the topic model was made with codebook {then}, this is {now}: texts are cut into "
            "words by the terms of then, so topics compare; factors are of this one. For new terms "
            "to enter the topics make a new model",
        )
    ]


def growth(within: Mapping[int, tuple[str, ...]], names: Mapping[int, str]) -> list[str]:
    """Tell of known topics that grew by which words."""
    return [
        t(
            f"主题 {number}「{names[number]}」的上升主要在：{'、'.join(marks[:5])}",
            f'topic {number} "{names[number]}" grew mainly in: {", ".join(marks[:5])}',
        )
        for number, marks in sorted(within.items())
    ]


def merged(many: int, least: int, left: int) -> list[str]:
    """Tell of topics that were too small to stand, and went into the others."""
    if not many:
        return []
    return [
        t(
            f"选定的主题中有 {many} 个不足 {least} 条文本，说明不了什么，其文本归入相近的主题，"
            f"余 {left} 个；用 --topics N 指定个数时不合并",
            f"{many} topics of the number chosen had fewer than {least} texts, which tell nothing; "
            f"their texts went to the nearest topics, {left} are left. With --topics N none is "
            "merged",
        )
    ]


def smallest(size: int | None, valid: int) -> str:
    """Tell how small a new theme may be to be found."""
    if size is None:
        return t(
            f"本期 {valid} 条有效文本太少，看不出新主题",
            f"{valid} valid texts are too few to show any new theme",
        )
    return t(
        f"n={valid}，能看出的新主题至少要有约 {size} 条文本（{size / max(valid, 1):.1%}）",
        f"n={valid}: a new theme shows from about {size} texts ({size / max(valid, 1):.1%})",
    )

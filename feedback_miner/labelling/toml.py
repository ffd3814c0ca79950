"""Proposed lexicon lines as TOML: for people to read, mend and accept."""

from __future__ import annotations

from feedback_miner.labelling.lines import Proposals
from feedback_miner.language import t
from feedback_miner.lexicon.toml import written

__all__ = ["render"]


def render(found: Proposals) -> str:
    """Return the lines as ``lexicon accept`` takes them, each with what speaks for it; what the
    labels speak against stands below as ``[[doubtful]]``, which nothing is done with."""
    parts = [
        t(
            f"# 由 {found.n} 条标注文本得出的词典条目。right / wrong：漏判该因素的文本中，标注有 / "
            "没有该因素的条数。\n# 看过例句，删去不要的条目，再接受：\n"
            "# feedback-miner lexicon accept lines.toml -o 我的编码本\n"
            "# score 为空则只点明因素；doubtful 是标注多半不同意的词，请自行检查。\n",
            f"# Lexicon lines from {found.n} labelled texts. right / wrong: of the texts whose "
            "factor was missed, those that are labelled with it / without it.\n"
            "# Read the examples, strike what you do not want, then:\n"
            "# feedback-miner lexicon accept lines.toml -o my_codebook\n"
            "# A line without a score names the factor alone; doubtful are words that the labels "
            "mostly contradict: look at them.\n",
        )
    ]
    for gain in found.gains:
        values = {
            "term": gain.line.term,
            "factor": gain.line.factor,
            "score": gain.line.score,
            "right": gain.right,
            "wrong": gain.wrong,
            "examples": list(gain.examples),
        }
        parts.append(written("line", values))
    parts += [
        written(
            "doubtful",
            {"words": one.words, "factor": one.factor, "right": one.right, "wrong": one.wrong},
        )
        for one in found.doubtful
    ]
    return "\n".join(parts)

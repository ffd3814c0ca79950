"""Print whether new themes are found between waves, and how often one is cried that is none.

    python scripts/simulate_themes.py [../shared/data] [--n 5000] [--waves 20] [--share 0.02]
        [--engine lda --update]

A model is fitted on ``n`` texts and applied to a wave of ``n`` others drawn from the same
population, ``waves`` times with texts drawn anew for both (one base for all would count its own
chance again and again): every new topic there is a false alarm. Then a theme of our own making is
planted in ``share`` of the texts: it is found where a new topic holds most of its texts and few
others, and named where its name has a word of the theme. With ``--update`` the model goes on
learning from each wave (``lda``, ``seeded``). Texts are questions to consumer-finance desks
where the development data is present, else the bundled corpora, drawn with replacement.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from feedback_miner import annotate, lexicon, resources, topics
from feedback_miner.survey import Options
from feedback_miner.text.segment import Segmenter

BOOK = lexicon.load()
SEGMENTER = Segmenter(BOOK.terms, BOOK.stopwords, fast=True)
Read = tuple[pd.DataFrame, pd.DataFrame]


@dataclass(frozen=True)
class Theme:
    """A theme to plant: sentences are made of its parts; a right name has one of ``words``."""

    words: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]

    def texts(self, n: int, rng: np.random.Generator) -> list[str]:
        made = ["".join(parts) for parts in product(*self.parts)]
        return [made[i] for i in rng.integers(0, len(made), n)]


THEMES = (
    Theme(
        ("数字人民币", "钱包"),
        (
            ("想用", "能不能用", "昨天用", "怎么用", "我用"),
            ("数字人民币", "数字人民币钱包"),
            ("还款", "交月供", "还这期账单", "提前还款"),
            ("总是失败", "没有入口", "扣了两次", "，可以吗", "一直处理中"),
        ),
    ),
    Theme(
        ("无障碍", "读屏", "盲人", "视障", "朗读"),
        (
            ("我是视障用户，", "盲人怎么办，", "家里老人看不见，", ""),
            ("读屏", "无障碍模式", "读屏软件"),
            ("读不出按钮", "在验证码那里卡住", "打不开", "没有朗读"),
        ),
    ),
    Theme(
        ("停车", "停车场", "车位"),
        (
            ("你们网点", "那个支行", "办业务的地方", "去营业厅"),
            ("停车场太小", "没有车位", "停车要收费", "停车太难"),
            ("", "，转了半小时", "，签合同迟到了", "，能不能想想办法"),
        ),
    ),
)


def population(data: Path) -> list[str]:
    path = data / "finance_questions" / "questions.txt"
    if path.is_file():
        return path.read_text(encoding="utf-8").splitlines()
    return [
        json.loads(line)["text"]
        for one in sorted(resources.corpora().glob("*_texts.jsonl"))
        for line in one.read_text(encoding="utf-8").splitlines()
    ]


def annotated(texts: list[str]) -> Read:
    ids = [str(i) for i in range(len(texts))]
    table = pd.DataFrame({"response_id": ids, "question": "", "kind": "remark", "text": texts})
    return annotate.run(table, Options(sentiment="rules"))


def wave(pool: Read, rows: np.ndarray, planted: list[str]) -> Read:
    """Return texts of the pool with planted ones in the place of the last."""
    verbatims, opinions = pool
    rows = rows[: len(rows) - len(planted)]
    own = opinions.groupby("verbatim").indices
    ids = [str(i) for i in range(len(rows))]
    taken = [
        opinions.iloc[own[r]].assign(verbatim=i, response_id=ids[i])
        for i, r in enumerate(rows)
        if r in own
    ]
    texts = verbatims.iloc[rows].assign(response_id=ids)
    if planted:
        more, said = annotated(planted)
        texts = pd.concat([texts, more.assign(response_id=[f"p{i}" for i in range(len(more))])])
        taken.append(said.assign(verbatim=said["verbatim"] + len(rows)))
    return texts.reset_index(drop=True), pd.concat(taken, ignore_index=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--n", type=int, default=5000)
    parser.add_argument("--waves", type=int, default=20)
    parser.add_argument("--share", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--engine", default="vectors")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    n = arguments.n
    texts = population(arguments.data)
    chosen = rng.permutation(len(texts))[: 4 * n]
    pool = annotated([texts[i] for i in chosen])
    size = len(pool[0])
    options = Options(topics=15, quotes=1, topic_model=arguments.engine)
    later = replace(options, update_topics=arguments.update)
    alarms = moved = 0
    for number in range(arguments.waves):
        rows = rng.choice(size, 2 * n, replace=size < 2 * n)
        base = topics.model(*wave(pool, rows[:n], []), SEGMENTER, BOOK, options).model
        assert base is not None
        found = topics.model(*wave(pool, rows[n:], []), SEGMENTER, BOOK, later, known=base)
        new = found.table[found.table["status"] == "new"]
        alarms += bool(len(new))
        moved += bool((found.changes["status"] != "").any())
        for name in new["name"]:
            print(f"  wave {number}: false alarm {name}")
    print(f"no change: {alarms} of {arguments.waves} waves cry a new theme, {moved} any change")
    planted_n = round(arguments.share * n)
    for theme in THEMES:
        others = np.setdiff1d(np.arange(size), rows[:n]) if size >= 2 * n else np.arange(size)
        chosen = rng.choice(others, n, replace=len(others) < n)
        read = wave(pool, chosen, theme.texts(planted_n, rng))
        found = topics.model(*read, SEGMENTER, BOOK, later, known=base)
        ids = read[0]["response_id"]
        new = found.table[found.table["status"] == "new"]
        best = (0.0, 0.0, "")
        for topic, name in zip(new["topic"], new["name"], strict=True):
            held = found.assignments.loc[found.assignments["topic"] == topic, "verbatim"]
            inside = int(ids.iloc[held].str.startswith("p").sum())
            best = max(best, (inside / planted_n, inside / max(len(held), 1), str(name)))
        recall, precision, name = best
        named = any(word in name for word in theme.words)
        print(
            f"planted {theme.words[0]} ({planted_n} of {n}): recall {recall:.2f}, precision "
            f"{precision:.2f}, named {name!r} ({'right' if named else 'wrong'}), "
            f"{len(new)} new topic(s)",
            flush=True,
        )


if __name__ == "__main__":
    main()

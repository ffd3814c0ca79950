"""Time the queue of 100,000 complaints made from our own corpora; look for planted groups in it.

    python scripts/measure_queue.py [--rows 100000] [--workers 2] [--forms csv,xlsx,all]

The complaints are recombined from clauses of our own texts with drawn amounts, dates, branches and
slips of the pen, so that hardly two are equal; some are copied with small changes by many (mass
complaints), some people complain again. The command is timed as a whole, process start included.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from feedback_miner import resources

COPIES = 60  # mass complaints planted
START = datetime(2026, 1, 1)
NOW = "2026-07-01 09:00"
PLACES = ("北街", "南湖", "西关", "东门", "新港", "石桥", "白塔", "青山", "柳园", "金水")
CITIES = ("郴州", "济宁", "怀化", "攀枝花", "宝鸡", "南通", "赣州", "洛阳", "柳州", "大同")


def clauses() -> list[list[str]]:
    texts = []
    for name in ("complaint_texts.jsonl", "survey_texts.jsonl"):
        for line in (resources.corpora() / name).read_text(encoding="utf-8").splitlines():
            given = json.loads(line)
            for text in (v for v in given.values() if isinstance(v, str) and len(v) > 10):
                parts = [
                    p for p in re.split(r"[，。；！？!?,]", text) if len(p) > 3 and "{" not in p
                ]
                if parts:
                    texts.append(parts)
    return texts


def slip(text: str, rng: random.Random) -> str:
    """Change a text as hurried people do: a letter dropped, doubled or swapped."""
    letters = list(text)
    for _ in range(rng.randrange(3)):
        at = rng.randrange(len(letters) - 1)
        turn = rng.random()
        if turn < 0.4:
            del letters[at]
        elif turn < 0.7:
            letters.insert(at, letters[at])
        else:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        if len(letters) < 3:
            break
    return "".join(letters)


def complaint(texts: list[list[str]], rng: random.Random) -> str:
    parts = [rng.choice(rng.choice(texts)) for _ in range(rng.choice((2, 2, 3, 3, 4)))]
    if rng.random() < 0.5:
        amount = rng.randrange(50, 90_000)
        parts.insert(rng.randrange(len(parts)), f"{rng.choice(PLACES)}店多扣了我{amount}元")
    if rng.random() < 0.3:
        parts.append(f"{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日已经打过电话")
    return slip("，".join(parts), rng)


def make(rows: int, path: Path) -> dict[str, int]:
    """Write the export; return the planted event by complaint id."""
    rng = random.Random(6)
    texts = clauses()
    events = [
        complaint(texts, rng) + f"，{rng.choice(PLACES)}店统一答复不退" for _ in range(COPIES)
    ]
    planted: dict[str, int] = {}
    phones = [f"1390000{n:04d}" for n in range(2000)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["工单编号", "受理时间", "渠道", "城市", "联系电话", "投诉内容", "处理状态"]
        )
        for number in range(rows):
            moment = START + timedelta(minutes=rng.randrange(180 * 24 * 60))
            text = complaint(texts, rng)
            if rng.random() < 0.02:
                event = rng.randrange(COPIES)
                planted[f"C{number:06d}"] = event
                text = slip(events[event], rng)
                moment = START + timedelta(days=event * 2 + rng.randrange(5))
            phone = rng.choice(phones) if rng.random() < 0.03 else f"13{rng.randrange(10**9):09d}"
            writer.writerow(
                [
                    f"C{number:06d}",
                    moment.strftime("%Y-%m-%d %H:%M"),
                    rng.choice(("电话", "在线", "网点")),
                    rng.choice(CITIES),
                    phone,
                    text,
                    rng.choice(("待处理", "待处理", "处理中", "已办结")),
                ]
            )
    return planted


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--forms", default="csv,xlsx,all")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        export = folder / "complaints.csv"
        planted = make(given.rows, export)
        distinct = len(
            {line.split(",", 5)[-1] for line in export.read_text("utf-8-sig").splitlines()}
        )
        print(f"{given.rows} complaints, {distinct} distinct, {export.stat().st_size / 1e6:.0f} MB")
        for form in given.forms.split(","):
            output = folder / ("all" if form == "all" else f"cases.{form}")
            command = [sys.executable, "-m", "feedback_miner", "triage", str(export), "--now", NOW]
            command += ["-o", str(output), "--workers", str(given.workers), "--fresh"]
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds = time.perf_counter() - start
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            used = sum(after[:2]) - sum(before[:2])
            told = done.stderr.strip().splitlines()[0]
            print(f"{output.name:12} {seconds:6.1f} s ({used:.1f} s of processor time)  {told}")
        if not (folder / "cases.csv").is_file():
            return
        groups: dict[int, dict[str, int]] = {}
        with (folder / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["response_id"] in planted:
                    found = groups.setdefault(planted[row["response_id"]], {})
                    found[row["group"]] = found.get(row["group"], 0) + 1
        total = sum(sum(found.values()) for found in groups.values())
        together = sum(max(found.values()) for found in groups.values())
        print(
            f"planted mass complaints: {together} of {total} cases in their event's largest group"
        )


if __name__ == "__main__":
    main()

"""Make corpora/loan_survey.csv and corpora/complaints.csv from the written texts.

    python scripts/make_corpora.py [-o FOLDER]

The texts, their labels and who says them stand in corpora/survey_texts.jsonl and
corpora/complaint_texts.jsonl, written one by one. This script draws what surrounds them, seeded:
the closed scores (after the model below, whose effects an analysis should find again), times,
durations, addresses of the network's documentation range, and well-formed made-up numbers in the
place of <phone>, <id_card> and <bank_card>.

The model. g is a respondent's general contentment, N(0, 1). The item of factor f is
    z_f = 0.55 g + 0.9 pos_f - 1.1 neg_f + 0.75 e_f
where pos_f and neg_f say whether the respondent praises or blames f in an open answer; z_f is cut
into 1 to 5 at -1.5, -0.6, 0.3 and 1.2. The outcomes are made of the cut items (standardised by
3.2 and 1.1), plus normal noise: overall satisfaction by WEIGHTS, noise 0.45; recommendation
0.65 overall + 0.25 brand, noise 0.6, onto 0 to 10; borrowing again 0.6 overall + 0.2 brand +
0.15 rates, noise 0.6, onto five words.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from feedback_miner import resources

SEED = 20260314
# Planted effects on overall satisfaction: service and experience weigh more than price.
WEIGHTS = {
    "service": 0.30,
    "ux": 0.25,
    "approval_speed": 0.20,
    "rates": 0.12,
    "security": 0.10,
    "aftercare": 0.08,
    "product": 0.08,
    "brand": 0.05,
}
ITEMS = {
    "approval_speed": "审批与放款速度",
    "rates": "利率与费用",
    "service": "服务质量",
    "product": "产品与额度",
    "security": "信息安全",
    "ux": "App与界面体验",
    "aftercare": "贷后关怀与权益",
    "brand": "品牌与信誉",
}
CUTS = (-1.5, -0.6, 0.3, 1.2)
SATISFIED = ("非常不满意", "不满意", "一般", "满意", "非常满意")
AGAIN = ("一定不会", "可能不会", "不确定", "可能会", "一定会")
LIKE = "10、您对禾穗的贷款服务最满意的是什么？"
IMPROVE = "11、您认为我们最需要改进的是什么？请具体说说。"
BLANK = "(空)"
GOLD = ("sentiment", "factors", "acts", "loyalty", "urgency", "flags", "pii", "valid")


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_gold(path: Path, rows: list[dict[str, Any]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")


def survey(texts: Path, folder: Path, rng: np.random.Generator) -> None:
    people = read(texts / "survey_texts.jsonl")
    start = datetime.datetime(2026, 3, 2, 8, 0)
    rows, gold = [], []
    minute = 0.0
    for number, person in enumerate(people, start=1):
        said: dict[str, str] = {}
        for answer in (person["like"], person["improve"]):
            for factor, polarity in (answer or {}).get("factors", []):
                if said.get(factor) != "neg":
                    said[factor] = polarity
        contentment = rng.normal()
        z = {
            f: 0.55 * contentment
            + 0.9 * (said.get(f) == "pos")
            - 1.1 * (said.get(f) == "neg")
            + 0.75 * rng.normal()
            for f in ITEMS
        }
        item = {f: int(np.searchsorted(CUTS, value)) + 1 for f, value in z.items()}
        standard = {f: (value - 3.2) / 1.1 for f, value in item.items()}
        overall = sum(w * standard[f] for f, w in WEIGHTS.items()) + 0.45 * rng.normal()
        recommend = 0.65 * overall + 0.25 * standard["brand"] + 0.6 * rng.normal()
        again = 0.6 * overall + 0.2 * standard["brand"] + 0.15 * standard["rates"]
        again += 0.6 * rng.normal()
        minute += float(rng.exponential(38))
        seconds = int(np.clip(rng.lognormal(5.0, 0.5), 25, 1800))
        row: dict[str, Any] = {
            "序号": number,
            "提交答卷时间": (start + datetime.timedelta(minutes=minute)).strftime(
                "%Y/%m/%d %H:%M:%S"
            ),
            "所用时间": f"{seconds}秒",
            "来源": str(rng.choice(["微信", "手机提交", "链接"], p=[0.6, 0.3, 0.1])),
            "来自IP": f"198.51.100.{rng.integers(1, 255)}({person['city']})",
            "1、您的性别": person["gender"],
            "2、您的年龄段": person["age"],
            "3、您所在的城市": person["city"],
            "4、您办理的贷款产品": person["product"],
            "5、您主要的办理渠道": person["channel"],
        }
        for factor, words in ITEMS.items():
            row[f"6、请评价以下方面（1-5分）—{words}"] = item[factor]
        row["7、总体而言，您对禾穗贷款服务的满意度"] = SATISFIED[
            int(np.searchsorted(CUTS, overall))
        ]
        row["8、您有多大可能把禾穗推荐给亲友？（0-10）"] = int(
            np.clip(round(6.8 + 2.4 * recommend), 0, 10)
        )
        row["9、您以后还会再次选择禾穗贷款吗？"] = AGAIN[int(np.searchsorted(CUTS, again))]
        for kind, question in (("like", LIKE), ("improve", IMPROVE)):
            answer = person[kind]
            row[question] = answer["text"] if answer else BLANK
            if answer:
                labels = {name: answer[name] for name in GOLD if name in answer}
                head = {"id": f"{number}#{kind}", "text": answer["text"], "question": question}
                gold.append({**head, "kind": kind, **labels})
        rows.append(row)
    _write_csv(folder / "loan_survey.csv", rows)
    write_gold(folder / "loan_survey.gold.jsonl", gold)


def complaints(texts: Path, folder: Path, rng: np.random.Generator) -> None:
    rows, gold = [], []
    # In the file's order: a ticket's number, and so its half of the gold, never changes.
    tickets = read(texts / "complaint_texts.jsonl")
    for number, ticket in enumerate(tickets, start=1):
        identifier = f"TS2026{number:04}"
        values: list[str] = []

        def fill(match: re.Match[str], values: list[str] = values) -> str:
            values.append(NUMBERS[match[1]](rng))
            return values[-1]

        text = re.sub(r"<(phone|id_card|bank_card)>", fill, ticket["text"])
        waiting = iter(values)
        pii = [
            [kind, next(waiting) if value.startswith("<") else value]
            for kind, value in _in_order(ticket["text"], ticket["pii"])
        ]
        rows.append(
            {
                "工单编号": identifier,
                "受理时间": f"{ticket['date']} {ticket['time']}",
                "受理渠道": ticket["channel"],
                "产品": ticket["product"],
                "城市": ticket["city"],
                "投诉类别": ticket["category"],
                "投诉内容": text,
                "处理状态": ticket["status"],
            }
        )
        labels = {name: ticket[name] for name in GOLD if name in ticket and name != "pii"}
        extra = {"event": ticket["event"]} if ticket.get("event") else {}
        head = {"id": identifier, "text": text, "question": "投诉内容", "kind": "complaint"}
        gold.append({**head, **labels, "pii": pii, **extra})
    _write_csv(folder / "complaints.csv", rows)
    write_gold(folder / "complaints.gold.jsonl", gold)


def _in_order(text: str, pii: list[list[str]]) -> list[list[str]]:
    """Order placeholders as they stand in the text, so that the drawn values fit their kinds."""
    slots = [m[0] for m in re.finditer(r"<(?:phone|id_card|bank_card)>", text)]
    named = [entry for entry in pii if not entry[1].startswith("<")]
    return [*([slot.strip("<>"), slot] for slot in slots), *named]


def phone(rng: np.random.Generator) -> str:
    return f"1{rng.choice(list('35789'))}{rng.integers(0, 10)}{rng.integers(0, 10**8):08}"


def id_card(rng: np.random.Generator) -> str:
    """A resident id with a right check digit (GB 11643-1999)."""
    region = rng.choice(["510104", "330106", "440305", "320508", "420111", "370203", "610113"])
    born = datetime.date(1960, 1, 1) + datetime.timedelta(days=int(rng.integers(0, 16000)))
    body = f"{region}{born:%Y%m%d}{rng.integers(1, 1000):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


def bank_card(rng: np.random.Generator) -> str:
    """A card number with a right Luhn digit (ISO/IEC 7812-1)."""
    body = "6222" + "".join(str(rng.integers(0, 10)) for _ in range(14))
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


NUMBERS = {"phone": phone, "id_card": id_card, "bank_card": bank_card}


def _write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "-o", type=Path, default=resources.corpora(), help="folder to write to (the corpora's own)"
    )
    folder = parser.parse_args().o
    folder.mkdir(parents=True, exist_ok=True)
    survey(resources.corpora(), folder, np.random.default_rng(SEED))
    complaints(resources.corpora(), folder, np.random.default_rng(SEED + 1))


if __name__ == "__main__":
    main()

"""Canaries: made-up personal data planted in exports, and the search for them in whatever a
command leaves behind. Nobody's: numbers are drawn, names are put together from lists."""

from __future__ import annotations

import csv
import html
import io
import json
import random
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import ahocorasick_rs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from feedback_miner.privacy.checks import luhn, resident_id_check

KINDS = ("phone", "landline", "id_card", "passport", "bank_card", "email", "name", "address",
         "plate", "wechat")  # fmt: skip
ID_KINDS = ("phone", "id_card", "bank_card", "email", "name")  # what exports take for ids
TEXTS = {
    "phone": (
        "审批太慢了，我的电话{}，请尽快回电",
        "手机{}一直收到催收短信，很烦",
        "{}这个号天天骚扰我",
    ),
    "landline": ("座机{}，打来催款，态度恶劣", "请致电{}与我联系"),
    "id_card": ("身份证号{}被冒用贷款，利息太高", "本人证件{}已上传，为什么还要补材料"),
    "passport": ("护照号{}不能认证，app太难用", "持通行证{}申请贷款被拒"),
    "bank_card": ("卡号{}被盗刷，额度也降了", "银行卡{}扣款两次，手续费不退"),
    "email": ("账单请发到{}，服务不错", "邮箱{}收不到合同"),
    "name": ("客户{}来电反映利率太高", "我叫{}，申请了三次都没通过", "感谢客户经理{}，放款很快"),
    "address": ("催收上门到{}，吓到孩子", "家住{}，网点太远了"),
    "plate": ("车辆{}已还清，抵押还没解除", "车牌{}被拖走，太过分"),
    "wechat": ("加我微信{}说可以提额，是骗子吧", "微信号{}，请加我说明还款方式"),
}
COLUMNS = {
    "phone": "联系电话", "landline": "座机", "id_card": "身份证号", "passport": "护照号",
    "bank_card": "银行卡号", "email": "邮箱", "name": "客户姓名", "address": "联系地址",
    "plate": "车牌号", "wechat": "微信号",
}  # fmt: skip

# Not the recognisers' own lists: everyday names.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏"
)
GIVEN = (
    "建国 秀英 志强 晓东 丽华 桂兰 海燕 文博 子涵 浩然 雨桐 佳怡 俊杰 玉梅 国栋 红梅 春花 卫东 "
    "志明 淑芬 天宇 "
    "思远 美玲 永康 小燕 德胜 兰英 振华 凤霞 宝林 家豪 明辉 雪梅 立新 素珍 庆丰 云飞 少华 金凤 "
    "长江 爱民 桂香 "
    "成刚 亚男 新民 向阳 佩瑶 一鸣 静怡 诗涵 梓轩 欣妍 泽宇 宇航 若曦 嘉欣 楚楚 冠宇 慧敏 月娥 "
    "大勇 学军 玉兰"
)


def make(kind: str, rng: random.Random) -> str:
    """Return one canary of a kind."""
    digits = "".join(rng.choices("0123456789", k=20))
    letters = "".join(rng.choices("abcdefghjkmnpqrstuvwxyz", k=10))
    if kind == "phone":
        return "1" + rng.choice("3456789") + digits[:9]
    if kind == "landline":
        return rng.choice(("010", "021", "0755", "0571")) + "-" + rng.choice("5678") + digits[:7]
    if kind == "id_card":
        born = f"{rng.randint(1950, 2004)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
        first = rng.choice(("110105", "310104", "440305", "510104", "330106")) + born + digits[:3]
        return next(first + c for c in "0123456789X" if resident_id_check(first + c))
    if kind == "passport":
        return "E" + digits[:8]
    if kind == "bank_card":
        first = rng.choice(("622202", "621700", "622848")) + digits[:12]
        return next(first + c for c in "0123456789" if luhn(first + c))
    if kind == "email":
        return f"{letters[:6]}{digits[:4]}@{rng.choice(('qq.com', '163.com', 'gmail.com'))}"
    if kind == "name":
        return rng.choice(SURNAMES) + rng.choice(GIVEN.split())
    if kind == "address":
        road = "".join(rng.choices("解放建设人民中山和平长江", k=2))
        return (
            f"成都市武侯区{road}路{rng.randint(1, 999)}号{rng.randint(1, 30)}栋"
            f"{rng.randint(1, 4)}单元{rng.randint(101, 2999)}室"
        )
    if kind == "plate":
        province, letter = rng.choice("京沪川粤浙"), rng.choice("ABCDEFGH")
        return province + letter + rng.choice("ABCDEFGH") + digits[:4]
    return f"{letters[:5]}_{digits[:5]}"


@dataclass
class Planted:
    """The canaries by kind, and the files they were planted in."""

    values: dict[str, list[str]]
    files: list[Path] = field(default_factory=list)

    def all(self) -> list[str]:
        """Return every canary."""
        return [value for values in self.values.values() for value in values]


def plant(folder: Path, each: int, seed: int = 7) -> Planted:
    """Write exports full of canaries into ``folder``: a third of each kind in texts, the rest in
    columns, ids, segments, headers and names of files and sheets."""
    rng = random.Random(seed)
    values: dict[str, list[str]] = {kind: [] for kind in KINDS}

    def new(kind: str) -> str:
        value = make(kind, rng)
        while value in values[kind]:
            value = make(kind, rng)
        values[kind].append(value)
        return value

    headers = [new(kind) for kind in ("phone", "id_card", "bank_card", "email", "name")]
    rows: list[dict[str, str]] = []
    in_texts = max(6, each // 3)
    for number in range(in_texts):
        for kind in KINDS:
            text = rng.choice(TEXTS[kind]).format(new(kind))
            rows.append({"text": text, "kind": kind, "n": str(number)})
    rng.shuffle(rows)
    columns = list(KINDS)
    width = max(1, (each - in_texts - 8) // 4)
    table = []
    for number, row in enumerate(rows):
        line = {
            "工单编号": f"TS{number:06}",
            "提交时间": f"2026-03-{number % 28 + 1:02} 09:{number % 60:02}",
            "意见建议": row["text"],
            "总体满意度": str(number % 5 + 1), "审批速度满意度": str((number * 7) % 5 + 1),
            "利率满意度": str((number * 3) % 5 + 1), "推荐意愿(0-10)": str(number % 11),
            "渠道": ("app", "网点")[number % 2],
        }  # fmt: skip
        for kind in columns:
            line[COLUMNS[kind]] = new(kind) if number < width else ""
        table.append(line)
    # Customers with two rows each.
    members = [new("id_card") for _ in range(8)]
    for number, line in enumerate(table):
        line["会员号"] = members[number // 2] if number < 2 * len(members) else f"M{number // 2:06}"
    # Segments whose levels are people, columns that are named after people.
    managers = [new("name") for _ in range(4)]
    agents = [new("phone") for _ in range(4)]
    for number, line in enumerate(table):
        line["所属经理"] = managers[number % 4]
        line["坐席"] = agents[number % 4]
        for header in headers:
            line[f"{header}评分"] = str(number % 5 + 1)
    first = folder / f"投诉_{new('name')}_{new('phone')}.csv"
    _write(first, table)
    # Ids that are phones, ids and cards.
    ids = []
    for kind in ID_KINDS:
        ids += [new(kind) for _ in range(width)]
    second = folder / f"{new('id_card')}导出.csv"
    _write(second, [{"客户号": one, "意见建议": f"第{i}条，放款太慢", "满意度": str(i % 5 + 1)}
                    for i, one in enumerate(ids)])  # fmt: skip
    third = folder / f"{new('email')}_{new('bank_card')}.jsonl"
    lines = []
    labelled = max(4, width // 8)
    for kind in KINDS:
        for number in range(max(width, each - len(values[kind]) - labelled)):
            value = new(kind)
            asked = f"{value}的意见" if kind == "phone" else "意见建议"
            text = rng.choice(TEXTS[kind]).format(value)
            lines.append({"id": f"{kind}-{number}", "question": asked, "text": text})
    third.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), "utf-8")
    fourth = folder / f"{new('name')}.xlsx"
    _workbook(fourth, table[: len(table) // 2], [new("name"), new("phone")])
    fifth = folder / f"下期_{new('phone')}.csv"
    _write(fifth, [dict(line, 意见建议=line["意见建议"] + "。") for line in reversed(table)])
    sixth = folder / f"合同_{new('name')}.parquet"
    pq.write_table(pa.Table.from_pylist(table[: len(table) // 4]), sixth)
    # Labelled texts: the same names and numbers again and again, as a vocabulary would keep them.
    seventh = folder / f"{new('name')}_{new('phone')}.gold.jsonl"
    labels = []
    for number in range(labelled):
        for kind in KINDS:
            value = new(kind)
            for copy, form in enumerate(TEXTS[kind] * 3):
                name = f"{value}-{copy}" if kind in ID_KINDS else f"{kind}-{number}-{copy}"
                label = {"id": name, "text": form.format(value) + "。" * copy}
                label["question"] = f"{value}?"
                label["sentiment"] = ("neg", "neu", "pos")[(number + copy) % 3]
                polarity = ("neg", "pos")[copy % 2]
                labels.append({**label, "factors": [["service", polarity]], "acts": ["complaint"]})
    seventh.write_text(
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in labels), "utf-8"
    )
    return Planted(values, [first, second, third, fourth, fifth, sixth, seventh])


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _workbook(path: Path, rows: list[dict[str, str]], sheets: list[str]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    for name in sheets:
        sheet = book.add_worksheet(name)
        for column, header in enumerate(rows[0]):
            sheet.write_string(0, column, header)
            for number, row in enumerate(rows, start=1):
                sheet.write_string(number, column, row[header])
        rows = rows[:5]
    book.close()


def search(folder: Path, canaries: list[str]) -> list[tuple[str, str]]:
    """Return (file, canary) for every canary found in a file's name or content, whole or, of the
    longer ones, all but its first and last two characters; workbooks are unpacked, Parquet and
    arrays are read, escapes in HTML and JSON are undone."""
    # Seven digits stand in a thousand figures by chance, eleven in none.
    cores = [value[2:-2] if len(value) >= 15 else value for value in canaries]
    finder = ahocorasick_rs.AhoCorasick(cores)
    found = []
    for path in sorted(folder.rglob("*")):
        # jieba's dictionary, kept ready: made from jieba's own file and nothing else.
        if path.is_file() and path.suffix != ".words":
            hits: set[str] = set()
            for text in (path.name, *_texts(path)):
                places = finder.find_matches_as_indexes(text, overlapping=True)
                hits |= {canaries[one] for one, _, _ in places}
            found += [(path.relative_to(folder).as_posix(), hit) for hit in sorted(hits)]
    return found


def _texts(path: Path) -> list[str]:
    data = path.read_bytes()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if path.suffix == ".npz":
                return [_array(archive.read(name)) for name in archive.namelist()]
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        return [text for part in parts for text in {part, html.unescape(part)}]
    if data[:4] == b"PAR1":
        table = pq.read_table(io.BytesIO(data))
        return [str(table.schema), "\n".join(map(str, table.to_pylist()))]
    text = data.decode("utf-8", "replace")
    undone = text.encode().decode("unicode_escape", "replace") if "\\u" in text else ""
    return [one for one in {text, html.unescape(text), undone} if one]


def _array(data: bytes) -> str:
    """Return what an array holds as text: strings, or the bytes they were packed into."""
    array = np.load(io.BytesIO(data), allow_pickle=False)
    words = array if array.dtype.kind in "US" else [array.tobytes().decode("utf-8", "replace")]
    return "\n".join(map(str, np.ravel(words)))

"""Tables as companies keep them, made of invented people, shops and firms, with what each column is."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from connectors.base import Collection, CollectionKind, Field, FieldType
from detectors.base import Dismissed, Finding
from detectors.checks import CHECKS
from detectors.inspection import inspect_column, view_field
from detectors.judgement import judge_collection

RNG = random.Random(20261123)
ROWS = 40

FAMILY = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "林",
    "斎藤",
    "清水",
]
GIVEN = [
    "花子",
    "一郎",
    "健太",
    "美咲",
    "直樹",
    "由美",
    "大輔",
    "恵子",
    "翔",
    "さくら",
    "拓也",
    "陽子",
    "誠",
    "愛",
    "和也",
    "真理子",
    "隆",
    "結衣",
    "浩二",
    "千尋",
]
FAMILY_KANA = [
    "サトウ",
    "スズキ",
    "タカハシ",
    "タナカ",
    "イトウ",
    "ワタナベ",
    "ヤマモト",
    "ナカムラ",
    "コバヤシ",
    "カトウ",
]
GIVEN_KANA = ["ハナコ", "イチロウ", "ケンタ", "ミサキ", "ナオキ", "ユミ", "ダイスケ", "ケイコ", "ショウ", "サクラ"]
FIRST = [
    "James",
    "Mary",
    "Robert",
    "Patricia",
    "John",
    "Jennifer",
    "Michael",
    "Linda",
    "David",
    "Elizabeth",
    "William",
    "Barbara",
    "Susan",
    "Joseph",
    "Karen",
]
LAST = [
    "Smith",
    "Johnson",
    "Williams",
    "Brown",
    "Jones",
    "Garcia",
    "Miller",
    "Davis",
    "Martinez",
    "Wilson",
    "Anderson",
    "Taylor",
    "Thomas",
    "Moore",
    "Martin",
]
FIRMS = [
    "みらい商事",
    "青空物産",
    "北斗電機",
    "東和工業",
    "さくら食品",
    "日の出運輸",
    "港南建設",
    "緑風印刷",
    "光洋化学",
    "大空システム",
]
TOWNS = [
    "東京都港区芝",
    "東京都新宿区西新宿",
    "大阪府大阪市北区梅田",
    "愛知県名古屋市中区栄",
    "北海道札幌市中央区大通西",
    "福岡県福岡市博多区博多駅前",
]
PREFECTURES = ["東京都", "大阪府", "愛知県", "北海道", "福岡県", "神奈川県"]
CITIES = ["港区", "新宿区", "大阪市北区", "名古屋市中区", "札幌市中央区", "福岡市博多区"]
ZIPS = ["105-0014", "160-0023", "530-0001", "460-0008", "060-0042", "812-0011"]

Make = Callable[[int], str | None]


def pick(*values: str) -> Make:
    """One of some values."""
    return lambda n: RNG.choice(values)


def digits(size: int, first: str = "") -> str:
    return first + "".join(RNG.choice("0123456789") for _ in range(size - len(first)))


def numbers(size: int, first: str = "") -> Make:
    return lambda n: digits(size, first)


def checked(check: str, size: int, first: str = "") -> Make:
    """Numbers that pass a check."""

    def make(_: int) -> str:
        while True:
            value = digits(size, first)
            if CHECKS[check].test(np.array([[int(digit) for digit in value]], dtype=np.int8))[0]:
                return value

    return make


def goods(_: int) -> str:
    """A JAN code."""
    body = digits(12, RNG.choice(("49", "45")))
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


def person(_: int) -> str:
    return f"{RNG.choice(FAMILY)} {RNG.choice(GIVEN)}"


def person_kana(_: int) -> str:
    return f"{RNG.choice(FAMILY_KANA)} {RNG.choice(GIVEN_KANA)}"


def person_latin(_: int) -> str:
    return f"{RNG.choice(FIRST)} {RNG.choice(LAST)}"


def firm(_: int) -> str:
    name = RNG.choice(FIRMS)
    return RNG.choice((f"株式会社{name}", f"{name}株式会社", f"有限会社{name}", f"(株){name}"))


def firm_kana(_: int) -> str:
    return RNG.choice(("ミライショウジ", "アオゾラブッサン", "ホクトデンキ", "トウワコウギョウ", "サクラショクヒン"))


def firm_latin(_: int) -> str:
    name = RNG.choice(("Northwind", "Contoso", "Fabrikam", "Blue Yonder", "Tailspin", "Wingtip", "Litware"))
    return f"{name} {RNG.choice(('Inc.', 'Ltd', 'LLC', 'Corp', 'GmbH'))}"


def mobile(_: int) -> str:
    return f"0{RNG.choice('789')}0-{digits(4, '2')}-{digits(4)}"


def landline(_: int) -> str:
    return f"{RNG.choice(('03', '06'))}-{digits(4, '5')}-{digits(4)}"


def address(_: int) -> str:
    return f"{RNG.choice(TOWNS)}{RNG.randint(1, 5)}-{RNG.randint(1, 20)}-{RNG.randint(1, 15)}"


def street(_: int) -> str:
    return f"{RNG.randint(1, 990)} {RNG.choice(('Maple', 'Oak', 'Hill', 'Lake', 'Park'))} {RNG.choice(('Street', 'Avenue', 'Road'))}"


def mailbox(n: int) -> str:
    return f"{RNG.choice(LAST).lower()}.{n}@example.{RNG.choice(('jp', 'com'))}"


def desk(n: int) -> str:
    return f"info{n}@example.co.jp"


def birth(_: int) -> str:
    return f"{RNG.randint(1948, 2006)}-{RNG.randint(1, 12):02}-{RNG.randint(1, 28):02}"


def day(_: int) -> str:
    return f"2026-{RNG.randint(1, 11):02}-{RNG.randint(1, 28):02}"


def moment(_: int) -> str:
    return f"2026-{RNG.randint(1, 11):02}-{RNG.randint(1, 28):02} {RNG.randint(0, 23):02}:{RNG.randint(0, 59):02}:{RNG.randint(0, 59):02}"


def code(prefix: str) -> Make:
    return lambda n: f"{prefix}{n:05}"


def amount(_: int) -> str:
    return str(RNG.randint(1, 900) * 100)


def latitude(_: int) -> str:
    return f"{RNG.uniform(33, 43):.6f}"


def longitude(_: int) -> str:
    return f"{RNG.uniform(130, 144):.6f}"


def address_v4(_: int) -> str:
    return f"203.0.113.{RNG.randint(1, 254)}"


def agent(_: int) -> str:
    return (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{RNG.randint(110, 131)}.0.0.0 Safari/537.36"
    )


Column = tuple[str, Make] | tuple[str, Make, str]
"""Name, maker, and what has to be found there ("" or absent: nothing of a person)."""


def judge_table(
    name: str, columns: Sequence[Column], kind: CollectionKind = "table", rows: int = ROWS
) -> tuple[list[Finding], list[Dismissed]]:
    """Findings and dismissals of a table made of columns; a name with ``::`` is column and path."""
    RNG.seed(name)  # the same values whichever tests ran before
    fields = []
    for column in columns:
        label, _, path = column[0].partition("::")
        type_: FieldType = "text"
        field = Field(label, type_, path=path)
        values = pa.array([column[1](n) for n in range(rows)], pa.string())
        fields.append((field, inspect_column(values, view_field(field, kind))))
    return judge_collection("s", Collection(name, kind), fields)


def differences(name: str, columns: Sequence[Column], kind: CollectionKind = "table", rows: int = ROWS) -> list[str]:
    """Where the judgement of a table is not what its columns say."""
    findings, dismissed = judge_table(name, columns, kind, rows)
    wrong = []
    for column in columns:
        label, _, path = column[0].partition("::")
        wanted = column[2] if len(column) == 3 else ""
        found = {
            one.category: one
            for one in findings
            if (one.location.field, one.location.path or "") == (label, path) and one.subject != "organisation"
        }
        if wanted and not any(one == wanted for one in found):
            away = [(one.category, one.reason) for one in dismissed if one.location.field == label]
            wrong.append(
                f"{column[0]}: wanted {wanted}, found {[(k, v.confidence) for k, v in found.items()]}, dismissed {away}"
            )
        if not wanted and found:
            factors = [
                (k, v.verdict, v.confidence, [(f.name, f.weight) for f in v.evidence.factors]) for k, v in found.items()
            ]
            wrong.append(f"{column[0]}: wanted nothing, found {factors}")
    return wrong

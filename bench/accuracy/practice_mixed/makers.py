"""Makers of values: what the expressions of the table specs mean."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from bench.accuracy.practice_mixed import checks
from bench.accuracy.practice_mixed.people import LISTS, Person, Place, draw_person, draw_place

Maker = Callable[["Row", str], str]
"""A row and the rest of the expression in, a value out."""

HALF = str.maketrans(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン",
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ",
)


@dataclass(slots=True)
class Row:
    """What the values of one row share. ``who`` is the person whom an expression means (0 is the first)."""

    rng: Random
    language: str
    number: int
    who: int = 0
    persons: dict[int, Person] = field(default_factory=dict)
    site: Place | None = None

    def person(self) -> Person:
        """The person that the present expression means."""
        if self.who not in self.persons:
            self.persons[self.who] = draw_person(self.rng, self.language)
        return self.persons[self.who]

    def place(self) -> Place:
        """The place of the row that is no person's."""
        if self.site is None:
            self.site = draw_place(self.rng, self.language)
        return self.site


def make_name(row: Row, form: str) -> str:
    """The full name; forms: plain, no space, ``Last, First``, capitals."""
    one = row.person()
    if row.language == "en":
        return f"{one.sei}, {one.mei}" if form == "last" else one.romaji.upper() if form == "caps" else one.romaji
    return one.sei + {"": " ", "wide": "　", "tight": ""}.get(form, row.rng.choice((" ", "　", ""))) + one.mei


def make_kana(row: Row, form: str) -> str:
    """The reading; forms: katakana, ``hira``, ``half``."""
    one = row.person()
    text = f"{one.sei_kana} {one.mei_kana}"
    if form == "hira":
        return "".join(chr(ord(c) - 96) if "ァ" <= c <= "ヶ" else c for c in text)
    return (
        unicodedata.normalize("NFD", text)
        .translate(HALF)
        .replace("\u3099", "ﾞ")
        .replace("\u309a", "ﾟ")
        .translate(str.maketrans("ャュョッ", "ｬｭｮｯ"))
        if form == "half"
        else text
    )


def make_phone(row: Row, form: str) -> str:
    """A telephone number; forms: ``mobile``, ``plain`` (digits only), ``free`` (toll-free), ``line`` (fixed)."""
    rng, tail = row.rng, checks.make_digits
    if row.language == "en":
        body = (
            f"({rng.randint(201, 989)}) {rng.randint(200, 989)}-{tail(rng, 4)}",
            f"+44 7{tail(rng, 3)} {tail(rng, 6)}",
            f"{rng.randint(201, 989)}-{rng.randint(200, 989)}-{tail(rng, 4)}",
        )
        return (
            body[0] if form == "line" else f"800-555-0{rng.randint(100, 199)}" if form == "free" else rng.choice(body)
        )
    if form == "free":
        return f"0120-{tail(rng, 3)}-{tail(rng, 3)}"
    area = rng.choice(("03-{}{}{}{}", "045-{}{}{}", "011-{}{}{}", "0263-{}{}", "06-{}{}{}{}", "092-{}{}{}"))
    fixed = area.format(rng.randint(2, 8), *tail(rng, 4)) + "-" + tail(rng, 4)
    mobile = f"0{rng.choice('789')}0-{rng.randint(1, 9)}{tail(rng, 3)}-{tail(rng, 4)}"
    text = fixed if form == "line" or (form == "" and rng.random() < 0.3) else mobile
    if form == "plain":
        return text.replace("-", "")
    return (
        unicodedata.normalize("NFKC", text)
        if rng.random() < 0.95
        else text.translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    )


def make_date(row: Row, form: str, day: date | None = None) -> str:
    """``FROM TO [FORMAT]`` in years; the format is strftime's, or ``wareki`` or ``w`` (R6.4.1)."""
    first, last, *rest = form.split(" ", 2)
    day = day or date(int(first), 1, 1) + timedelta(days=row.rng.randint(0, 365 * (int(last) - int(first) + 1) - 1))
    style = rest[0] if rest else "%Y/%m/%d" if row.language == "ja" else "%Y-%m-%d"
    if style in ("wareki", "w"):
        for start, long, short in (
            (date(2019, 5, 1), "令和", "R"),
            (date(1989, 1, 8), "平成", "H"),
            (date(1926, 12, 25), "昭和", "S"),
        ):
            if day >= start:
                year = day.year - start.year + 1
                return (
                    f"{long}{year}年{day.month}月{day.day}日"
                    if style == "wareki"
                    else f"{short}{year}.{day.month}.{day.day}"
                )
    return day.strftime(style)


def make_time(row: Row, form: str) -> str:
    """A moment of 2023-2025 (or ``FROM TO FORMAT``); ``epoch`` and ``ms`` give numbers."""
    first, last, style = ("2023", "2025", form) if not form[:4].isdigit() else tuple(form.split(" ", 2))
    moment = datetime(int(first), 1, 1) + timedelta(
        seconds=row.rng.randint(0, 31_000_000 * (int(last) - int(first) + 1))
    )
    if style in ("epoch", "ms"):
        return str(int((moment - datetime(1970, 1, 1)).total_seconds()) * (1000 if style == "ms" else 1))
    return moment.strftime(style or "%Y-%m-%d %H:%M:%S")


def make_template(row: Row, form: str) -> str:
    """``#`` a digit, ``@`` a capital, ``&`` a hexadecimal digit, ``~`` a letter or digit; else itself."""
    signs = {
        "#": "0123456789",
        "@": "ABCDEFGHJKLMNPRSTUVWXYZ",
        "&": "0123456789abcdef",
        "~": "abcdefghijkmnpqrstuvwxyzABCDEFGHJK23456789",
    }
    return "".join(row.rng.choice(signs[c]) if c in signs else c for c in form)


def make_plate(row: Row, form: str) -> str:
    """A registration plate."""
    rng = row.rng
    if row.language == "en":
        return make_template(row, rng.choice(("@@## @@@", "@@@-####", "#@@@###")))
    office = rng.choice(("品川", "横浜", "なにわ", "札幌", "尾張小牧", "つくば", "福岡", "松本", "沖縄"))
    kana = rng.choice("あいうかきさすたちなにはまみら")
    return f"{office} {rng.choice((300, 330, 500, 580, 301))} {kana} {rng.randint(10, 99)}-{rng.randint(10, 99)}"


def make_address(row: Row, form: str) -> str:
    """An address; ``site`` for the row's place that is no person's, ``block`` without the municipality."""
    rng, where = row.rng, row.place() if "site" in form else row.person().place
    block = where.spell_block(rng, row.language, is_home="site" not in form)
    if "block" in form:
        return block
    if row.language == "en":
        return (
            f"{block}, {where.city} {where.zip}"
            if "short" in form
            else f"{block}, {where.city}, {where.pref} {where.zip}"
        )
    return where.pref * (rng.random() < 0.8) + where.city + block


def make_ip(row: Row, form: str) -> str:
    """An address of the internet; ``inner`` of an internal network, ``six`` of IPv6."""
    rng = row.rng
    if form == "inner":
        return f"10.{rng.randint(0, 40)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
    if form == "six":
        return "2400:" + ":".join(f"{rng.randint(1, 65535):x}" for _ in range(7))
    first = rng.choice((126, 153, 118, 60, 82, 73, 98))
    return f"{first}.{rng.randint(1, 254)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"


def make_number(row: Row, form: str) -> str:
    """``LOW HIGH [DECIMALS]``."""
    low, high, *rest = form.split(" ")
    if not rest:
        return str(row.rng.randint(int(low), int(high)))
    return f"{row.rng.uniform(float(low), float(high)):.{int(rest[0])}f}"


def pick_birth(row: Row, form: str) -> str:
    """The birth date of the person; ``child`` for one of 4 to 15 years."""
    day = row.person().birth
    if form.startswith("child"):
        form, day = form[5:].strip(), day.replace(year=2009 + day.year % 11, day=min(day.day, 28))
    return make_date(row, f"1900 1901 {form}".strip(), day)


def spell_gender(row: Row, form: str) -> str:
    """The gender in the words of ``MALE,FEMALE``."""
    male, female = (form or ("男,女" if row.language == "ja" else "M,F")).split(",")
    return male if row.person().is_male else female


MAKERS: dict[str, Maker] = {
    "name": make_name, "kana": make_kana, "phone": make_phone, "date": make_date, "time": make_time, "t": make_template,
    "plate": make_plate, "addr": make_address, "ip": make_ip, "int": make_number, "birth": pick_birth,
    "gender": spell_gender,
    "sei": lambda row, form: row.person().sei, "mei": lambda row, form: row.person().mei,
    "romaji": lambda row, form: row.person().romaji.upper() if form == "caps" else row.person().romaji,
    "age": lambda row, form: str(2025 - row.person().birth.year),
    "email": lambda row, form: row.person().email,
    "zip": lambda row, form: (row.place() if form == "site" else row.person().place).zip,
    "pref": lambda row, form: (row.place() if form == "site" else row.person().place).pref,
    "city": lambda row, form: (row.place() if form == "site" else row.person().place).city,
    "lat": lambda row, form: f"{(row.place() if form == 'site' else row.person().place).lat:.6f}",
    "lon": lambda row, form: f"{(row.place() if form == 'site' else row.person().place).lon:.6f}",
    "seq": lambda row, form: form.format(row.number), "pick": lambda row, form: row.rng.choice(form.split(",")),
    "text": lambda row, form: row.rng.choice(form.split("/")), "const": lambda row, form: form,
    "mynumber": lambda row, form: checks.make_my_number(row.rng),
    "licence": lambda row, form: checks.make_licence(row.rng),
    "corp": lambda row, form: form + checks.make_corporate_number(row.rng),
    "gtin": lambda row, form: checks.make_gtin(row.rng, form or "4901"),
    "insurer": lambda row, form: checks.make_insurer_number(row.rng),
    "card": lambda row, form: checks.make_card(row.rng), "iban": lambda row, form: checks.make_iban(row.rng),
    "luhn": lambda row, form: checks.close_luhn(make_template(row, form)),
    "uuid": lambda row, form: str(uuid.UUID(int=row.rng.getrandbits(128), version=4)),
    "mac": lambda row, form: ":".join(f"{row.rng.randint(0, 255):02x}" for _ in range(6)),
}  # fmt: skip


def compile_expression(expression: str, blank: int = 0) -> Maker:
    """The maker of an expression such as ``kana@1 half ?10`` (of the second person, half-width, one in ten blank).

    ``blank`` is the share of empty values in percent where the expression gives none.
    """
    head, _, share = expression.partition(" ?")
    word, _, form = head.partition(" ")
    word, _, who = word.partition("@")
    words = LISTS.get(word, [])
    maker = MAKERS[word] if word in MAKERS else lambda row, form: row.rng.choice(words)
    if word not in MAKERS and word not in LISTS:
        raise ValueError(f"no maker {word}")

    def make(row: Row, _: str) -> str:
        row.who = int(who or 0)
        value = maker(row, form)
        fate = row.rng.random() * 100
        if fate < int(share or blank):
            return row.rng.choice(("", "", "", "-", "不明" if row.language == "ja" else "N/A")) if share else ""
        return f"{value} " if fate > 99.5 else value

    return make

"""What the columns of the English practice sets are filled with: one small language of kinds.

``p.last`` asks the person of the row (``q`` a second one, ``c`` the company), ``d.0`` the first part of the table's
data line, ``int:1;9`` draws by itself, and ``= text {p.last}`` fills a template. ``p.code:MB-####`` is the same for the
same person in every row.
"""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bench.accuracy.practice_en.asking import (
    Company,
    Value,
    ask_company,
    ask_person,
    fill_code,
    make_ip,
    split_top,
    write_date,
)
from bench.accuracy.practice_en.numbers import make_ean, make_isbn, make_npi
from bench.accuracy.practice_en.world import Person, make_place


@dataclass(frozen=True, slots=True)
class Row:
    """What the columns of one row share."""

    rng: random.Random
    index: int
    people: tuple[Person, Person]
    company: Company
    data: Sequence[str]
    at: datetime


def draw(kind: str, row: Row) -> Value:
    """A value of a kind in a row; ValueError names a kind that does not exist."""
    if kind.startswith("="):
        return fill(kind[1:].strip(), row)
    name, _, rest = kind.partition(":")
    owner, _, part = name.partition(".")
    if owner in ("p", "q") and part:
        return ask_person(row.people[owner == "q"], part, rest)
    if owner == "c" and part:
        return ask_company(row.company, part, rest)
    if owner == "d" and part:
        return fill(row.data[int(part)], row)
    if name not in KINDS:
        raise ValueError(f"no such kind: {kind}")
    return KINDS[name](row, rest)


def fill(template: str, row: Row) -> str:
    """The template with every ``{kind}`` drawn."""
    return re.sub(r"\{([a-z][^{}]*)\}", lambda match: str(draw(match[1], row)), template)


def draw_date(row: Row, rest: str) -> str:
    """``date:2019;2024;%Y/%m/%d``"""
    first, last, *form = split_top(rest)
    start = date(int(first), 1, 1)
    days = (date(int(last), 12, 31) - start).days
    return write_date(start + timedelta(days=row.rng.randint(0, days)), form[0] if form else "%Y-%m-%d")


def draw_time(row: Row, rest: str) -> Value:
    """``ts`` (ISO), ``ts:%H:%M``, ``ts:epoch``, ``ts:ms``, ``ts:us``: the row's moment, which grows from row to row."""
    whole = row.at.replace(tzinfo=UTC).timestamp()
    scale = {"epoch": 1, "ms": 1000, "us": 1_000_000}.get(rest)
    if scale:
        return int(whole * scale)
    return row.at.strftime(rest or "%Y-%m-%dT%H:%M:%SZ")


def draw_maybe(row: Row, rest: str) -> Value:
    """``opt:0.3;kind``: empty in three of ten rows."""
    share, _, kind = rest.partition(";")
    return "" if row.rng.random() < float(share) else draw(kind, row)


def draw_pick(row: Row, rest: str) -> Value:
    """``pick:a;b``: one of the texts, which may hold templates."""
    text = fill(row.rng.choice(split_top(rest)), row)
    return int(text) if text.isdecimal() and (text == "0" or text[0] != "0") else text


def draw_number(row: Row, rest: str) -> Value:
    """``num:low;high;digits``"""
    low, high, digits = rest.split(";")
    return round(row.rng.uniform(float(low), float(high)), int(digits))


KINDS: dict[str, Callable[[Row, str], Value]] = {
    "pick": draw_pick,
    "opt": draw_maybe,
    "date": draw_date,
    "ts": draw_time,
    "num": draw_number,
    "int": lambda row, rest: row.rng.randint(*map(int, rest.split(";"))),
    "seq": lambda row, rest: int(rest or 1) + row.index,
    "code": lambda row, rest: fill_code(rest, row.rng),
    "hex": lambda row, rest: f"{row.rng.getrandbits(4 * int(rest)):0{rest}x}",
    "uuid": lambda row, _: str(uuid.UUID(int=row.rng.getrandbits(128), version=4)),
    "bool": lambda row, _: row.rng.random() < 0.5,
    "ip": lambda row, _: make_ip(row.rng),
    "lan": lambda row, _: f"10.{row.rng.randint(0, 40)}.{row.rng.randint(0, 255)}.{row.rng.randint(1, 254)}",
    "ip6": lambda row, _: f"2400:{row.rng.getrandbits(16):x}:{row.rng.getrandbits(16):x}::{row.rng.getrandbits(16):x}",
    "mac": lambda row, rest: (rest or ":").join(f"{row.rng.getrandbits(8):02x}" for _ in range(6)),
    "ean": lambda row, rest: make_ean(row.rng, rest or "49"),
    "isbn": lambda row, _: make_isbn(row.rng),
    "npi": lambda row, _: make_npi(row.rng),
    "place": lambda row, rest: getattr(make_place(row.rng, "ja"), rest),
    "const": lambda _, rest: rest,
    "nil": lambda _, rest: rest or "",
}

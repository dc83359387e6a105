"""The files that the benchmark scans: an access log, a table of customers, a database of many small tables.

    python -m bench.data FOLDER --size full

The same size gives the same bytes each time. Everybody in them is invented.
"""

from __future__ import annotations

import argparse
import sqlite3
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time, timedelta
from email.utils import format_datetime
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from bench.sizes import CUSTOMERS, LOG, SHOP, SIZES, Size
from scanner.demo_numbers import make_card
from scanner.demo_people import Company, Person, make_company, make_person, vocabulary
from scanner.demo_texts import fill_template

VOCABULARY = Path(__file__).with_name("vocabulary.toml")

_SEED = "daicho-bench 1"
_FIRST_DAY = date(2026, 11, 1)
_FLUSH_LINES = 5000
_VISITORS = 40_000
_WHEN = 60  # seconds that pass while a hundred lines are written, on average

_CUSTOMERS = (
    "CREATE TABLE customers (id INTEGER PRIMARY KEY, 氏名 TEXT, カナ TEXT, email TEXT, phone TEXT, postal TEXT, "
    "address TEXT, birth_date DATE, ip TEXT, card TEXT, memo TEXT)"
)


def write_files(folder: Path, size: Size) -> None:
    """All files of one size."""
    folder.mkdir(parents=True, exist_ok=True)
    write_log(folder / LOG, size.log_bytes)
    write_customers(folder / CUSTOMERS, size.rows)
    write_shop(folder / SHOP, size.tables, size.shop_rows)


# --- the access log ---------------------------------------------------------------------------------------


class _Draw:
    """Draws one of some values by weight; rows are ``[weight, value]``."""

    def __init__(self, rng: Random, rows: Sequence[Sequence[Any]]) -> None:
        self._rng = rng
        self._values = [value for _, value in rows]
        self._weights = list(accumulate(weight for weight, _ in rows))

    def __call__(self) -> Any:
        """The next one."""
        return self._rng.choices(self._values, cum_weights=self._weights)[0]


def write_log(path: Path, size: int) -> None:
    """An access log in combined form of about ``size`` bytes (the last line is whole)."""
    rng, written = Random(f"{_SEED} log"), 0
    lines = _lines(rng, min(_VISITORS, max(20, size // 2000)))
    with path.open("wb") as file:
        while written < size:
            block = "".join(islice(lines, _FLUSH_LINES)).encode()
            cut = block.find(b"\n", size - written) + 1 if len(block) > size - written else len(block)
            written += file.write(block[: cut or len(block)])


def _lines(rng: Random, count: int) -> Iterator[str]:
    words = _vocabulary()["log"]
    path, referrer, status, method = (_Draw(rng, words[name]) for name in ("paths", "referrers", "statuses", "methods"))
    visitors = _visitors(rng, words, count)
    fill = _Filling(rng, words)
    seconds, random = 0.0, rng.random
    while True:
        seconds += random() * 2 * _WHEN / 100
        # Few come often and many come once.
        start, end = visitors[int(count * random() ** 3)]
        code = status()
        sent = 0 if code == 304 else 180 + int(60_000 * random() ** 3)
        request = f'"{method()} {fill(path())} HTTP/1.1" {code} {sent}'
        yield f'{start}{_write_time(seconds)} +0900] {request} "{fill(referrer())}" "{end}"\n'


def _write_time(seconds: float) -> str:
    day, rest = divmod(int(seconds), 86_400)
    return f"{_write_day(day)}:{rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}"


@cache
def _write_day(number: int) -> str:
    day = _FIRST_DAY + timedelta(days=number)
    # As mail writes it, which is English in every locale.
    _, number_of_day, month, year, *_ = format_datetime(datetime.combine(day, time())).split()
    return f"{number_of_day}/{month}/{year}"


def _visitors(rng: Random, words: dict[str, Any], count: int) -> list[tuple[str, str]]:
    """Beginnings of lines up to the time, and their user agents."""
    agent = _Draw(rng, words["agents"])
    visitors = []
    for _ in range(count):
        user = f"A{rng.randrange(100_000, 1_000_000)}" if rng.random() < 0.04 else "-"
        visitors.append((f"{make_client(rng)} - {user} [", agent().format_map(_Parts(rng, words["parts"]))))
    return visitors


def make_client(rng: Random) -> str:
    """A network address of the blocks for benchmarks (RFC 2544) and documentation (RFC 3849)."""
    if rng.random() < 0.1:
        return "2001:db8:" + ":".join(f"{rng.randrange(1, 0x10000):x}" for _ in range(6))
    return f"198.{rng.randrange(18, 20)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"


class _Parts(dict[str, str]):
    """The changing parts of one user agent."""

    def __init__(self, rng: Random, parts: dict[str, list[Any]]) -> None:
        super().__init__()
        self._rng, self._parts = rng, parts

    def __missing__(self, name: str) -> str:
        listed = self._parts[name]
        choices = range(listed[0], listed[1] + 1) if isinstance(listed[0], int) else listed
        # The newest versions come most often. A user agent that names one twice names the same.
        self[name] = str(choices[-1 - int(len(choices) * self._rng.random() ** 3)])
        return self[name]


class _Filling(dict[str, str]):
    """Fills the braces of a path or a referrer, with new values for each line."""

    def __init__(self, rng: Random, words: dict[str, Any]) -> None:
        super().__init__()
        self._rng, self._categories = rng, words["categories"]
        self._searches = [quote(word, safe="") for word in words["words"]]
        self._emails = [make_person(rng).email for _ in range(500)]

    def __call__(self, template: str) -> str:
        """The text with its braces filled."""
        return template.format_map(self) if "{" in template else template

    def __missing__(self, name: str) -> str:
        rng = self._rng
        match name:
            case "n":
                return str(rng.randrange(1000, 10_000))
            case "p":
                return str(rng.randrange(1, 30))
            case "q":
                return rng.choice(self._searches)
            case "c":
                return str(rng.choice(self._categories))
            case "hash":
                return f"{rng.randrange(1 << 32):08x}"
            case "token":
                return f"{rng.getrandbits(128):032x}"
            case "email":
                return rng.choice(self._emails)
            case _:
                return rng.choice(self._emails).replace("@", "%40")


@cache
def _vocabulary() -> dict[str, Any]:
    return tomllib.loads(VOCABULARY.read_text(encoding="utf-8"))


# --- databases --------------------------------------------------------------------------------------------


def write_customers(path: Path, rows: int) -> None:
    """A database with one table of eleven columns, nearly all of whose values are distinct."""
    rng, company = Random(f"{_SEED} customers"), make_company()
    listed = (_customer(rng, company, number) for number in range(1, rows + 1))
    _write_tables(path, [("customers", _CUSTOMERS, listed)])


def _customer(rng: Random, company: Company, number: int) -> tuple[Any, ...]:
    person = make_person(rng)
    return (
        number, person.name, person.kana, person.email, person.phone, person.address.postal, person.address.line,
        person.born.isoformat(), make_client(rng), make_card(rng) if rng.random() < 0.01 else None,
        _memo(rng, company, person),
    )  # fmt: skip


def _memo(rng: Random, company: Company, person: Person) -> str:
    """One to three sentences; about one memo in five holds something personal."""
    words = vocabulary("inquiries")
    templates = [rng.choice(words["plain"]) for _ in range(rng.randrange(1, 4))]
    if rng.random() < 0.2:
        templates[-1] = rng.choice(words["personal"])
    return f"[{rng.randrange(10**6):06}] " + "".join(
        fill_template(template, company, person, rng) for template in templates
    )


def write_shop(path: Path, tables: int, rows: int) -> None:
    """A database of ``tables`` small tables of three kinds in turn, with ``rows`` rows in all."""
    rng, company = Random(f"{_SEED} shop"), make_company()
    _write_tables(path, [_small_table(rng, company, number, rows // tables) for number in range(tables)])


def _small_table(rng: Random, company: Company, number: int, rows: int) -> tuple[str, str, Iterable[Sequence[Any]]]:
    kind = ("members", "orders", "products")[number % 3]
    name = f"{kind}_{number:02}"
    people = (make_person(rng) for _ in range(rows))
    listed: list[tuple[Any, ...]]
    match kind:
        case "members":
            columns = "氏名 TEXT, メールアドレス TEXT, 電話番号 TEXT, 生年月日 DATE"
            listed = [(person.name, person.email, person.phone, person.born.isoformat()) for person in people]
        case "orders":
            columns = "届け先 TEXT, 郵便番号 TEXT, 合計 INTEGER, 備考 TEXT"
            listed = [(p.address.line, p.address.postal, rng.randrange(9999), _memo(rng, company, p)) for p in people]
        case _:
            columns = "商品名 TEXT, 単価 INTEGER, 在庫 INTEGER, 登録日 DATE"
            goods = vocabulary("goods")["names"]
            listed = [(rng.choice(goods), rng.randrange(9999), rng.randrange(500), p.born.isoformat()) for p in people]
    return (
        name,
        f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, {columns})",
        [(at, *row) for at, row in enumerate(listed)],
    )


def _write_tables(path: Path, tables: Iterable[tuple[str, str, Iterable[Sequence[Any]]]]) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        # Nothing of worth is lost if this write is cut off; the default would wait for the disk.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        for name, schema, rows in tables:
            connection.execute(schema)
            marks = ", ".join("?" * (schema.count(",") + 1))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        connection.commit()


def main() -> None:
    """Write the files of one size into a folder."""
    parser = argparse.ArgumentParser(description="Write the files that the benchmark scans.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES, default="small")
    options = parser.parse_args()
    write_files(options.folder, SIZES[options.size])


if __name__ == "__main__":
    main()

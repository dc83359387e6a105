"""The invented company's database: customers, orders, inquiries, staff, suppliers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from scanner.demo_files import OWN
from scanner.demo_numbers import draw_digits, make_item_code, make_password_hash
from scanner.demo_people import TODAY, Company, start_random, vocabulary
from scanner.demo_texts import fill_template

Rows = Iterable[Sequence[Any]]

_SCHEMA = """
CREATE TABLE customers (
  会員番号 TEXT PRIMARY KEY, 氏名 TEXT NOT NULL, フリガナ TEXT, 生年月日 DATE, 性別 TEXT, 郵便番号 TEXT, 住所 TEXT,
  電話番号 TEXT, メールアドレス TEXT UNIQUE, password_hash TEXT, 職業 TEXT, 趣味 TEXT, 登録日時 DATETIME);
CREATE TABLE products (
  product_id INTEGER PRIMARY KEY, JANコード TEXT, 商品名 TEXT, カテゴリ TEXT, 価格 INTEGER,
  在庫数 INTEGER, 商品説明 TEXT);
CREATE TABLE orders (
  order_id INTEGER PRIMARY KEY, 受注番号 TEXT, 会員番号 TEXT REFERENCES customers, 注文日時 DATETIME, 届け先氏名 TEXT,
  届け先郵便番号 TEXT, 届け先住所 TEXT, 合計金額 INTEGER, 支払方法 TEXT, 送り状番号 TEXT, 状態 TEXT);
CREATE TABLE order_items (
  order_id INTEGER REFERENCES orders, product_id INTEGER REFERENCES products, quantity INTEGER, unit_price INTEGER);
CREATE TABLE inquiries (
  inquiry_id INTEGER PRIMARY KEY, 受付日時 DATETIME, 会員番号 TEXT, 件名 TEXT, お問い合わせ内容 TEXT, 対応状況 TEXT);
CREATE TABLE employees (
  employee_no TEXT PRIMARY KEY, full_name TEXT, name_kana TEXT, birth_date DATE, gender TEXT, email TEXT, mobile TEXT,
  postal_code TEXT, address TEXT, department TEXT, job_title TEXT, hire_date DATE, monthly_salary INTEGER,
  my_number TEXT, bank_code TEXT, branch_code TEXT, account_number TEXT, account_holder TEXT);
CREATE TABLE suppliers (
  supplier_id INTEGER PRIMARY KEY, 会社名 TEXT, 法人番号 TEXT, 郵便番号 TEXT, 所在地 TEXT, 代表電話 TEXT,
  取引開始日 DATE);
CREATE TABLE newsletter (
  id INTEGER PRIMARY KEY, email TEXT, name TEXT, phone TEXT, subscribed_at DATETIME, bounced BOOLEAN);
CREATE TABLE campaign_entries (
  entry_id INTEGER PRIMARY KEY, 氏名 TEXT, メールアドレス TEXT, 生年月日 DATE, 希望賞品 TEXT);
CREATE TABLE store_logins (
  login_id TEXT PRIMARY KEY, 担当者氏名 TEXT, password TEXT);
CREATE TABLE affiliates (
  affiliate_id INTEGER PRIMARY KEY, 氏名 TEXT, 電話番号 TEXT, password TEXT);
"""
_STAGING_SCHEMA = """
CREATE TABLE members (
  id INTEGER PRIMARY KEY, 氏名 TEXT, 住所 TEXT, 電話番号 TEXT, メールアドレス TEXT);
"""


def write_shop(path: Path, company: Company) -> int:
    """Write the database anew, the same bytes each time; how many tables it has."""
    tables = {
        "customers": _customers(company),
        "products": _products(),
        "orders": _orders(company),
        "order_items": _order_items(),
        "inquiries": _inquiries(company),
        "employees": _employees(company),
        "suppliers": _suppliers(company),
        "newsletter": _newsletter(company),
        "store_logins": _store_logins(company),
        "affiliates": _affiliates(company),
    }
    return _write_tables(path, _SCHEMA, tables)


def write_staging(path: Path, company: Company) -> int:
    """Write the database of the test system, into which somebody copied customers; how many tables it has."""
    members = (
        (place + 1, person.name, person.address.line, person.phone, person.email)
        for place, person in enumerate(company.customers[60:260])
    )
    return _write_tables(path, _STAGING_SCHEMA, {"members": members})


def _write_tables(path: Path, schema: str, tables: Mapping[str, Rows]) -> int:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        # Nothing of worth is lost if this write is cut off; the default would wait for the disk.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + schema)
        for table, rows in tables.items():
            listed = [tuple(row) for row in rows]
            marks = ", ".join("?" * len(listed[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", listed)
        connection.commit()
        (count,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()
    path.chmod(OWN)
    return int(count)


def write_moment(rng: Random, days: int) -> str:
    """A moment of the last so many days, as databases write it."""
    day = TODAY - timedelta(days=1 + int(days * rng.random() ** 2))
    moment = datetime.combine(day, time()) + timedelta(seconds=rng.randrange(7 * 3600, 86400))
    return moment.isoformat(" ")


def member_number(place: int) -> str:
    """The member number of the customer at that place."""
    return f"K{100200 + 7 * place}"


def _customers(company: Company) -> Rows:
    rng, words = start_random("customers"), vocabulary("people")
    for place, person in enumerate(company.customers):
        yield (
            member_number(place),
            person.name,
            person.kana,
            person.born.isoformat(),
            words["genders"][person.gender][0] if rng.random() < 0.94 else "回答しない",
            person.address.postal,
            person.address.line,
            person.phone,
            person.email,
            make_password_hash(rng),
            rng.choice(words["occupations"]),
            "、".join(rng.sample(words["hobbies"], rng.randrange(1, 4))) if rng.random() < 0.8 else None,
            write_moment(rng, 2400),
        )


def _products() -> Rows:
    rng, words = start_random("products"), vocabulary("goods")
    for place, name in enumerate(words["names"]):
        category = words["categories"][place // 5 % len(words["categories"])]
        price = rng.randrange(4, 120) * 110
        yield (
            1001 + place,
            make_item_code(rng),
            name,
            category,
            price,
            rng.randrange(0, 400),
            rng.choice(words["about"]),
        )


def _orders(company: Company) -> Rows:
    rng = start_random("orders")
    moments = sorted(write_moment(rng, 700) for _ in range(800))
    for place, moment in enumerate(moments):
        number = rng.randrange(len(company.customers))
        gift = rng.random() < 0.1
        receiver = rng.choice(company.customers) if gift else company.customers[number]
        yield (
            50001 + place,
            f"{moment[:10].replace('-', '')}-{place * 37 % 1_000_000:06}",
            member_number(number),
            moment,
            receiver.name,
            receiver.address.postal,
            receiver.address.line,
            rng.randrange(6, 300) * 110,
            rng.choice(("カード", "コンビニ払い", "代金引換", "銀行振込")),
            draw_digits(rng, 12),
            rng.choice(("発送済み", "発送済み", "発送済み", "返品", "準備中")),
        )


def _order_items() -> Rows:
    rng, count = start_random("order items"), len(vocabulary("goods")["names"])
    for place in range(800):
        for product in rng.sample(range(count), rng.choice((1, 1, 2, 3))):
            yield 50001 + place, 1001 + product, rng.choice((1, 1, 1, 2, 3)), rng.randrange(4, 120) * 110


def _inquiries(company: Company) -> Rows:
    rng, words = start_random("inquiries"), vocabulary("inquiries")
    for place in range(120):
        number = rng.randrange(len(company.customers))
        templates = words["personal"] if place % 3 == 0 else words["plain"]
        yield (
            place + 1,
            write_moment(rng, 300),
            member_number(number) if rng.random() < 0.8 else None,
            rng.choice(words["subjects"]),
            fill_template(rng.choice(templates), company, company.customers[number], rng),
            rng.choice(words["states"]),
        )


def _employees(company: Company) -> Rows:
    rng, words = start_random("employees"), vocabulary("company")
    for place, person in enumerate(company.staff):
        bank, branch = rng.choice(words["banks"]), rng.choice(words["branches"])
        position = rng.choice(words["positions"])
        hired = TODAY - timedelta(days=rng.randrange(200, max(400, (TODAY - person.born).days - 18 * 365)))
        yield (
            f"E{place * 3 + 1007}",
            person.name,
            person.kana,
            person.born.isoformat(),
            person.gender.upper(),
            person.email,
            person.phone,
            person.address.postal,
            person.address.line,
            rng.choice(words["departments"]),
            position,
            hired.isoformat(),
            rng.randrange(210, 520) * 1000 + (150_000 if position == "部長" else 0),
            company.my_numbers[place],
            bank[0],
            branch[0],
            company.accounts[place],
            person.kana,
        )


def _suppliers(company: Company) -> Rows:
    rng = start_random("suppliers")
    for place, one in enumerate(company.suppliers):
        since = TODAY - timedelta(days=rng.randrange(300, 6000))
        yield place + 1, one.name, one.number, one.address.postal, one.address.line, one.phone, since.isoformat()


def _newsletter(company: Company) -> Rows:
    rng = start_random("newsletter")
    readers = rng.sample(company.customers, 110)
    for place, person in enumerate(readers):
        yield place + 1, person.email, person.name, person.phone, write_moment(rng, 900), rng.random() < 0.1


def _store_logins(company: Company) -> Rows:
    """The tills of the shops, whose passwords stand there as they are typed."""
    rng = start_random("store logins")
    for place, store in enumerate(company.stores):
        person = company.staff[place % len(company.staff)]
        yield f"till-{store.number.lower()}", person.name, rng.choice(company.passwords)


def _affiliates(company: Company) -> Rows:
    """Partners who earn by links, from the days when passwords were hashed with MD5."""
    rng = start_random("affiliates")
    for place, person in enumerate(company.applicants[-40:]):
        yield place + 1, person.name, person.phone, f"{rng.getrandbits(128):032x}"

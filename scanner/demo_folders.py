"""Files of the invented company that lie outside its shop: with those who work for it, in personnel, on the web server
and on a shared drive."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from scanner.demo_files import EVERYBODY, join_rows, make_locked_archive, write_file
from scanner.demo_numbers import make_address
from scanner.demo_people import TODAY, Company, Person, start_random, vocabulary
from scanner.demo_texts import fill_template

Rows = Iterator[Sequence[Any]]

_CHECKED = date(2019, 5, 13)
"""The first day of the health checks that should have been deleted after five years."""
_CAMPAIGN = date(2025, 3, 1)


def write_folders(directory: Path, company: Company) -> int:
    """Write the files, the same bytes each time; how many hold a list."""
    lists = {
        "delivery/subscribers.csv": _subscribers(company),
        "campaign-2025/entries_2025.csv": _entries(company),
        "hr/health_checks_2019.csv": _health_checks(company),
        "office/Desktop/party_list.csv": _party(company),
        "office/temp/labels.csv": _labels(company.customers[40:90]),
        "office/backup/customers_2024.csv": _old_customers(company.customers[:60]),
    }
    for name, rows in lists.items():
        write_file(directory / name, join_rows(rows).encode("utf-8-sig"))
    write_file(directory / "office" / "applicants_2023.zip", make_locked_archive("applicants.csv", start_random("zip")))
    website = directory / "website"
    write_file(website / "analytics.jsonl", "".join(_events()).encode())
    contact = join_rows(_contacts(company)).encode("utf-8-sig")
    write_file(website / "public_html" / "contact_2026.csv", contact, EVERYBODY)
    return len(lists) + 1


def _subscribers(company: Company) -> Rows:
    """What the mail delivery service has: more than a mail needs."""
    rng = start_random("delivery")
    yield "メールアドレス", "氏名", "生年月日", "配信数"
    for person in (*company.customers, *company.subscribers):
        yield person.email, person.name, person.born.isoformat(), rng.randrange(3, 90)


def _entries(company: Company) -> Rows:
    rng, goods = start_random("entries"), vocabulary("goods")["names"]
    yield "応募日", "氏名", "郵便番号", "住所", "電話番号", "希望賞品"
    for person in company.applicants[:80]:
        day = _CAMPAIGN + timedelta(days=rng.randrange(30))
        yield day, person.name, person.address.postal, person.address.line, person.phone, rng.choice(goods[:12])


def _health_checks(company: Company) -> Rows:
    rng, words = start_random("health"), vocabulary("health")
    yield "社員番号", "氏名", "記録日", "健康診断結果", "所見"
    for place, person in enumerate(company.staff):
        day = _CHECKED + timedelta(days=rng.randrange(12))
        yield f"E{place * 3 + 1007}", person.name, day, rng.choice(words["results"]), rng.choice(words["remarks"])


def _party(company: Company) -> Rows:
    rng, departments = start_random("party"), vocabulary("company")["departments"]
    yield "氏名", "部署", "携帯電話", "出欠"
    for person in company.staff[:25]:
        yield person.name, rng.choice(departments), person.phone, rng.choice(("出席", "出席", "欠席"))


def _labels(people: Sequence[Person]) -> Rows:
    yield "郵便番号", "住所", "氏名"
    for person in people:
        yield person.address.postal, person.address.line, person.name


def _old_customers(people: Sequence[Person]) -> Rows:
    yield "氏名", "フリガナ", "生年月日", "電話番号", "メールアドレス"
    for person in people:
        yield person.name, person.kana, person.born.isoformat(), person.phone, person.email


def _contacts(company: Company) -> Rows:
    """What the form of the website wrote beside its own pages."""
    rng, words = start_random("contacts"), vocabulary("inquiries")
    yield "受付日時", "氏名", "メールアドレス", "電話番号", "お問い合わせ内容"
    for place, person in enumerate(company.applicants[90:130]):
        text = fill_template(words["plain"][place % len(words["plain"])], company, person, rng)
        moment = datetime.combine(TODAY - timedelta(days=40 - place), time(10, rng.randrange(60)))
        yield moment.isoformat(" "), person.name, person.email, person.phone, text


def _events() -> Iterator[str]:
    """What a measuring service records: browsers, and nobody's name."""
    rng, words = start_random("analytics"), vocabulary("web")
    browsers = [
        (
            f"GA1.2.{rng.randrange(10**8, 10**9)}.{rng.randrange(1_690_000_000, 1_795_000_000)}",
            make_address(rng),
            rng.choice(words["agents"]),
        )
        for _ in range(90)
    ]
    moment = datetime.combine(TODAY - timedelta(days=1), time(8))
    for _ in range(400):
        moment += timedelta(seconds=rng.randrange(1, 120))
        cookie, address, agent = rng.choice(browsers)
        page = rng.choice(words["paths"]).format(number=rng.randrange(1001, 1040))
        event = {"timestamp": moment.isoformat(), "cookie": f"_ga={cookie}", "client_ip": address, "user_agent": agent}
        yield json.dumps({**event, "page": page}, ensure_ascii=False) + "\n"

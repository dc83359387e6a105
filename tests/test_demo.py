"""The demo: the same company each time, every kind of policy verdict, and nobody's data in what it writes."""

from __future__ import annotations

import csv
import ipaddress
import json
import os
import re
import socket
import sqlite3
import stat
import string
import tomllib
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import phonenumbers
import pytest
from stdnum import ean, luhn
from stdnum.jp import cn, in_

from detectors.lexicons import is_postal_code, municipalities, postal_prefectures
from reports.base import POLICY_VERDICTS
from scanner.command import load_policy
from scanner.config import read_config
from scanner.demo import MARKER, is_free, make_demo, run_demo, say, write_config
from scanner.demo_logs import CUT_OFF
from scanner.demo_people import Company, make_company, romanise, start_random, vocabulary
from scanner.demo_policy import write_policy
from scanner.demo_texts import fill_template
from scanner.run import check_purposes

SHOP, LOGS, EXPORTS, MAILBOX = "shop-db", "logs", "exports", "mailbox"
HR, DELIVERY, WEBSITE = "hr", "delivery", "website"
SOURCES = [SHOP, "staging-db", LOGS, WEBSITE, MAILBOX, DELIVERY, "campaign-2025", HR, EXPORTS, "office"]

# (source, collection, field) -> category -> verdict: what has to be found. `contains` stands for text in which
# some cells hold it.
TRUTH: dict[tuple[str, str, str], dict[str, str]] = {
    (SHOP, "customers", "会員番号"): {"personal.account.customer_no": "is"},
    (SHOP, "customers", "氏名"): {"personal.name": "is"},
    (SHOP, "customers", "フリガナ"): {"personal.name.kana": "is"},
    (SHOP, "customers", "生年月日"): {"personal.birth_date": "is"},
    (SHOP, "customers", "性別"): {"personal.gender": "is"},
    (SHOP, "customers", "郵便番号"): {"personal.contact.postal_code": "is"},
    (SHOP, "customers", "住所"): {"personal.contact.address": "is"},
    (SHOP, "customers", "電話番号"): {"personal.contact.phone": "is"},
    (SHOP, "customers", "メールアドレス"): {"personal.contact.email": "is"},
    (SHOP, "customers", "password_hash"): {"personal.account.password": "is"},
    (SHOP, "customers", "職業"): {"personal.occupation": "is"},
    (SHOP, "customers", "趣味"): {"personal.hobby": "is"},
    (SHOP, "orders", "会員番号"): {"personal.account.customer_no": "is"},
    (SHOP, "orders", "届け先氏名"): {"personal.name": "is"},
    (SHOP, "orders", "届け先郵便番号"): {"personal.contact.postal_code": "is"},
    (SHOP, "orders", "届け先住所"): {"personal.contact.address": "is"},
    (SHOP, "inquiries", "お問い合わせ内容"): {
        "usage.content.inquiry": "is",
        "personal.name": "contains",
        "personal.contact.email": "contains",
        "personal.contact.phone": "contains",
        "personal.contact.address": "contains",
        "personal.birth_date": "contains",
        "personal.financial.card": "contains",
    },
    (SHOP, "employees", "full_name"): {"personal.name": "is"},
    (SHOP, "employees", "name_kana"): {"personal.name.kana": "is"},
    (SHOP, "employees", "birth_date"): {"personal.birth_date": "is"},
    (SHOP, "employees", "gender"): {"personal.gender": "is"},
    (SHOP, "employees", "email"): {"personal.contact.email": "is"},
    (SHOP, "employees", "mobile"): {"personal.contact.phone": "is"},
    (SHOP, "employees", "postal_code"): {"personal.contact.postal_code": "is"},
    (SHOP, "employees", "address"): {"personal.contact.address": "is"},
    (SHOP, "employees", "my_number"): {"personal.id.my_number": "is"},
    (SHOP, "employees", "department"): {"personal.employer": "is"},
    (SHOP, "employees", "account_number"): {"personal.financial.bank_account": "is"},
    (SHOP, "suppliers", "法人番号"): {"org.corporate_number": "is"},
    (SHOP, "newsletter", "email"): {"personal.contact.email": "is"},
    (SHOP, "newsletter", "name"): {"personal.name": "is"},
    (SHOP, "newsletter", "phone"): {"personal.contact.phone": "is"},
    (SHOP, "campaign_entries", "氏名"): {"personal.name": "named"},
    (SHOP, "campaign_entries", "メールアドレス"): {"personal.contact.email": "named"},
    (SHOP, "campaign_entries", "生年月日"): {"personal.birth_date": "named"},
    (SHOP, "store_logins", "担当者氏名"): {"personal.name": "is"},
    (SHOP, "store_logins", "password"): {"personal.account.password": "is"},
    (SHOP, "affiliates", "password"): {"personal.account.password": "is"},
    (HR, "health_checks_2019.csv", "氏名"): {"personal.name": "is"},
    (HR, "health_checks_2019.csv", "社員番号"): {"personal.id.employee_no": "is"},
    (HR, "health_checks_2019.csv", "健康診断結果"): {"special.health_check": "is"},
    (DELIVERY, "subscribers.csv", "メールアドレス"): {"personal.contact.email": "is"},
    (DELIVERY, "subscribers.csv", "生年月日"): {"personal.birth_date": "is"},
    (WEBSITE, "analytics.jsonl", "cookie"): {"usage.cookie": "is"},
    (WEBSITE, "analytics.jsonl", "client_ip"): {"usage.device.ip": "is"},
    (WEBSITE, "public_html/contact_2026.csv", "電話番号"): {"personal.contact.phone": "is"},
    ("staging-db", "members", "電話番号"): {"personal.contact.phone": "is"},
    ("campaign-2025", "entries_2025.csv", "住所"): {"personal.contact.address": "is"},
    ("office", "Desktop/party_list.csv", "携帯電話"): {"personal.contact.phone": "is"},
    ("office", "temp/labels.csv", "氏名"): {"personal.name": "is"},
    ("office", "backup/customers_2024.csv", "氏名"): {"personal.name": "is"},
    (EXPORTS, "campaign_2026.csv", "応募者/氏名"): {"personal.name": "is"},
    (EXPORTS, "campaign_2026.csv", "応募者/フリガナ"): {"personal.name.kana": "is"},
    (EXPORTS, "campaign_2026.csv", "応募者/性別"): {"personal.gender": "is"},
    (EXPORTS, "campaign_2026.csv", "応募者/年齢"): {"personal.age": "is"},
    (EXPORTS, "campaign_2026.csv", "連絡先/郵便番号"): {"personal.contact.postal_code": "is"},
    (EXPORTS, "campaign_2026.csv", "連絡先/住所"): {"personal.contact.address": "is"},
    (EXPORTS, "campaign_2026.csv", "連絡先/電話番号"): {"personal.contact.phone": "is"},
    (EXPORTS, "campaign_2026.csv", "連絡先/メールアドレス"): {"personal.contact.email": "is"},
    (LOGS, "access.log", ""): {"usage.access_log": "is"},
    (LOGS, "access.log", "client_ip"): {"usage.device.ip": "is"},
    (LOGS, "access.log", "user"): {"personal.account.login_id": "is"},
    (LOGS, "access.log", "user_agent"): {"usage.browser": "is"},
    (LOGS, "access.log", "cookie"): {"usage.cookie": "is", "usage.cookie.session": "contains"},
    (LOGS, "access.log", "request"): {"usage.behavior.view": "is", "personal.contact.email": "contains"},
    (LOGS, "access.log.1.gz", "client_ip"): {"usage.device.ip": "is"},
    (LOGS, "app.log", "client_ip"): {"usage.device.ip": "is"},
    (LOGS, "app.log", "message"): {
        "personal.id.my_number": "contains",
        "personal.account.password": "contains",
        "personal.contact.email": "contains",
        "personal.contact.phone": "contains",
    },
    (MAILBOX, "inbox.mbox", "from"): {"personal.contact.email": "is"},
    (MAILBOX, "inbox.mbox", "body"): {
        "usage.content.message": "is",
        "personal.name": "contains",
        "personal.contact.address": "contains",
        "personal.contact.postal_code": "contains",
        "personal.contact.phone": "contains",
        "personal.contact.email": "contains",
        "personal.financial.card": "contains",
    },
}

# Where nothing about a person may be found: goods, their numbers, companies, shops.
NOBODY = ((SHOP, "products"), (SHOP, "order_items"), (SHOP, "suppliers"), (EXPORTS, "tokuiten.tsv"))
# Numbers and words beside people that are none of theirs.
NOTHING = (
    (SHOP, "orders", "受注番号"), (SHOP, "orders", "送り状番号"), (SHOP, "orders", "合計金額"),
    (SHOP, "orders", "状態"), (SHOP, "inquiries", "対応状況"),
    (LOGS, "app.log", "request_id"), (LOGS, "app.log", "level"), (LOGS, "access.log", "status"),
    (LOGS, "access.log", "bytes"), (EXPORTS, "campaign_2026.csv", "応募内容/応募日"),
    (DELIVERY, "subscribers.csv", "配信数"), (HR, "health_checks_2019.csv", "記録日"), (SHOP, "newsletter", "bounced"),
    ("campaign-2025", "entries_2025.csv", "希望賞品"), ("office", "Desktop/party_list.csv", "出欠"),
)  # fmt: skip

# One place for each verdict of the policy.
VERDICTS = {
    "declared": (SHOP, "customers", "氏名", "personal.name"),
    "undeclared": (SHOP, "inquiries", "お問い合わせ内容", "personal.financial.card"),
    "no-purpose": (EXPORTS, "campaign_2026.csv", "応募者/氏名", "personal.name"),
    "mismatch": (SHOP, "newsletter", "phone", "personal.contact.phone"),
    "barred": (LOGS, "app.log", "message", "personal.id.my_number"),
}


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of the demo: where it is, its exit code, what it said, its JSON report."""

    place: Path
    code: int
    out: str
    err: str
    report: dict[str, Any]

    def findings(self, source: str, collection: str, field: str | None = None) -> list[dict[str, Any]]:
        """The findings in one collection or field."""
        places = [(one["location"], one) for one in self.report["findings"]]
        return [
            one
            for place, one in places
            if (place["source"], place["collection"]) == (source, collection) and field in (None, place["field"])
        ]


def refuse(*_: object) -> None:
    raise AssertionError("the demo asked for the network")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    place = tmp_path_factory.mktemp("demo") / "company"
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        code = run_demo(place, "en")
    return Ran(place, code, out.getvalue(), err.getvalue(), json.loads((place / "run.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def company() -> Company:
    return make_company()


def read_files(place: Path) -> dict[str, bytes]:
    made = {str(path.relative_to(place)): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}
    return {
        name: data
        for name, data in made.items()
        if name not in ("report.html", "run.json") and not name.startswith(".daicho/")
    }


# --- the run ----------------------------------------------------------------------------------------------


def test_run_does_what_it_should(ran: Ran) -> None:
    assert ran.code == 0
    assert ran.err == ""
    assert (ran.place / "report.html").stat().st_size > 10_000
    assert ran.report["run"]["status"] == "findings+incomplete"
    assert ran.report["run"]["exit_code"] == 1


@pytest.mark.parametrize(("place", "expected"), TRUTH.items(), ids=lambda one: "/".join(one))
def test_field_is_recognised(ran: Ran, place: tuple[str, str, str], expected: dict[str, str]) -> None:
    found = {one["category"]: one["verdict"] for one in ran.findings(*place)}
    assert {category: found.get(category) for category in expected} == expected


@pytest.mark.parametrize(("source", "collection"), NOBODY)
def test_goods_and_companies_are_nobody(ran: Ran, source: str, collection: str) -> None:
    assert [one for one in ran.findings(source, collection) if not one["category"].startswith("org.")] == []


@pytest.mark.parametrize(("source", "collection", "field"), NOTHING)
def test_field_is_nothing(ran: Ran, source: str, collection: str, field: str) -> None:
    assert ran.findings(source, collection, field) == []


def test_every_policy_verdict_occurs(ran: Ran) -> None:
    assert {one["policy"] for one in ran.report["findings"]} == set(POLICY_VERDICTS)


@pytest.mark.parametrize(("verdict", "place"), VERDICTS.items())
def test_policy_verdict(ran: Ran, verdict: str, place: tuple[str, str, str, str]) -> None:
    *field, category = place
    assert [one["policy"] for one in ran.findings(*field) if one["category"] == category] == [verdict]


def test_only_what_is_broken_or_locked_is_not_scanned(ran: Ran) -> None:
    gaps = [(one["collection"], one["status"]) for one in ran.report["coverage"] if one["status"] != "read"]
    assert gaps == [(CUT_OFF, "partial"), ("applicants_2023.zip", "skipped")]


def test_summary_tells_the_essentials(ran: Ran) -> None:
    assert str(ran.place / "report.html") in ran.out
    assert f"logs / {CUT_OFF}" in ran.out
    assert "Critical: Individual Number (My Number)" in ran.out
    assert "daicho scan" in ran.out


# --- nobody's data ----------------------------------------------------------------------------------------


def raw_values(company: Company) -> set[str]:
    """Everything personal that the files hold, as they hold it and without its marks."""
    values: set[str] = set()
    for person in company.people:
        values |= {person.name, person.kana, person.romaji, person.phone, person.email, person.address.line}
    for one in (*company.suppliers, *company.stores):
        values |= {one.name, one.phone, one.address.line}
    values |= {*company.cards, *company.my_numbers, *company.passwords, *company.accounts}
    return values | {re.sub(r"[ -]", "", value) for value in values}


def find_values(text: str, values: set[str]) -> list[str]:
    """The values that stand in the text, not as part of a longer word."""
    return [
        value
        for value in sorted(values)
        if value in text and re.search(rf"(?<![0-9A-Za-z]){re.escape(value)}(?![0-9A-Za-z])", text)
    ]


@pytest.mark.parametrize("name", ["report.html", "run.json", "stdout"])
def test_no_value_is_shown(ran: Ran, company: Company, name: str) -> None:
    text = ran.out if name == "stdout" else (ran.place / name).read_text("utf-8")
    assert find_values(text, raw_values(company)) == []


def test_values_would_be_seen(ran: Ran, company: Company) -> None:
    """The values looked for above are those in the files."""
    log = (ran.place / "logs" / "app.log").read_text("utf-8")
    export = (ran.place / "exports" / "campaign_2026.csv").read_bytes().decode("cp932")
    seen = [value for value in raw_values(company) if value in export or value in log]
    assert len(seen) > 5 * len(company.applicants)
    assert any(number in seen for number in company.my_numbers)
    assert find_values(f"x {seen[0]}.", {seen[0]}) == [seen[0]]


# --- what is made -----------------------------------------------------------------------------------------


def test_same_bytes_each_time(ran: Ran, tmp_path: Path) -> None:
    made = make_demo(tmp_path / "again", "en")
    assert read_files(tmp_path / "again") == read_files(ran.place)
    make_demo(tmp_path / "again", "en")
    assert read_files(tmp_path / "again") == read_files(ran.place)
    assert (made.tables, made.logs, made.lists, made.mailboxes) == (12, 4, 9, 1)


def test_rights_are_the_same_each_time(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        make_demo(tmp_path / "again", "en")
    finally:
        os.umask(before)
    paths = sorted((tmp_path / "again").rglob("*"))
    modes = {str(path.relative_to(tmp_path / "again")): stat.S_IMODE(path.stat().st_mode) for path in paths}
    open_files = {
        *(MARKER, "daicho.toml", "privacy-policy.toml"),
        *("exports/campaign_2026.csv", "website/public_html/contact_2026.csv"),
    }
    assert stat.S_IMODE((tmp_path / "again").stat().st_mode) == 0o755
    assert {name for name, mode in modes.items() if mode == 0o644} == open_files
    assert {mode for name, mode in modes.items() if name not in open_files} == {0o755, 0o600}


def test_database_holds_what_a_shop_has(ran: Ran) -> None:
    with closing(sqlite3.connect(ran.place / "shop.db")) as connection:
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("customers", "orders", "inquiries", "employees", "campaign_entries")
        }
        strays = connection.execute(
            "SELECT count(*) FROM orders WHERE 会員番号 NOT IN (SELECT 会員番号 FROM customers)"
        )
        assert strays.fetchone() == (0,)
    assert counts == {"customers": 300, "orders": 800, "inquiries": 120, "employees": 40, "campaign_entries": 0}


def test_export_is_shift_jis_with_a_title(ran: Ran) -> None:
    text = (ran.place / "exports" / "campaign_2026.csv").read_bytes().decode("cp932")
    rows = list(csv.reader(StringIO(text, newline="")))
    assert [len(row) for row in rows[:4]] == [1, 10, 10, 10]


def test_numbers_are_right_in_form(company: Company) -> None:
    for one in (*company.people, *company.suppliers, *company.stores):
        assert phonenumbers.is_valid_number(phonenumbers.parse(one.phone, "JP"))
    assert all(in_.is_valid(number) for number in company.my_numbers)
    assert all(cn.is_valid(one.number) for one in company.suppliers)
    assert all(luhn.is_valid(card.replace("-", "")) for card in company.cards)


def test_item_codes_have_their_check_digit(ran: Ran) -> None:
    with closing(sqlite3.connect(ran.place / "shop.db")) as connection:
        codes = [code for (code,) in connection.execute("SELECT JANコード FROM products")]
    assert all(ean.is_valid(code) and code.startswith("2") for code in codes)


def test_nothing_leads_to_anybody(ran: Ran, company: Company) -> None:
    assert all(re.search(r"@(?:[a-z]+\.)?example\.(?:jp|com)$", person.email) for person in company.people)
    documentation = [ipaddress.ip_network(block) for block in ("198.51.100.0/24", "203.0.113.0/24", "192.0.2.0/24")]
    documentation_6 = ipaddress.ip_network("2001:db8::/32")
    for line in (ran.place / "logs" / "access.log").read_text("utf-8").splitlines():
        address = ipaddress.ip_address(line.split(" ", 1)[0])
        assert address in documentation_6 or any(address in block for block in documentation)


def test_people_differ(company: Company) -> None:
    assert len({person.name for person in company.people}) > 0.98 * len(company.people)
    assert len({person.email for person in company.people}) == len(company.people)


@pytest.mark.parametrize(
    ("kana", "latin"),
    [("イノウエ", "inoue"), ("オオタ", "ota"), ("ユウスケ", "yusuke"), ("ハットリ", "hattori"), ("ジュンコ", "junko"),
     ("シンイチロウ", "shinichiro"), ("キョウコ", "kyoko"), ("リョウ", "ryo")],
)  # fmt: skip
def test_romanise(kana: str, latin: str) -> None:
    assert romanise(kana) == latin


# --- where it may write -----------------------------------------------------------------------------------


def test_free_places(ran: Ran, tmp_path: Path) -> None:
    assert is_free(tmp_path)
    assert is_free(tmp_path / "new")
    assert is_free(ran.place)
    (tmp_path / "letter.txt").write_text("x")
    assert not is_free(tmp_path)
    assert not is_free(tmp_path / "letter.txt")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_somebody_elses_folder_is_left_alone(tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("x")
    assert run_demo(tmp_path, lang) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    out, err = capsys.readouterr()
    assert out == ""
    assert "--directory" in err


def test_unwritable_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert run_demo(tmp_path / "file" / "demo", "en") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_marker_is_first(tmp_path: Path) -> None:
    """A demo that was cut off while it was made can be made again."""
    make_demo(tmp_path, "ja")
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != MARKER:
            path.unlink()
    assert is_free(tmp_path)


# --- the data file ----------------------------------------------------------------------------------------


def test_places_exist() -> None:
    rows = vocabulary("places")["rows"]
    assert len({row[0] for row in rows}) == len(rows) >= 70
    for postal, prefecture, city, town, area in rows:
        assert is_postal_code(np.array([int(postal)]))[0], town
        assert prefecture in postal_prefectures(postal[:3]), town
        assert city in municipalities(), town
        assert re.fullmatch(r"0\d{1,3}-[2-9]", area), town


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_config_declares_known_purposes(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "daicho.toml"
    path.write_text(write_config(lang), "utf-8")
    (tmp_path / "privacy-policy.toml").write_text(write_policy(), "utf-8")
    config = read_config(path)
    check_purposes(config.sources, load_policy(config.policy))
    assert config.language == lang
    assert [source.id for source in config.sources] == SOURCES


def test_policy_is_the_shipped_one_with_registers(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(write_policy(), "utf-8")
    policy, shipped = load_policy(path), load_policy(None)
    assert [one.id for one in policy.purposes if one.subjects] == list(vocabulary("policy")["subjects"])
    assert len(policy.entrusted) == len(policy.recipients) == 3
    plain = tuple(replace(one, subjects=()) for one in policy.purposes)
    assert replace(policy, sha256=shipped.sha256, purposes=plain, entrusted=(), recipients=()) == shipped


def test_config_says_the_same_in_both_languages() -> None:
    ja, en = (tomllib.loads(write_config(lang)) for lang in ("ja", "en"))
    for one in (ja, en):
        del one["language"]
        for source in one["source"]:
            source.pop("owner", None)
            source.pop("department", None)
    assert ja == en


@pytest.mark.parametrize("sentence", vocabulary("say"))
def test_sentences_are_in_both_languages(sentence: str) -> None:
    texts = vocabulary("say")[sentence]
    fields = {lang: {name for _, name, _, _ in string.Formatter().parse(text) if name} for lang, text in texts.items()}
    assert set(texts) == {"ja", "en"}
    assert fields["ja"] == fields["en"]
    assert say(sentence, "ja", **dict.fromkeys(fields["ja"], "x"))


@pytest.mark.parametrize(
    "template",
    [*vocabulary("inquiries")["plain"], *vocabulary("inquiries")["personal"], *vocabulary("mail")["bodies"],
     vocabulary("mail")["signature"], *vocabulary("web")["messages"], *vocabulary("web")["telling"]],
)  # fmt: skip
def test_templates_can_be_filled(company: Company, template: str) -> None:
    text = fill_template(template, company, company.customers[0], start_random("test"))
    assert text
    assert "{" not in text

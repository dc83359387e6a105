"""The ledgers' data file, and what a scan writes into the register of personal data."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import ledger_samples as ledgers
import report_samples as samples
from ledger_samples import cell, make_sheets
from test_messages import AVOIDED, fields_of

from connectors.base import ConditionKind, Location, Skipped
from detectors.catalogue import load_catalogue
from reports.ledger import Absence, Filler, Origin, Table, identify, load_ledger, load_tables, mark, plain, say
from reports.ledger_facts import Holdings
from reports.ledger_reading import _normal
from reports.messages import LANGUAGES
from reports.policy import GROUNDS

# --- the data file ----------------------------------------------------------------------------------------


def texts() -> list[tuple[str, dict[str, str]]]:
    sections = ("word", "presence", "filler", "howto", "condition", "ground")
    found = [(f"{name}.{key}", words) for name in sections for key, words in load_ledger()[name].items()]
    for table in load_tables().values():
        found += [(table.id, dict(table.title)), (table.id, dict(table.sheet))]
        found += [(f"{table.id}.{one.id}", dict(one.title)) for one in table.columns]
    return found


def test_every_word_is_in_both_languages_and_draws_no_conclusion() -> None:
    for key, words in texts():
        assert set(words) - {"en_one"} == set(LANGUAGES), key
        assert all(one.strip() for one in words.values()), key
        assert fields_of(words["ja"]) == fields_of(words["en"]), key
        assert not [word for word in AVOIDED for text in words.values() if word in text.lower()], key
        assert not re.search(r"[ぁ-んァ-ヶ一-龠]", words["en"]), key


def test_every_code_has_its_words() -> None:
    data = load_ledger()
    assert set(data["condition"]) == set(get_args(ConditionKind))
    assert set(data["ground"]) == set(GROUNDS)
    assert set(data["filler"]) == set(get_args(Filler))
    assert set(data["presence"]) == {*get_args(Absence), "found", "found-partly"}
    assert re.fullmatch(r"\d{4}\.\d{2}", data["version"])


def test_tables_can_be_told_apart_and_fit_into_a_workbook() -> None:
    tables = load_tables()
    for language in LANGUAGES:
        assert len({table.sheet[language] for table in tables.values()}) == len(tables)
        assert all(len(table.sheet[language]) <= 31 for table in tables.values())
    assert len({_normal(title) for table in tables.values() for title in table.columns[0].title.values()}) == 6
    for table in tables.values():
        check_columns(table)


def check_columns(table: Table) -> None:
    ids = [one.id for one in table.columns]
    assert ids[0] == "id"
    assert len(set(ids)) == len(ids)
    assert "remarks" in ids
    titles = [(_normal(title), one.id) for one in table.columns for title in one.title.values()]
    assert len({title for title, _ in titles}) == len(titles)
    for one in table.columns:
        assert 8 <= one.width <= 60
        assert all(
            len(",".join(words)) < 200 and not any("," in word for word in words) for words in one.choices.values()
        )
        assert set(one.choices) in (set(), set(LANGUAGES))
        assert not one.choices or one.by == "person"


def test_special_categories_are_categories() -> None:
    lists = load_ledger()["gdpr"]
    assert set(lists["special"] + lists["criminal"]) <= set(load_catalogue().ids)
    assert not set(lists["eea"]) & set(lists["adequate"])
    assert all(re.fullmatch("[A-Z]{2}", code) for code in lists["eea"] + lists["adequate"])
    assert len(lists["eea"]) == 30


# --- what a scan writes -----------------------------------------------------------------------------------


def test_one_row_for_each_dataset_and_purpose() -> None:
    rows = make_sheets(ledgers.build_report())[0].rows
    assert [(row.origin.source, row.origin.collection, row.origin.purpose) for row in rows if row.origin] == [
        ("orders", "customers", "P1"),
        ("orders", "customers", "P14"),
        ("orders", "leads", ""),
        ("orders", "payments", "P1"),
        ("app-logs", "app/access*.log", "P13"),
    ]
    assert len({row.id for row in rows}) == len(rows)


def test_what_is_known_is_filled_in_and_the_rest_is_marked() -> None:
    sheet = make_sheets(ledgers.build_report())[0]
    assert cell(sheet, "customers", "location") == "orders / customers (kept in JP)"
    assert cell(sheet, "customers", "medium") == "Database"
    assert cell(sheet, "customers", "categories") == (
        "Name (1 field, confidence 0.97); E-mail address (1 field, by name only)"
    )
    assert cell(sheet, "customers", "subjects") == "Customers and users"
    assert cell(sheet, "customers", "records") == "2,000"
    assert cell(sheet, "customers", "persons") == "about 1,874"
    assert cell(sheet, "customers", "purpose", "P14") == "P14 Ship gifts (policy 2-14)"
    assert cell(sheet, "customers", "owner") == "注文チーム"
    assert cell(sheet, "customers", "department") == "販売部"
    assert cell(sheet, "customers", "entrusted_to") == (
        "見本クラウド株式会社; Sample Mailer Inc.; unknown-one (not in the policy's register)"
    )
    assert cell(sheet, "customers", "country") == "JP; US; no country is stated"
    assert cell(sheet, "customers", "provided_to") == (
        "見本代理店 (policy 5-1; consent); someone (not in the policy's register; no ground is declared)"
    )
    assert cell(sheet, "customers", "retention") == "1 year 6 months"
    assert cell(sheet, "payments", "retention") == "5 years"
    assert cell(sheet, "customers", "security") == (
        "encrypted (declared); access is not recorded (declared); the connection is not encrypted"
    )
    assert cell(sheet, "customers", "leak") == "(iii) if by a wrongful act; (iv) more than 1,000 persons"
    assert cell(sheet, "customers", "reviewed_at") == "2026-04-01"
    assert cell(sheet, "customers", "last_scanned") == "2026-11-22"
    assert cell(sheet, "customers", "state") == "Found in run r1"
    assert [
        cell(sheet, "customers", one) for one in ("consent", "acquisition", "access", "disposal", "reviewed_by")
    ] == ["to fill in"] * 5
    assert cell(sheet, "customers", "note") == ""


def test_purposes_that_do_not_need_it_and_places_without_one_say_so() -> None:
    report = ledgers.build_report()
    fits = tuple(replace(one, fit="unexpected") for one in report.entries[0].purposes)
    report = replace(report, entries=(replace(report.entries[0], purposes=fits), *report.entries[1:]))
    sheet = make_sheets(report)[0]
    assert "Name (1 field, confidence 0.97; for this purpose: Not expected)" in cell(sheet, "customers", "categories")
    assert cell(sheet, "leads", "purpose") == "no purpose is declared"
    assert cell(sheet, "payments", "categories") == "Payment card (1 field, confidence 0.84; Undeclared)"


def test_rotated_files_are_one_dataset() -> None:
    sheet = make_sheets(ledgers.build_report(), lang="ja")[0]
    assert cell(sheet, "app/access*.log", "records") == "300"
    # The same persons may stand in each of them: 30 is the least there are, 42 the most.
    assert cell(sheet, "app/access*.log", "persons") == "30 以上"
    assert cell(sheet, "app/access*.log", "medium") == "ファイル（LOG）"
    assert cell(sheet, "app/access*.log", "subjects") == "従業者"
    assert cell(sheet, "app/access*.log", "access") == "このコンピューターの全利用者が読める（0644）"


def test_counts_say_what_is_not_known() -> None:
    sheet = make_sheets(ledgers.build_report())[0]
    assert cell(sheet, "leads", "records") == "40 or more"
    assert cell(sheet, "payments", "records") == "12,000"


def test_hostile_names_stand_as_escapes() -> None:
    sheet = make_sheets(samples.build_hostile())[0]
    assert len(sheet.rows) == len(samples.HOSTILE)
    everything = "".join(text for row in sheet.rows for text in row.cells)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e\ud800-\udfff]", everything)


# --- identity and comparison ------------------------------------------------------------------------------


def test_an_identity_is_of_the_place_and_the_purpose_only() -> None:
    one = identify("appi", Origin("a", "b", "P1"))
    assert re.fullmatch(r"D-[0-9a-f]{12}", one)
    others = [
        ("appi", "a", "b", "P2"),
        ("appi", "a", "c", "P1"),
        ("appi", "ab", "", "P1"),
        ("gdpr30-1", "a", "b", "P1"),
    ]
    assert one not in {identify(table, Origin(*rest)) for table, *rest in others}


def test_what_programs_change_by_themselves_is_no_change() -> None:
    for one, other in (
        ("2026-04-01", "2026/4/1"),
        ("2026-04-01", "2026-04-01 00:00:00"),
        ("2026-04-01", "2026年4月1日"),
        ("12,000", "12000"),
        ("a\r\nb", " a\nb "),
        ("か\u3099", "が"),
    ):
        assert plain(one) == plain(other)
        assert mark(one) == mark(other)
    assert mark("about 12,000") != mark("12,000")
    assert mark("2026-04-01") != mark("2026-04-02")


def test_words_fit_numbers() -> None:
    assert say("years", "en", n=1) == "1 year"
    assert say("years", "en", n=2) == "2 years"
    assert say("about", "ja", n=12_000) == "約 12,000"


# --- rows that a run does not have ------------------------------------------------------------------------


def test_not_found_and_not_scanned_are_different() -> None:
    report = ledgers.build_report(drop="customers")
    skipped = (
        Skipped(Location("orders", "locked"), "permission-denied", "x"),
        Skipped(Location("app-logs", "old"), "permission-denied", "x"),
        Skipped(Location("gone-source", ""), "unreachable", "x"),
    )
    coverage = (
        *report.coverage,
        replace(report.coverage[0], collection="empty", method="full", rows_total=9, rows_read=9),
        replace(report.coverage[0], collection="thin", method="sample"),
        replace(report.coverage[0], collection="cut", status="partial"),
        replace(report.coverage[0], collection="shut", status="skipped"),
    )
    holdings = Holdings(replace(report, skipped=skipped, coverage=coverage))
    assert {name: holdings.find_absence(Origin(*name.split(":"), "P1")) for name in (
        "orders:customers", "orders:empty", "orders:thin", "orders:cut", "orders:shut", "orders:locked",
        "app-logs:old/a.log", "gone-source:a", "never-heard-of:a", "orders:leads", "app-logs:app/b.log",
    )} == {
        "orders:customers": "gone",
        "orders:empty": "clean",
        "orders:thin": "sampled",
        "orders:cut": "partly",
        "orders:shut": "unread",
        "orders:locked": "unread",
        "app-logs:old/a.log": "unread",
        "gone-source:a": "unread",
        "never-heard-of:a": "unread",
        "orders:leads": "purpose",
        "app-logs:app/b.log": "gone",
    }  # fmt: skip

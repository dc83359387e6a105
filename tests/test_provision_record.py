"""The record of provision: a row for each source and recipient, the columns of the Rules, nobody's values."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detectors.base import Finding
from reports import provision_record
from reports.base import Report, RunInfo
from reports.checks import Scene
from reports.declaration import Provided
from reports.leak_profile import make_profiles
from reports.policy import GROUNDS, Policy, Recipient
from reports.provision_record import (
    _CELLS,
    FORM_ROWS,
    add_months,
    load_words,
    make_provided,
    make_received,
    name_ground,
)
from reports.sheets import Cell
from tests.report_samples import RUN
from tests.test_register_checks import AGENCY, CONSENT, COOKIE, ILLNESS, MAIL, NAME, finding, registered, scene

LANGUAGES = ("ja", "en")


def report(*findings: Finding, policy: Policy | None = None, provided: tuple[Provided, ...] = ()) -> Report:
    looked_at: Scene = scene(*findings, policy=policy or registered(), provided=provided)
    run: RunInfo = RUN
    profiles = make_profiles(looked_at.entries, looked_at.sources)
    return Report(run, looked_at.policy, looked_at.sources, (), (), looked_at.entries, profiles=profiles)


def row(made: Report, lang: str = "en", provided: date | None = None) -> dict[str, Cell]:
    (cells,) = make_provided(made, lang, provided).rows
    return dict(zip((column["id"] for column in load_words()["provided"]), cells, strict=True))


TO_AGENCY = (Provided("agency", "5-1"),)


def test_what_is_known_stands_there() -> None:
    cells = row(report(finding(NAME), finding(MAIL), finding(CONSENT), provided=TO_AGENCY))
    assert cells["source"].text == "crm"
    assert cells["owner"].text == "営業部"
    assert cells["recipient"] == Cell(("見本広告株式会社",))
    assert cells["country"] == Cell(("JP",))
    assert cells["ground"] == Cell(("5-1: consent (27(1))",))
    assert cells["consent"] == Cell(("a record of consent stands in this source",), open=True)
    assert "Name" in cells["items"].text
    assert "E-mail address" in cells["items"].text
    assert "90 persons" in cells["persons"].text
    assert cells["note"].text == ""


def test_what_nobody_but_a_person_knows_is_left_open() -> None:
    cells = row(report(finding(NAME), provided=TO_AGENCY))
    for column in ("date", "address", "representative", "form"):
        assert cells[column] == Cell(("to fill in",), open=True)
    assert cells["person"].open
    assert cells["person"].text == "fields that tell who it is: people / x"
    assert cells["consent"].text == "no record of consent was found in this source"
    assert cells["keep"].text.startswith("3 years")


def test_a_row_for_each_source_and_recipient() -> None:
    provided = (*TO_AGENCY, Provided("court", "5-6"), Provided("nobody"))
    rows = make_provided(report(finding(NAME), provided=provided), "ja").rows
    assert [cells[0].text for cells in rows] == ["1", "2", "3"]
    assert make_provided(report(finding(NAME)), "ja").rows == ()
    assert "provided_to" in make_provided(report(finding(NAME)), "ja").notes[-1]


@pytest.mark.parametrize(
    ("provided", "recipient", "ground", "note"),
    [
        (Provided("agency", "5-1"), AGENCY, "5-1: consent", ""),
        (Provided("agency"), AGENCY, "5-1: consent", ""),
        (Provided("agency", "5-6"), AGENCY, "5-6: a case of 27(1)", "29(1) leaves provisions on this ground out"),
        (Provided("agency", "5-2"), AGENCY, "5-2: a case of 27(5)", "29(1) leaves provisions on this ground out"),
        (Provided("agency", "5-4"), AGENCY, "5-4: a ground that 27 does not name", ""),
        (Provided("agency", "9-9"), AGENCY, "9-9: an item of which no ground is known", ""),
        (Provided("nobody"), AGENCY, "no ground declared", ""),
        (
            Provided("agency", "5-1"),
            replace(AGENCY, country="US"),
            "5-1: consent",
            "A third party in a foreign country",
        ),
        # Abroad only the cases of 27(1) are left out.
        (Provided("agency", "5-2"), replace(AGENCY, country="US"), "5-2", "29(1) leaves out only the cases of 27(1)"),
        (Provided("agency", "5-6"), replace(AGENCY, country="US"), "5-6", "29(1) leaves provisions on this ground out"),
    ],
)
def test_grounds_and_what_the_law_leaves_out(provided: Provided, recipient: Recipient, ground: str, note: str) -> None:
    cells = row(report(finding(NAME), policy=registered(recipient=recipient), provided=(provided,)))
    assert cells["ground"].text.startswith(ground)
    assert note in cells["note"].text
    assert bool(note) == bool(cells["note"].text)


def test_items_are_those_that_the_register_names() -> None:
    policy = registered(recipient=replace(AGENCY, categories=("personal.contact", "usage")))
    made = report(finding(NAME), finding(MAIL), finding(COOKIE, "visits.c"), policy=policy, provided=TO_AGENCY)
    assert row(made)["items"].text == "E-mail address"
    assert row(made)["related"] == Cell(("Cookie",), open=True)
    assert "Special-care" not in row(made)["note"].text
    assert "special-care data" in row(report(finding(ILLNESS), provided=TO_AGENCY))["note"].text


def test_a_recipient_without_data_still_has_a_row() -> None:
    cells = row(report(finding(NAME, subject="organisation"), provided=TO_AGENCY))
    assert cells["items"].text == "none found in what was scanned"
    assert cells["persons"].text == "to fill in"


@pytest.mark.parametrize(
    ("day", "record", "contract"),
    [
        (date(2026, 4, 1), "2029-04-01", "2027-04-01"),
        (date(2028, 2, 29), "2031-02-28", "2029-02-28"),
        (date(2026, 12, 31), "2029-12-31", "2027-12-31"),
    ],
)
def test_how_long_the_record_is_kept(day: date, record: str, contract: str) -> None:
    cells = row(report(finding(NAME), provided=TO_AGENCY), provided=day)
    assert cells["date"] == Cell((day.isoformat(),), open=True)
    assert re.findall(r"\d{4}-\d\d-\d\d", cells["keep"].text) == [record, contract]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_for_what_is_received(lang: str) -> None:
    form = make_received(lang)
    assert len(form.rows) == FORM_ROWS
    assert all(len(row) == len(form.columns) for row in form.rows)
    assert all(cell.open for row in form.rows for cell in row[1:])


@pytest.mark.parametrize(
    ("lang", "provided", "received"),
    [
        ("en", ("20(1)(i)", "20(1)(ii)", "Rule 19", "Rule 21", "APPI 27", "APPI 28"), ("22, 24(1)", "Rule 25")),
        (
            "ja",
            ("規則20条1項1号", "20条1項2号", "規則19条", "規則21条", "法27条", "法28条"),
            ("規則22条・24条1項", "規則25条"),
        ),
    ],
)
def test_the_columns_of_the_rules(lang: str, provided: tuple[str, ...], received: tuple[str, ...]) -> None:
    columns = " ".join(make_provided(report(finding(NAME), provided=TO_AGENCY), lang).columns)
    assert [rule for rule in provided if rule not in columns] == []
    form = " ".join(make_received(lang).columns)
    assert [rule for rule in received if rule not in form] == []


def test_every_ground_has_a_name() -> None:
    words = load_words()["ground"]
    assert {name_ground(ground, "5-1") for ground in (*GROUNDS, "")} == set(words) - {"none"}
    assert name_ground("", "") == "none"


def test_the_words() -> None:
    data = tomllib.loads(
        (Path(provision_record.__file__).parent / "data" / "provision_record.toml").read_text(encoding="utf-8")
    )
    assert data == load_words()
    assert data["version"]
    assert [column["id"] for column in data["provided"]] == list(_CELLS)
    for text in (*data["text"].values(), *data["ground"].values()):
        assert set(text) == {"ja", "en"}
        assert len({frozenset(re.findall(r"\{(\w+)\}", one)) for one in text.values()}) == 1
    for column in (*data["provided"], *data["received"]):
        assert set(column["title"]) == {"ja", "en"}

"""The steps of an erasure: their order, and templates that hold no value and cannot be misread."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.base import CollectionKind, Location, Skipped
from detectors.catalogue import load_catalogue
from reports.declaration import Declaration, Provided
from reports.policy_file import read_policy
from scanner.config import Source
from scanner.subject_erasure import plan_erasure, write_statement
from scanner.subject_keys import make_key
from scanner.subject_match import How, Strength
from scanner.subject_patterns import Patterns
from scanner.subject_places import FieldMatch, Lookup, SubjectPlace
from scanner.subject_sheet import Request, Sheet, SheetPlace, make_sheet

KEYS = Patterns((make_key("email", "taro@example.jp"),))
DECLARED = Declaration("shop", ("P1",), retention="P5Y", entrusted_to=("host",), provided_to=(Provided("agency"),))


def place(
    name: str = "customers",
    kind: CollectionKind = "table",
    field: str = "email",
    *,
    how: How = "whole",
    key: str = "email",
    strength: Strength = "certain",
    database: str = "sqlite",
    verbatim: int = 1,
) -> SubjectPlace:
    match = FieldMatch(Location("shop", name, field), key, how, 1, verbatim)
    if how == "linked":
        match = replace(match, through=Location("shop", "customers", "id"))
    return SubjectPlace(
        Location("shop", name), kind, database, {strength: 1}, (7,), (match,), {"personal.name": (field,)}
    )


def sheet(*places: SubjectPlace, declaration: Declaration = DECLARED, unread: tuple[Skipped, ...] = ()) -> Sheet:
    request = Request("R-1", datetime(2026, 11, 22, tzinfo=UTC), {"email": 1})
    source = Source("shop", "sqlite:///shop.db", "Sales", declaration=declaration)
    lookup = Lookup(places, unread, ("shop",), 3, 10)
    policy = read_policy(categories=load_catalogue().ids)
    return make_sheet(lookup, request, (source,), policy, KEYS)


def the_place(one: SubjectPlace) -> SheetPlace:
    return sheet(one).places[0]


def test_the_order_of_the_steps() -> None:
    steps = plan_erasure(
        sheet(
            place("app.log", "log", "", how="inside"),
            place(),
            place("orders", field="customer_id", key="id", how="linked", strength="linked"),
            place("export.csv", "records"),
        ),
        "en",
    )
    order = list(dict.fromkeys(step.place for step in steps if step.place))
    assert order == ["shop/orders", "shop/customers", "shop/export.csv", "shop/app.log"]
    assert "identity" in steps[0].text
    assert [steps[0].place, steps[-1].place] == ["", ""]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_retention_and_recipients_are_told(lang: str) -> None:
    text = "\n".join(step.text for step in plan_erasure(sheet(place()), lang))
    assert "P5Y" in text
    assert "host, agency" in text
    none = "\n".join(step.text for step in plan_erasure(sheet(place(), declaration=Declaration("shop")), lang))
    assert "shop/customers" in none
    assert "agency" not in none


def test_nothing_is_erased_by_a_name_alone() -> None:
    steps = plan_erasure(sheet(place(key="name", field="氏名", strength="possible")), "en")
    assert not any(step.statement for step in steps)
    assert any("another person" in step.text for step in steps)


def test_what_was_not_read_has_a_step() -> None:
    gap = Skipped(Location("shop", "old.log"), "corrupt", "the file ends too early")
    assert any("places: 1" in step.text for step in plan_erasure(sheet(place(), unread=(gap,)), "en"))


def test_another_form_of_the_value_is_told() -> None:
    assert any("another form" in step.text for step in plan_erasure(sheet(place(verbatim=0)), "en"))
    assert not any("another form" in step.text for step in plan_erasure(sheet(place()), "en"))


@pytest.mark.parametrize(
    ("table", "field", "database", "expected"),
    [
        ("customers", "メール", "sqlite", '"customers" WHERE "メール" = :email;'),
        ("crm.people", "email", "postgresql", '"crm"."people" WHERE "email" = :email;'),
        ("crm.people", "email", "sqlite", '"crm.people" WHERE "email" = :email;'),
        ("a`b", "e`f", "mysql", "`a``b` WHERE `e``f` = :email;"),
        ("a]b", "e", "mssql", "[a]]b] WHERE [e] = :email;"),
        ("data/shop.db!customers", "email", "", '"customers" WHERE "email" = :email;'),
        ('x"; DROP TABLE y; --', "e", "sqlite", '"x""; DROP TABLE y; --" WHERE "e" = :email;'),
    ],
)
def test_templates_quote_names(table: str, field: str, database: str, expected: str) -> None:
    shown = the_place(place(table, field=field, database=database))
    assert f"DELETE FROM {expected}" in write_statement(shown, shown.matches)


def test_a_template_runs_as_it_says() -> None:
    name = 'odd "name"; --'
    shown = the_place(place(name, field='e"mail'))
    with sqlite3.connect(":memory:") as database:
        quoted = name.replace('"', '""')
        database.execute(f'CREATE TABLE "{quoted}" ("e""mail")')
        database.executemany(f'INSERT INTO "{quoted}" VALUES (?)', [("taro@example.jp",), ("other@example.jp",)])
        database.commit()
        count, delete = write_statement(shown, shown.matches).splitlines()[1:3]
        values = {"email": "taro@example.jp"}
        assert database.execute(count, values).fetchone() == (1,)
        assert database.execute(delete, values).rowcount == 1


def test_a_name_that_holds_the_value_is_hidden_in_all_steps() -> None:
    steps = plan_erasure(sheet(place("taro@example.jp.csv", "records", "TARO@example.jp")), "en")
    assert "taro@" not in "\n".join(step.place + step.text + step.statement for step in steps).lower()

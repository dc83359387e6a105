"""Fides resources: what the models of the ``fideslang`` package accept, for any name that a source can have."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import ledger_samples as ledgers
import pytest
import report_samples as samples
import yaml
from fideslang import DEFAULT_TAXONOMY
from fideslang.models import Dataset, System
from hypothesis import given
from hypothesis import strategies as st
from report_strategies import REPORTS

from connectors.base import Location
from detectors.catalogue import load_catalogue
from reports.base import Report, SourceInfo
from reports.fides import KeyRing, make_key, split_path, write_fides
from reports.fides_keys import data_uses_of, fides_key_of, load_uses
from reports.policy import Purpose
from reports.policy_file import read_policy
from reports.subjects import load_subjects

USES = {one.fides_key for one in DEFAULT_TAXONOMY.data_use}
CATEGORIES = {one.fides_key for one in DEFAULT_TAXONOMY.data_category}
SUBJECTS = {one.fides_key for one in DEFAULT_TAXONOMY.data_subject}


def validate(report: Report, lang: str = "en") -> tuple[list[Dataset], list[System]]:
    """The resources as models; every key is one of the taxonomy, and keys are unique."""
    texts = write_fides(report, lang)
    datasets = [Dataset(**one) for one in yaml.safe_load(texts["dataset"])["dataset"]]
    systems = [System(**one) for one in yaml.safe_load(texts["system"])["system"]]
    assert not any("*id0" in text for text in texts.values())
    for resources in (datasets, systems):
        keys = [one.fides_key for one in resources]
        assert len(set(keys)) == len(keys)
        assert all(len(key) <= 80 and re.fullmatch(r"[a-z0-9_-]+", key) for key in keys)
    found = {key for one in datasets for collection in one.collections for key in categories_of(collection.fields)}
    for system in systems:
        assert set(system.dataset_references) <= {one.fides_key for one in datasets}
        flows = {flow.fides_key for flow in (*(system.egress or ()), *(system.ingress or ()))}
        assert flows <= {one.fides_key for one in systems}
        for declared in system.privacy_declarations:
            assert declared.data_use in USES
            found |= set(declared.data_categories)
            assert set(declared.data_subjects) <= SUBJECTS
    assert found <= CATEGORIES
    return datasets, systems


def categories_of(fields: Any) -> set[str]:
    found: set[str] = set()
    for field in fields:
        found |= set(field.data_categories or ()) | categories_of(field.fields or ())
    return found


# --- the data file ----------------------------------------------------------------------------------------


def test_every_key_stands_in_the_taxonomy() -> None:
    assert {key for keys in load_uses()["use"].values() for key in keys} | {load_uses()["unknown"]} <= USES
    assert {one.fides_key for one in load_catalogue()} <= CATEGORIES
    assert {one["fides_key"] for one in load_subjects().values()} <= SUBJECTS
    assert re.fullmatch(r"\d{4}\.\d{2}", load_uses()["version"])


def test_every_purpose_of_the_shipped_policy_has_a_use() -> None:
    purposes = read_policy(None, categories=load_catalogue().ids).purposes
    assert {one.key for one in purposes} == set(load_uses()["use"])
    assert data_uses_of(Purpose("X", "our.own", "", {})) == ("collect",)
    assert data_uses_of(None) == ("collect",)
    assert fides_key_of("someone.elses") == "user"


# --- resources --------------------------------------------------------------------------------------------


def test_a_source_is_a_dataset_and_a_system() -> None:
    datasets, systems = validate(ledgers.build_report())
    assert [(one.fides_key, one.name) for one in datasets] == [("orders", "orders"), ("app-logs", "app-logs")]
    orders = datasets[0]
    assert [one.name for one in orders.collections] == ["customers", "leads", "payments"]
    assert {one.name: one.data_categories for one in orders.collections[0].fields} == {
        "name": ["user.name"],
        "email": ["user.contact.email"],
    }
    assert [one.name for one in datasets[1].collections] == ["app/access*.log"]
    assert [(one.fides_key, one.system_type) for one in systems] == [
        ("orders", "Database"),
        ("app-logs", "Service"),
        ("cloud", "Third Party"),
        ("mailer", "Third Party"),
        ("unknown-one", "Third Party"),
        ("agency", "Third Party"),
        ("someone", "Third Party"),
    ]
    assert [flow.fides_key for flow in systems[2].ingress or ()] == ["orders"]


def test_what_is_declared_stands_in_the_system() -> None:
    system = validate(ledgers.build_report())[1][0]
    assert system.administrating_department == "販売部"
    assert system.does_international_transfers
    assert "encrypted (declared)" in (system.data_security_practices or "")
    assert [flow.fides_key for flow in system.egress or ()] == ["cloud", "mailer", "unknown-one", "agency", "someone"]
    declared = {(one.name, one.data_use): one for one in system.privacy_declarations}
    assert list(declared) == [
        ("P1 Provide the services", "essential.service"),
        ("P1 Provide the services", "essential.service.notifications"),
        ("P14 Ship gifts", "essential.service"),
    ]
    gifts = declared["P14 Ship gifts", "essential.service"]
    assert gifts.data_categories == ["user.contact.email", "user.name"]
    assert gifts.data_subjects == ["customer"]
    assert gifts.retention_period == "1 year 6 months"
    assert gifts.data_shared_with_third_parties
    assert gifts.third_parties == "agency, someone"
    assert not gifts.processes_special_category_data


def test_a_place_without_a_purpose_has_no_declaration() -> None:
    report = ledgers.build_report()
    report = replace(report, entries=tuple(replace(one, purposes=()) for one in report.entries))
    assert [one.privacy_declarations for one in validate(report)[1]] == [[]] * 7


def test_paths_are_fields_in_fields() -> None:
    field = validate(samples.build_small())[0][1].collections[0].fields[0]
    assert field.name == "body"
    assert [one.name for one in field.fields or ()] == ["mynum"]
    assert split_path("items[].user.name") == ("items", "user", "name")
    assert split_path(None) == ()


def test_an_empty_run_is_fine() -> None:
    assert validate(samples.build_nothing()) == ([], [])


NAMES = (
    "顧客マスタ", "顧客 マスタ", "a.b", "a_b", "a b", "A.B", "'quoted\"", "x" * 300, "x" * 299 + "y", "", "user", ".", "<>", "あ" * 300,
    "a\x00b", "half \udc80", "- yaml: {x}", "&anchor *alias", "null", "123", "2026-01-01", "{{ 7 }}", "\u2028", "#",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_hostile_names_make_valid_resources(lang: str) -> None:
    base = ledgers.build_report()
    entries = []
    for number, name in enumerate(NAMES):
        one = ledgers.entry(name, name, "personal.name", "P1", "X1", name)
        finding = replace(one.finding, location=Location(name, name, name, name or None))
        entries.append(replace(one, finding=finding, fingerprint=f"v1:{number:016x}"))
    sources = tuple(
        SourceInfo(name, "database", name, (), replace(ledgers.DECLARED, entrusted_to=(name,))) for name in NAMES
    )
    datasets, systems = validate(replace(base, entries=tuple(entries), sources=sources), lang)
    assert len(datasets) == len(NAMES)
    assert len(systems) == len(NAMES) * 2 + 2
    validate(samples.build_hostile(), lang)


@given(REPORTS)
def test_any_report_makes_valid_resources(report: Report) -> None:
    validate(report)


@given(st.lists(st.tuples(st.sampled_from(["dataset", "system", "party"]), st.text(max_size=100)), max_size=20))
def test_keys_are_valid_and_stand_for_one_thing(asked: list[tuple[str, str]]) -> None:
    ring = KeyRing()
    keys = {one: ring.key_of(*one) for one in asked}
    assert all(ring.key_of(*one) == key for one, key in keys.items())
    for spaces in (("dataset",), ("system", "party")):
        own = [key for (kind, _), key in keys.items() if kind in spaces]
        assert len(set(own)) == len(own)
    assert all(re.fullmatch(r"[a-z0-9_-]{1,80}", key) for key in keys.values())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("shop-db", "shop-db"),
        ("Shop DB", "shop_db"),
        ("a.b", "a_b"),
        ("１２３", "123"),
        ("顧客", "[0-9a-f]{8}"),
        ("顧客 db", "db_[0-9a-f]{8}"),
        ("x" * 300, "x{70}_[0-9a-f]{8}"),
    ],
)
def test_keys_look_like_the_names(name: str, key: str) -> None:
    assert re.fullmatch(key, make_key(name))

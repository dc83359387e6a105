"""The catalogue of categories: the code that reads it and the data itself."""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from detectors.base import DetectorError
from detectors.catalogue import AppiClass, Sensitivity, closest_ids, load_catalogue, load_shipped
from scanner.reference import STANDINGS, categories_page

CATALOGUE = load_catalogue()
KANA_OR_KANJI = re.compile(r"[ぁ-んァ-ヶ一-鿿]")


def test_there_are_103_categories_and_the_corporate_number() -> None:
    assert len(CATALOGUE) == 104
    assert CATALOGUE.ids[-1] == "org.corporate_number"
    assert Counter(id.partition(".")[0] for id in CATALOGUE.ids) == {
        "personal": 49,
        "usage": 33,
        "special": 14,
        "hr": 4,
        "biometric": 1,
        "consent": 1,
        "child": 1,
        "org": 1,
    }


def test_versions_are_dates() -> None:
    assert re.fullmatch(r"\d{4}\.\d{2}", CATALOGUE.version)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", CATALOGUE.law_version)


@pytest.mark.parametrize("category", CATALOGUE, ids=lambda category: category.id)
def test_every_category_is_complete(category) -> None:
    assert re.fullmatch(r"[a-z]+(\.[a-z_]+)+", category.id)
    assert category.appi_class in get_args(AppiClass)
    assert category.sensitivity in get_args(Sensitivity)
    assert re.fullmatch(r"user(\.[a-z_]+)*", category.fides_key)
    assert KANA_OR_KANJI.search(category.ja + category.why_ja)
    assert category.why_ja.endswith("。")
    assert not KANA_OR_KANJI.search(category.en + category.why_en + category.law)
    assert category.why_en.endswith(".")
    assert max(len(category.ja), len(category.en)) <= 60
    assert max(len(category.why_ja), len(category.why_en)) <= 110


def test_titles_are_unique() -> None:
    assert len({category.ja for category in CATALOGUE}) == len(CATALOGUE)
    assert len({category.en for category in CATALOGUE}) == len(CATALOGUE)


def test_every_key_above_a_category_has_a_title() -> None:
    for category in CATALOGUE:
        parent = category.parent
        while parent:
            assert parent in CATALOGUE.groups or parent in CATALOGUE, parent
            parent = parent.rpartition(".")[0]
    assert not set(CATALOGUE.groups) & set(CATALOGUE.ids)


@pytest.mark.parametrize(
    ("id", "appi_class", "sensitivity"),
    [
        ("personal.name", "personal-information", "medium"),
        ("personal.gender", "linkable", "low"),
        ("personal.account.password", "linkable", "critical"),
        ("personal.id.my_number", "identification-code", "critical"),
        ("personal.id.my_number_card", "linkable", "critical"),
        ("personal.id.health_insurer_no", "identification-code", "medium"),
        ("personal.financial.card", "linkable", "critical"),
        ("special.medical_history", "special-care", "critical"),
        ("special.sexual", "linkable", "high"),
        ("special.genetic", "identification-code", "critical"),
        ("biometric.template", "identification-code", "critical"),
        ("hr.attendance", "personal-information", "low"),
        ("usage.cookie", "related", "medium"),
        ("usage.cookie.session", "related", "high"),
        ("usage.content.inquiry", "personal-information", "medium"),
        ("consent.record", "linkable", "low"),
        ("org.corporate_number", "none", "low"),
    ],
)
def test_standing_and_sensitivity(id: str, appi_class: str, sensitivity: str) -> None:
    assert (CATALOGUE[id].appi_class, CATALOGUE[id].sensitivity) == (appi_class, sensitivity)


def test_parent_and_leaf_come_from_the_key() -> None:
    assert (CATALOGUE["usage.cookie.session"].parent, CATALOGUE["usage.cookie.session"].leaf) == (
        "usage.cookie",
        "session",
    )


@pytest.mark.parametrize(
    ("parent", "child", "covered"),
    [
        ("personal.contact", "personal.contact.email", True),
        ("personal", "personal.name.kana", True),
        ("usage.cookie", "usage.cookie", True),
        ("usage.cookie.session", "usage.cookie", False),
        ("personal.name", "personal.nameplate", False),
        ("personal.n", "personal.name", False),
    ],
)
def test_a_parent_covers_its_children(parent: str, child: str, covered: bool) -> None:
    assert CATALOGUE.covers(parent, child) is covered


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("email", "personal.contact.email"),
        ("contact.mail", "personal.contact.email"),
        ("personal.emial", "personal.contact.email"),
        ("usage.ip", "usage.device.ip"),
        ("personal.my_number", "personal.id.my_number"),
        ("special.medical", "special.medical_history"),
    ],
)
def test_an_unknown_id_names_the_closest(wrong: str, meant: str) -> None:
    with pytest.raises(DetectorError, match=re.escape(meant)) as caught:
        CATALOGUE[wrong]
    assert wrong in str(caught.value)
    assert len(closest_ids(wrong, CATALOGUE.ids)) == 3


def test_a_second_load_is_the_same_object_and_the_first_is_quick() -> None:
    assert load_catalogue() is CATALOGUE
    best = min(_seconds_to_load() for _ in range(5))
    assert best < 0.02


def _seconds_to_load() -> float:
    start = time.perf_counter()
    load_shipped.__wrapped__()
    return time.perf_counter() - start


def test_the_reference_page_is_current() -> None:
    page = Path(__file__).parents[1] / "docs" / "categories.md"
    assert page.read_text(encoding="utf-8") == categories_page(), (
        "run: python -m scanner.reference > docs/categories.md"
    )


def test_the_reference_page_explains_every_standing() -> None:
    assert set(STANDINGS) == set(get_args(AppiClass))

"""Known examples, masked values and places of tests: what counts as one and what must not."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from detection import AWKWARD, BAIT, SLOWEST, signals_of, time_bait
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Collection, Field, Location
from detectors import dummies
from detectors.base import Dismissed, Evidence, Finding, Mark, Verdict
from detectors.catalogue import load_catalogue
from detectors.dummies import find_dummies, forms_of, load_dummies
from detectors.marks import find_masked, group_of, mark_findings, names_tests
from detectors.tally import FieldTally
from detectors.text import normalise

DATA = tomllib.loads((Path(dummies.__file__).parent / "data" / "dummies.toml").read_text(encoding="utf-8"))
SETS = {one["id"]: one for one in DATA["set"]}


def signals_at(text: str) -> set[str]:
    """The signals of one text; alone and between awkward neighbours they are the same."""
    alone = {name for name, cells in signals_of(find_dummies, text).items() if cells == [0]}
    among = signals_of(find_dummies, *AWKWARD, text, *AWKWARD)
    assert {name for name, cells in among.items() if len(AWKWARD) in cells} == alone
    assert all(cells == [len(AWKWARD)] for cells in among.values())
    return alone


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("090-1234-5678", "dummy.phone"),
        ("09012345678", "dummy.phone"),
        ("０９０－１２３４－５６７８", "dummy.phone"),
        ("000-0000-0000", "dummy.phone"),
        ("080 0000 0000", "dummy.phone"),
        ("4111 1111 1111 1111", "dummy.card"),
        ("4111111111111111", "dummy.card"),
        ("山田太郎", "dummy.name"),
        ("山田　太郎", "dummy.name"),
        ("John Doe", "dummy.name"),
        ("JANE DOE", "dummy.name"),
        ("ﾃｽﾄ", "dummy.name"),
        ("ﾃｽﾄﾃｽﾄ", None),
        ("123-4567", "dummy.postal-code"),
        ("1234 5678 9018", "dummy.my-number"),
        ("0000000", "dummy.account"),
        ("4-1234567", None),
        ("192.0.2.17", "dummy.address-block"),
        ("2001:DB8::1", "dummy.address-block"),
        ("taro@example.com", "dummy.email"),
        ("taro@mail.example.co.jp", "dummy.email"),
        ("Taro <taro@Example.JP>", "dummy.email"),
        ("a@example.jp, b@example.com", "dummy.email"),
        ("連絡は taro@example.jp まで", "dummy.email"),
        ("someone@shop.test", "dummy.email"),
        ("root@localhost", "dummy.email"),
        ("x@test.co.jp", "dummy.email"),
        ("090-****-5678", "masked"),
        ("****-****-****-1111", "masked"),
        ("山田●●", "masked"),
        ("t***@shop.jp", "masked"),
        ("山*", "masked"),
        # What is somebody's.
        ("090-1234-5679", None),
        ("1090-1234-5678", None),
        ("山田太郎丸", None),
        ("山田 太郎次", None),
        ("4111111111111112", None),
        ("電話は090-1234-5678です、よろしくお願いします", None),
        ("taro@example-shop.jp", None),
        ("taro@myexample.com", None),
        ("taro@test.company.jp", None),
        ("taro@shop.testing.jp", None),
        ("a@example.jp, real@shop.jp", None),
        ("see example.com", None),
        ("192.0.20.1", None),
        ("10.192.0.2.1", None),
        ("2*3=6 という計算", None),
        ("重要* 注意事項をお読みください" * 9 + "**", None),
        ("", None),
    ],
)
def test_signals(text: str, signal: str | None) -> None:
    found = signals_at(text)
    assert signal in found if signal else not found


@pytest.mark.parametrize("bait", BAIT)
def test_no_bait_is_slow(bait: str) -> None:
    assert time_bait(find_dummies, BAIT[bait]) < SLOWEST


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=30), max_size=8))
def test_any_cells_can_be_looked_at(texts: list[str]) -> None:
    for cells in signals_of(find_dummies, *texts).values():
        assert cells == sorted(set(cells))
        assert all(0 <= cell < len(texts) for cell in cells)


@given(
    st.sampled_from(
        sorted((form, one) for one in SETS for value in SETS[one].get("values", ()) for form in forms_of(value))
    )
)
def test_every_known_example_is_found_in_every_form(known: tuple[str, str]) -> None:
    form, one = known
    assert f"dummy.{one}" in signals_of(find_dummies, form)


# --- places -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tests/fixtures/users.csv", True),
        ("test.csv", True),
        ("users_test", True),
        ("SampleUsers", True),
        ("public.dummy_people", True),
        ("テスト_会員", True),
        ("サンプルデータ/会員.csv", True),
        ("app.db!test_users", True),
        ("test_results", False),
        ("blood_test", False),
        ("検査テスト結果", False),
        ("テスト_結果", False),
        ("sample_requests", False),
        ("test_drive", False),
        ("contest", False),
        ("latest/users.csv", False),
        ("attestation", False),
        ("users", False),
        ("", False),
    ],
)
def test_places_of_tests(name: str, expected: bool) -> None:
    assert names_tests(name) is expected


# --- marks on findings ------------------------------------------------------------------------------------


def found(category: str, verdict: Verdict = "is", matched: int = 10) -> Finding:
    return Finding(category, Location("s", "t", "f"), verdict, 0.9, "person", Evidence(matched, 10, 9, (0.0, 1.0)))


@pytest.mark.parametrize(
    ("finding", "signals", "marks"),
    [
        (found("personal.contact.email"), {"dummy.email": 10}, (Mark("dummy", 1.0),)),
        (found("personal.contact.email", matched=8), {"dummy.email": 2}, (Mark("dummy", 0.25),)),
        (found("personal.contact.phone"), {"dummy.email": 10}, ()),
        (found("personal.name.kana"), {"dummy.name": 10}, (Mark("dummy", 1.0),)),
        (found("personal.contact.phone", "named", 0), {"masked": 9}, (Mark("masked", 0.9),)),
        (found("personal.contact.email", "named", 0), {"hash": 10}, (Mark("digest", 1.0),)),
        (found("personal.contact.email", "contains", 3), {"masked": 9}, ()),
        (found("personal.contact.email"), {}, ()),
    ],
)
def test_marks(finding: Finding, signals: dict[str, int], marks: tuple[Mark, ...]) -> None:
    fields = [(Field("f"), FieldTally(rows=10, read=10, signals=Counter(signals)))]
    (marked,) = mark_findings([finding], Collection("t", "table"), fields)
    assert marked.evidence.marks == marks


def field_of(name: str, masked: int, digests: int = 0) -> list[tuple[Field, FieldTally]]:
    signals = Counter({"masked": masked, "hash": digests})
    return [(Field(name), FieldTally(rows=10, read=10, characters=160, signals=signals))]


@pytest.mark.parametrize(
    ("name", "masked", "digests", "category"),
    [
        ("card_number", 10, 0, "personal.financial.card"),
        ("マイナンバー", 9, 0, "personal.id.my_number"),
        ("email", 0, 10, "personal.contact.email"),
        ("card_number", 5, 0, None),
        ("card_number", 0, 0, None),
        ("memo", 10, 0, None),
        ("product_name", 10, 0, None),
        ("法人番号", 10, 0, None),
    ],
)
def test_masked_values_keep_the_category_of_the_name(
    name: str, masked: int, digests: int, category: str | None
) -> None:
    found_ = find_masked("s", Collection("t", "table"), field_of(name, masked, digests), ())
    assert [one.category for one in found_] == ([category] if category else [])
    assert all((one.verdict, one.evidence.matched, one.evidence.read) == ("named", 0, 10) for one in found_)


def test_what_was_judged_is_left_alone() -> None:
    place = Location("s", "t", "card_number")
    judged = Dismissed("personal.financial.card", place, "organisation")
    assert find_masked("s", Collection("t", "table"), field_of("card_number", 10), [judged]) == []


def test_the_place_is_a_mark() -> None:
    (marked,) = mark_findings([found("usage.access_log")], Collection("fixtures/a.log", "log"), [])
    assert marked.evidence.marks == (Mark("test-place", 1.0),)


# --- the data ---------------------------------------------------------------------------------------------


def test_the_data_has_a_version_and_fits_the_catalogue() -> None:
    assert re.fullmatch(r"\d{4}\.\d{2}", DATA["version"])
    assert load_dummies() == DATA
    for one in DATA["set"]:
        assert {"id", "categories"} <= set(one) <= {"id", "categories", "values", "begin"}
        assert all(any(load_catalogue().covers(key, id) for id in load_catalogue().ids) for key in one["categories"])
        assert all(group_of(category) == one["id"] for category in one["categories"])


def test_values_are_in_normal_form_and_stand_once() -> None:
    for one in DATA["set"]:
        values = [*one.get("values", ()), *one.get("begin", ())]
        assert values == [normalise(value) for value in values]
        assert len({frozenset(forms_of(value)) for value in values}) == len(values)
        assert all(len(value) <= 40 for value in values)


def test_no_folder_of_tests_is_an_everyday_word() -> None:
    places = DATA["places"]
    assert not set(places["folders"]) & set(places["not_beside"])
    assert all(word == word.lower() for words in places.values() for word in words)

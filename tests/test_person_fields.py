"""How many persons a source holds, and which fields of test and other sources hold the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from connectors.base import Location
from detectors.key_tally import Fingerprinting, fingerprint_persons
from reports.declaration import Declaration
from reports.leak_profile import PersonCount
from scanner import field_tallies, person_fields
from scanner.config import Source
from scanner.engine import Outcome, scan_sources
from scanner.person_fields import PersonField, PersonFields, has_sides

SECRET = bytes(range(32))


def address(number: int) -> str:
    return f"person{number:05d}@mail.fujimi-shoji.co.jp"


def phone(number: int) -> str:
    return f"090-{1000 + number // 10_000}-{number % 10_000:04d}"


def write(path: Path, header: str, rows: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")


def people(numbers: range, *, mail: bool = True, tel: bool = True) -> tuple[str, list[str]]:
    header = ",".join(["note", *["email"] * mail, *["電話番号"] * tel])
    rows = [",".join(["x", *[address(one)] * mail, *[phone(one)] * tel]) for one in numbers]
    return header, rows


def scan(root: Path, *, members: bool = True, sample: int | None = None, **environments: str) -> Outcome:
    """Every folder below ``root`` as a source."""
    sources = tuple(
        Source(
            folder.name,
            str(folder),
            declaration=Declaration(folder.name, environment=environments.get(folder.name, "")),
        )
        for folder in sorted(root.iterdir())
    )
    with fingerprint_persons(Fingerprinting(SECRET, members)):
        known = {source.id: source.declaration.environment for source in sources}
        return scan_sources(sources, root, sample=sample, persons=PersonFields(known))


def test_persons_of_a_source_are_counted_once(tmp_path: Path) -> None:
    write(tmp_path / "a" / "customers.csv", *people(range(100)))
    write(tmp_path / "a" / "newsletter.csv", *people(range(50, 150), tel=False))
    write(tmp_path / "a" / "again.csv", "email", [address(one).upper() for one in range(30)])
    write(tmp_path / "b" / "customers.csv", *people(range(10)))
    assert scan(tmp_path).persons == {"a": PersonCount(150, 0.0), "b": PersonCount(10, 0.0)}


def test_the_kind_of_key_with_most_persons_counts(tmp_path: Path) -> None:
    write(tmp_path / "a" / "mail.csv", *people(range(40), tel=False))
    write(tmp_path / "a" / "calls.csv", *people(range(20, 90), mail=False))
    assert scan(tmp_path).persons == {"a": PersonCount(70, 0.0)}


def test_persons_in_texts_count_and_companies_do_not(tmp_path: Path) -> None:
    write(tmp_path / "a" / "tickets.csv", "本文", [f"返信は {address(one)} までお願いします" for one in range(25)])
    rows = [f"株式会社みなと{one},03-1234-{one:04d}" for one in range(60)]
    write(tmp_path / "b" / "suppliers.csv", "会社名,代表電話", rows)
    assert scan(tmp_path).persons == {"a": PersonCount(25, 0.0)}


def test_samples_are_scaled_and_say_so(tmp_path: Path) -> None:
    write(tmp_path / "a" / "customers.csv", *people(range(2000)))
    counted = scan(tmp_path, sample=200).persons["a"]
    assert counted.persons == pytest.approx(2000, rel=0.1)
    assert counted.error is None


def test_many_persons_have_an_error(tmp_path: Path) -> None:
    write(tmp_path / "a" / "customers.csv", *people(range(12_000)))
    counted = scan(tmp_path, members=False).persons["a"]
    assert counted.error == pytest.approx(0.0156, abs=0.0001)
    assert counted.persons == pytest.approx(12_000, rel=0.06)


def test_without_a_secret_nobody_is_counted(tmp_path: Path) -> None:
    write(tmp_path / "a" / "customers.csv", *people(range(10)))
    outcome = scan_sources((Source("a", str(tmp_path / "a")),), tmp_path)
    assert outcome.findings
    assert (outcome.persons, outcome.overlaps) == ({}, [])


@pytest.mark.parametrize("members", [True, False])
def test_production_data_in_a_test_source_shows(tmp_path: Path, members: bool) -> None:
    write(tmp_path / "live" / "customers.csv", *people(range(3000)))
    # A copy with rows of its own, and written otherwise.
    rows = [f"x,{address(one).title()},+81 {phone(one)[1:]}" for one in range(100, 200)]
    write(tmp_path / "qa" / "users.csv", "note,mail,tel", [*rows, *people(range(50_000, 50_060))[1]])
    overlaps = scan(tmp_path, members=members, live="production", qa="test").overlaps
    assert {(one.location.field, one.other.field, one.category) for one in overlaps} == {
        ("mail", "email", "personal.contact.email"),
        ("tel", "電話番号", "personal.contact.phone"),
    }
    assert {one.location.source for one in overlaps} == {"qa"}
    for one in overlaps:
        assert (one.share, one.compared) == (pytest.approx(100 / 160, abs=0.002), 160)


def test_a_small_copy_of_a_large_store_shows(tmp_path: Path) -> None:
    write(tmp_path / "live" / "customers.csv", *people(range(30_000), tel=False))
    write(tmp_path / "qa" / "users.csv", *people(range(10_000, 10_030), tel=False))
    found = scan(tmp_path, live="production", qa="staging").overlaps
    assert [(one.share, one.compared) for one in found] == [(pytest.approx(1.0, abs=0.005), 30)]


NO_COPIES = {
    "other people": (range(5000, 5200), "production", "test"),
    "too few to compare": (range(19), "production", "test"),
    "a few accounts of staff among many": (range(2980, 3200), "production", "test"),
    "both are production": (range(200), "production", "production"),
    "both are tests": (range(200), "staging", "test"),
    "nothing is declared": (range(200), "", ""),
}


@pytest.mark.parametrize("case", NO_COPIES)
def test_what_is_no_copy_does_not_show(tmp_path: Path, case: str) -> None:
    numbers, live, test = NO_COPIES[case]
    write(tmp_path / "live" / "customers.csv", *people(range(3000)))
    write(tmp_path / "qa" / "users.csv", *people(numbers))
    assert scan(tmp_path, live=live, qa=test).overlaps == []


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("email", "user{0}@example.jp"),  # known examples
        ("会員番号", "{0:05d}"),  # numbers that run in any system
        ("email", "same@fujimi-shoji.co.jp"),  # one value
        ("氏名", "佐藤 花子{0}"),
        ("login_id", "user{0}"),
    ],
)
def test_values_that_prove_nothing_are_not_compared(tmp_path: Path, header: str, row: str) -> None:
    for folder in ("live", "qa"):
        write(tmp_path / folder / "users.csv", f"{header},x", [row.format(one) + ",1" for one in range(300)])
    assert scan(tmp_path, qa="development").overlaps == []


def test_an_undeclared_source_may_be_production(tmp_path: Path) -> None:
    for folder in ("one", "qa"):
        write(tmp_path / folder / "users.csv", *people(range(100), tel=False))
    found = scan(tmp_path, qa="test").overlaps
    assert [(str(one.location), str(one.other)) for one in found] == [("qa/users.csv/email", "one/users.csv/email")]


def test_for_each_source_the_field_with_most_in_common(tmp_path: Path) -> None:
    write(tmp_path / "live" / "all.csv", *people(range(500), tel=False))
    write(tmp_path / "live" / "half.csv", *people(range(50), tel=False))
    write(tmp_path / "qa" / "users.csv", *people(range(100), tel=False))
    found = scan(tmp_path, live="production", qa="test").overlaps
    assert [(one.other.collection, one.share) for one in found] == [("all.csv", 1.0)]


def test_sides() -> None:
    assert has_sides({"a": "test", "b": ""})
    assert has_sides({"a": "staging", "b": "production"})
    assert not has_sides({"a": "staging", "b": "test"})
    assert not has_sides({"a": "", "b": "production"})
    assert not has_sides({})


def keep_all(root: Path) -> dict[str, list[PersonField]]:
    kept: dict[str, list[PersonField]] = {}
    with fingerprint_persons(Fingerprinting(SECRET)):
        sources = tuple(Source(folder.name, str(folder)) for folder in sorted(root.iterdir()))
        scan_sources(sources, root, persons=PersonFields({}, lambda source, fields: kept.update({source: [*fields]})))
    return kept


def test_what_is_kept_says_how_it_was_read(tmp_path: Path) -> None:
    write(tmp_path / "a" / "customers.csv", "email,本文", [f"{address(n)},電話 {phone(n)} まで" for n in range(30)])
    write(tmp_path / "b" / "part.csv", "email", [*(address(n) for n in range(30)), "なし", "a@x.co.jp b@x.co.jp"])
    kept = keep_all(tmp_path)
    assert {(str(one.location), one.category, one.whole) for fields in kept.values() for one in fields} == {
        ("a/customers.csv/email", "personal.contact.email", True),
        ("a/customers.csv/本文", "personal.contact.phone", False),
        ("b/part.csv/email", "personal.contact.email", False),
    }
    assert {one.rows_read for fields in kept.values() for one in fields} == {30, 32}
    assert all(one.members and one.members.form == "exact" for fields in kept.values() for one in fields)


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a" / "customers.csv", *people(range(2000)))
    monkeypatch.setattr(person_fields, "_MOST_BYTES", 20_000)
    assert [one.members is None for one in keep_all(tmp_path)["a"]] == [False, True]
    monkeypatch.setattr(field_tallies, "MOST_MEMBERS", 20_000)
    kept = keep_all(tmp_path)["a"]
    assert sorted(one.members is None for one in kept) == [False, True]
    assert [one.sketch.count() for one in kept] == [2000, 2000]


def test_a_source_that_fails_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    persons = PersonFields({}, lambda source, fields: seen.update({source: len(fields)}))
    seen: dict[str, int] = {}
    write(tmp_path / "a" / "customers.csv", *people(range(20)))
    with fingerprint_persons(Fingerprinting(SECRET)):
        scan_sources((Source("a", str(tmp_path / "a")),), tmp_path, persons=persons)
        persons._pending = [PersonField(Location("lost", "t", "f"), "personal.name", *_nothing())]
        scan_sources((Source("b", str(tmp_path / "a")),), tmp_path, persons=persons)
    assert seen == {"a": 2, "b": 2}


def _nothing() -> tuple[person_fields.KeyedSketch, None, int, bool]:
    return person_fields.NO_KEYS, None, 0, False

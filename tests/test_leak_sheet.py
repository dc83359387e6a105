"""The sheet for a leak: nine items in both languages, deadlines to the day, facts and no values."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import report_samples as samples

from connectors.base import Location
from detectors.catalogue import load_catalogue
from reports import leak_sheet
from reports.base import LeakProfile, Observation, Report
from reports.declaration import Declaration, Provided
from reports.leak_profile import PersonCount, make_profiles
from reports.leak_sheet import LeakSheet, list_deadlines, load_words, make_sheet, to_table, write_markdown

LANGUAGES = ("ja", "en")
FORBIDDEN = re.compile(r"complian|violat|illegal|違反|違法|適法|遵守", re.IGNORECASE)


def report(**changes: object) -> Report:
    made = samples.build_small()
    counts = {"orders": PersonCount(1874)}
    made = replace(made, profiles=make_profiles(made.entries, made.sources, made.coverage, counts))
    return replace(made, **changes)  # type: ignore[arg-type]


def sheet(lang: str = "en", source: str = "orders", discovered: date | None = None, **changes: object) -> LeakSheet:
    return make_sheet(report(**changes), source, lang, discovered)


def known(made: LeakSheet, number: int) -> str:
    return "\n".join(made.items[number - 1].known)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_nine_items_of_rule_8(lang: str) -> None:
    made = sheet(lang)
    assert [item.number for item in made.items] == list(range(1, 10))
    numerals = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    named = [f"規則8条1項{n}号" if lang == "ja" else f"Rule 8(1)({one})" for n, one in enumerate(numerals, start=1)]
    assert [item.law for item in made.items] == named
    assert all(item.title and item.asks for item in made.items)
    # What only people can know is left to them; the rest is prefilled.
    assert {item.number for item in made.items if not item.known} == {4, 7}


def test_both_languages_say_the_same() -> None:
    ja, en = sheet("ja"), sheet("en")
    assert [len(item.known) for item in ja.items] == [len(item.known) for item in en.items]
    assert [len(item.asks) for item in ja.items] == [len(item.asks) for item in en.items]
    assert len(ja.touches) == len(en.touches)
    assert not any(re.search(r"[ぁ-んァ-ヶ]", line) for item in en.items for line in item.asks)


def test_what_a_scan_knows_stands_there() -> None:
    made = sheet()
    assert "customers" in known(made, 1)
    assert "orders (fields: 1, rows: 12,000, of which 2,000 were read)" in known(made, 1)
    assert "not scanned" not in known(made, 1)
    assert "not scanned" in known(sheet(source="app-logs"), 1)
    assert "Name (places: 1)" in known(made, 2)
    assert "Payment card (places: 1; property at risk)" in known(made, 2)
    assert "1,874 persons" in known(made, 3)
    assert "above 1,000" in known(made, 3)
    assert "money" in known(made, 5)
    assert "not declared" in known(made, 5)
    assert "注文チーム" in known(made, 9)
    assert "Rule 7(iv)" in "\n".join(made.touches)


@pytest.mark.parametrize(("persons", "text"), [(1000, "not above 1,000"), (1001, "above 1,000")])
def test_a_thousand_persons(persons: int, text: str) -> None:
    profile = LeakProfile("orders", ("malicious",), persons, 0.0, ("personal.name",))
    made = sheet(profiles=(profile,))
    assert text in known(made, 3)
    assert ("not" in text) == ("not above" in known(made, 3))


def test_a_source_without_personal_information() -> None:
    made = sheet(source="app-logs", entries=(), profiles=())
    assert "nothing was found that Rule 7 names" in made.touches[0]
    assert "No personal information was found" in known(made, 2)
    # What was not scanned is said all the same.
    assert "nobody knows what is there" in known(made, 1)
    with pytest.raises(KeyError):
        sheet(source="elsewhere")


def test_declarations_and_observations_stand_in_it() -> None:
    declared = Declaration(
        "orders", ("P1",), department="営業部", subjects=("customer",), retention="P5Y", entrusted_to=("host",),
        provided_to=(Provided("agency", "5-6"), Provided("court")), encrypted=True, access_log=False, country="JP",
    )  # fmt: skip
    base = report()
    sources = (replace(base.sources[0], declaration=declared), *base.sources[1:])
    seen = Observation("ENT-UNREGISTERED", Location("orders", ""), "high", "4")
    elsewhere = replace(seen, check="TP-EXPORT", location=Location("app-logs", ""))
    made = sheet(
        sources=sources,
        observations=(seen, elsewhere),
        profiles=make_profiles(base.entries, sources, base.coverage),
    )
    assert "A processor that is not in the register" in known(made, 8)
    assert "export" not in known(made, 8)
    for text in ("営業部", "P5Y", "host", "agency (5-6), court", "Kept in: JP", "declared as not kept"):
        assert text in known(made, 9)
    assert "Customers" in known(made, 3)
    assert "declared encrypted" in known(made, 5)


def test_long_lists_are_cut_and_say_so() -> None:
    base = report()
    entries = tuple(
        replace(
            samples.NAME,
            fingerprint=f"v1:{n:016x}",
            finding=replace(samples.NAME.finding, location=Location("orders", f"table{n:02}", "氏名")),
        )
        for n in range(14)
    )
    made = sheet(entries=entries, profiles=make_profiles(entries, base.sources))
    assert "4 more" in known(made, 1)
    assert "table00" in known(made, 1)


def test_a_run_that_was_stored_before_there_were_profiles() -> None:
    assert "(places: 1)" in known(sheet(profiles=()), 2)
    assert "1,874 persons" in known(sheet(profiles=()), 3)


# --- deadlines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("discovered", "days"),
    [
        (date(2026, 4, 1), ("2026-04-03", "2026-04-05", "2026-04-30", "2026-05-30")),
        # Over the end of February, in a leap year and not.
        (date(2028, 2, 1), ("2028-02-03", "2028-02-05", "2028-03-01", "2028-03-31")),
        (date(2027, 2, 1), ("2027-02-03", "2027-02-05", "2027-03-02", "2027-04-01")),
        (date(2026, 12, 31), ("2027-01-02", "2027-01-04", "2027-01-29", "2027-02-28")),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_deadlines_count_the_day_of_discovery(discovered: date, days: tuple[str, ...], lang: str) -> None:
    text = "\n".join(list_deadlines(discovered, lang))
    assert tuple(re.findall(r"\d{4}-\d\d-\d\d", text)) == (discovered.isoformat(), *days)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_deadlines_without_a_day_are_periods(lang: str) -> None:
    text = "\n".join(list_deadlines(None, lang))
    assert not re.search(r"\d{4}-", text)
    assert "30" in text
    assert "60" in text


# --- forms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_as_markdown(lang: str) -> None:
    text = write_markdown(sheet(lang))
    assert len(re.findall(r"^## \d\. ", text, re.MULTILINE)) == 9
    assert text.count("* [ ] ") == sum(len(item.asks) for item in sheet(lang).items)


def test_names_are_no_markdown() -> None:
    hostile = "<b>*x*</b> [a](http://example.jp) `c` | #1\n## 10. x\x1b[31m"
    entry = replace(samples.NAME, finding=replace(samples.NAME.finding, location=Location("orders", hostile, "氏名")))
    text = write_markdown(sheet(entries=(entry,)))
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == 11
    assert "\x1b" not in text
    assert r"\[a\](http://example.jp)" in text


def test_as_a_table() -> None:
    table = to_table(sheet())
    assert len(table.rows) == 11
    assert all(len(row) == len(table.columns) == 4 for row in table.rows)
    assert [row[0].text for row in table.rows] == ["", *map(str, range(1, 10)), ""]
    assert [row[3].open for row in table.rows] == [False, *[True] * 9, False]


# --- the data file --------------------------------------------------------------------------------------------


def texts(node: object) -> list[str]:
    if isinstance(node, dict):
        return [text for one in node.values() for text in texts(one)]
    if isinstance(node, list):
        return [text for one in node for text in texts(one)]
    return [node] if isinstance(node, str) else []


def test_the_words() -> None:
    data = tomllib.loads((Path(leak_sheet.__file__).parent / "data" / "leak_sheet.toml").read_text(encoding="utf-8"))
    assert data == load_words()
    assert data["version"]
    for text in data["text"].values():
        assert set(text) == {"ja", "en"}
        fields = [set(re.findall(r"\{(\w+)\}", str(one))) for one in text.values()]
        assert fields[0] == fields[1]
    assert not [text for text in texts(data) if FORBIDDEN.search(text)]
    known_keys = [*load_catalogue().ids, *load_catalogue().groups]
    for group in (*(one["categories"] for one in data["harm"]), data["reach"]["categories"]):
        assert [key for key in group if key not in known_keys] == []

"""The clause beside a check: the policy's own words, never others, under policies of any structure."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import CATEGORIES, PUBLISHED

from connectors.base import Location
from detectors.base import Evidence, Finding
from reports.base import Entry
from reports.checks import find_clause, load_checks
from reports.clauses import ELLIPSIS, LENGTH, join_lines, quote, quote_all, quote_check, quote_item, shorten
from reports.declaration import Declaration
from reports.mapping import map_findings
from reports.policy import Article, Policy
from reports.policy_file import read_policy
from reports.policy_import import import_policy

POLICY = read_policy(categories=CATEGORIES)


def entry_of(category: str, *purposes: str, policy: Policy = POLICY, **declared: object) -> Entry:
    evidence = Evidence(10, 10, 9, (0.7, 1.0))
    finding = Finding(category, Location("s", "t", "f"), "is", 0.95, "person", evidence)
    (entry,) = map_findings([finding], policy, {"s": Declaration("s", purposes, **declared)})  # type: ignore[arg-type]
    return entry


def words_of(policy: Policy) -> str:
    """All text of a policy in one line, without spaces."""
    texts = [one.text for one in policy.articles]
    texts += [one.text for one in (*policy.purposes, *policy.measures, *policy.provisions, *policy.announcements)]
    texts += [title for one in policy.purposes for title in one.title.values()]
    return re.sub(r"\s", "", " ".join(texts))


@pytest.mark.parametrize(
    ("category", "purposes", "check", "items", "begins"),
    [
        ("personal.financial.card", ("P1",), "POL-UNDECLARED", ["1"], "Our company will acquire personal information"),
        ("personal.name", (), "POL-NOPURPOSE", ["2"], "Our company uses the acquired information for the following"),
        ("personal.name", ("P4", "P3"), "POL-MISMATCH", ["2-3", "2-4"], "To operate and maintain networks"),
        ("personal.id.my_number", ("P1", "P13"), "POL-BARRED", ["2-1"], "To communicate various matters"),
        ("personal.id.resident_record_code", (), "POL-BARRED", ["2"], "Our company uses the acquired information"),
        ("usage.cookie", ("P16",), "POL-DELEGATE", ["2-16"], "Purpose of use separately determined"),
        ("special.health_check", ("P13",), "POL-CONSENT", ["1"], "Our company will acquire"),
        ("personal.name", ("P1",), "POL-NORETENTION", ["3-2"], "Formulation of rules regarding handling"),
    ],
)
def test_what_stands_beside_a_check(
    category: str, purposes: tuple[str, ...], check: str, items: list[str], begins: str
) -> None:
    entry = entry_of(category, *purposes)
    assert check in entry.checks
    clauses = quote_all(POLICY, entry, check)
    assert [clause.item for clause in clauses] == items
    assert clauses[0].text.startswith(begins)
    assert quote(POLICY, entry, check) == clauses[0]
    assert {(clause.version, clause.effective) for clause in clauses} == {("2022-06-07", "2022-06-07")}
    assert all(set(clause.title) == {"ja", "en"} for clause in clauses)


def test_the_purposes_for_other_persons_are_quoted() -> None:
    policy = replace(POLICY, purposes=tuple(replace(one, subjects=("employee",)) for one in POLICY.purposes))
    entry = entry_of("personal.name", "P1", "P6", "P3", policy=policy, subjects=("customer",))
    assert "POL-SUBJECT" in entry.checks
    assert [clause.item for clause in quote_all(policy, entry, "POL-SUBJECT")] == ["2-1", "2-6"]


def test_the_reason_of_the_matrix_stands_beside_what_is_barred() -> None:
    category = "personal.id.my_number"
    reasons = {category: {"P1": "The law lists where it may be used.", "*": "Not for this."}}
    policy = replace(POLICY, reasons=reasons)
    first, second = quote_all(policy, entry_of(category, "P1", "P2"), "POL-BARRED")
    assert (first.reason, second.reason) == ("The law lists where it may be used.", "Not for this.")
    nowhere = replace(POLICY, reasons={"personal.id.resident_record_code": {"*": "No private body may ask for it."}})
    (clause,) = quote_all(nowhere, entry_of("personal.id.resident_record_code"), "POL-BARRED")
    assert clause.reason == "No private body may ask for it."
    assert quote(POLICY, entry_of(category, "P1"), "POL-BARRED").reason == ""


@pytest.mark.parametrize(
    ("item", "begins", "title"),
    [
        ("3-5", "Depending on the information, implement measures", "Safety management"),
        ("5-1", "With the consent of the person", "Provision"),
        ("2-13", "For employment", "Purpose of use"),
        ("1(1)4", "Information regarding identity verification", "Acquisition"),
        ("3", "Our company will take the following appropriate measures", "Safety management"),
        ("2", "Our company uses the acquired information", "Purpose of use"),
        ("3-99", "Our company will take the following", "Safety management"),
        ("", "", ""),
        ("77", "", ""),
        ("a-1", "", ""),
    ],
)
def test_items_that_observations_name(item: str, begins: str, title: str) -> None:
    clause = quote_item(POLICY, item)
    assert clause.item == item
    assert clause.text.startswith(begins)
    assert bool(clause.text) == bool(begins)
    assert clause.title.get("en", "").startswith(title)


def test_an_article_of_its_own_says_more() -> None:
    special = Article(12, "special-care", {"en": "Special care"}, "We obtain consent before we acquire such data.")
    policy = replace(POLICY, articles=(*POLICY.articles, special))
    assert quote(policy, entry_of("special.health_check"), "POL-CONSENT").item == "12"
    assert quote_check(policy, "POL-CONSENT").text == "We obtain consent before we acquire such data."


def test_a_policy_without_articles_has_nothing_to_quote() -> None:
    bare = replace(POLICY, articles=(), measures=(), provisions=())
    for check in load_checks():
        assert quote_check(bare, check).text == ""
        assert quote(bare, entry_of("personal.financial.card"), check).version == bare.version
    assert quote(POLICY, entry_of("personal.name"), "POL-SOMEDAY").text == ""


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.name)
def test_only_words_of_the_policy_are_quoted(path: Path, tmp_path: Path) -> None:
    """Under policies of any structure and language, as they are imported."""
    file = tmp_path / "policy.toml"
    file.write_text(
        import_policy(path.read_bytes(), path.name, default=POLICY, categories=CATEGORIES).toml, encoding="utf-8"
    )
    policy = read_policy(file, categories=CATEGORIES)
    words = words_of(policy)
    declared = tuple(one.id for one in policy.purposes)
    quoted = 0
    for category in ("personal.name", "special.medical_history", "usage.cookie", "personal.id.my_number"):
        for purposes in ((), declared[:1], declared):
            entry = entry_of(category, *purposes, policy=policy)
            for check in entry.checks:
                for clause in quote_all(policy, entry, check):
                    text = re.sub(r"\s", "", clause.text).removesuffix(ELLIPSIS)
                    assert text in words
                    quoted += bool(text)
    assert quoted
    for check in load_checks().values():
        if check.id not in ("POL-CONSENT", "POL-NORETENTION"):
            assert quote_check(policy, check.id).item == find_clause(check, policy)


# --- shortening -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("One sentence. Another one.", 100, "One sentence. Another one."),
        ("One sentence. Another one.", 20, "One sentence. …"),
        ("Names, addresses, etc. are kept. We delete them.", 40, "Names, addresses, etc. are kept. …"),
        ("個人情報を取得します。利用目的は次のとおりです。", 12, "個人情報を取得します。…"),
        ("個人情報を、適法かつ公正な手段によって取得いたします", 10, "個人情報を…"),
        ("個人情報保護方針について定めるものとします", 10, "個人情報保護方針に…"),
        ("a long sentence without an end in sight", 18, "a long sentence…"),
        ("two\nlines", 100, "two lines"),
        ("二つの\n行", 100, "二つの行"),
        ("", 10, ""),
    ],
)
def test_long_texts_end_after_a_sentence(text: str, length: int, short: str) -> None:
    assert shorten(text, length) == short


@given(st.text(max_size=900), st.integers(5, 300))
def test_shortened_texts_are_beginnings(text: str, length: int) -> None:
    short = shorten(text, length)
    assert len(short) <= length + 2
    assert join_lines(text).startswith(short.removesuffix(ELLIPSIS).rstrip())
    assert "\n" not in short
    assert (short == join_lines(text)) or short.endswith(ELLIPSIS)


def test_no_clause_is_longer_than_a_few_lines() -> None:
    assert all(len(quote_check(POLICY, check).text) <= LENGTH + 2 for check in load_checks())

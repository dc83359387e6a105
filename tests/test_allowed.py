"""What is allowed is not counted, and is listed with its reason."""

from __future__ import annotations

import hashlib

import pytest

from connectors.base import Location
from detectors.allowed import Allowance, fold_value, hash_value
from detectors.base import Dismissed, Finding
from detectors.custom import RuleSet, apply_rules
from detectors.custom_patterns import compile_pattern
from detectors.denied import DeniedWords, fold_denied
from tests.rule_samples import judge

MAIL, PHONE, CARD = "personal.contact.email", "personal.contact.phone", "personal.financial.card"
OURS = "yuki@shop.example.jp"
OTHERS = [f"{name}{number}@mail.example.com" for number, name in enumerate(["taro", "hanako", "ken", "yui"] * 5)]


def values(*given: str) -> frozenset[str]:
    return frozenset(map(fold_value, given))


def under(
    *allowances: Allowance, denied: tuple[DeniedWords, ...] = (), **columns: list[str]
) -> tuple[dict[tuple[str, str], Finding], set[tuple[str, str, str]]]:
    with apply_rules(RuleSet(allowances=allowances, denied=denied)):
        findings, dismissed = judge(columns)
    return {(one.location.field, one.category): one for one in findings}, {place(one) for one in dismissed}


def place(one: Dismissed) -> tuple[str, str, str]:
    return one.location.field, one.category, one.reason


def test_allowed_values_do_not_count_and_the_others_do() -> None:
    findings, dismissed = under(Allowance("our desk", (MAIL,), values=values(OURS)), mail=[*OTHERS, *[OURS] * 30])
    evidence = findings["mail", MAIL].evidence
    assert (evidence.matched, evidence.read) == (20, 20)
    assert all(sighting.row <= 20 for sighting in evidence.at)
    assert ("mail", MAIL, "allowed:our desk") in dismissed


def test_rows_keep_their_numbers() -> None:
    findings, _ = under(
        Allowance("our desk", (MAIL,), values=values(OURS)), mail=[OURS, OTHERS[0], OURS, OTHERS[1]] * 5
    )
    assert [sighting.row for sighting in findings["mail", MAIL].evidence.at][:3] == [2, 4, 6]


def test_a_field_of_allowed_values_only_is_no_finding() -> None:
    findings, dismissed = under(Allowance("our desk", values=values(OURS)), mail=[OURS] * 40)
    assert not {one for one in findings if one[0] == "mail"}
    assert dismissed == {("mail", MAIL, "allowed:our desk")}


@pytest.mark.parametrize(
    "allowance",
    [
        Allowance("r", (MAIL,), values=values("ＹＵＫＩ@shop.example.jp ")),
        Allowance("r", ("personal.contact",), values=values(OURS)),
        Allowance("r", (), pattern=compile_pattern(r"[a-z]{1,20}@shop\.example\.jp")),
        Allowance("r", (), sha256=frozenset({hashlib.sha256(OURS.encode()).hexdigest()})),
        Allowance("r", (), values=values(OURS), places=("crm/staff.csv/mail",)),
        Allowance("r", (), values=values(OURS), places=("crm/*",)),
        Allowance("r", (), places=("crm",)),
        Allowance("r", (MAIL,), places=("*/staff.csv/m?il",)),
    ],
)
def test_ways_to_allow(allowance: Allowance) -> None:
    findings, dismissed = under(allowance, mail=[OURS] * 9)
    assert ("mail", MAIL) not in findings
    assert ("mail", MAIL, "allowed:r") in dismissed


@pytest.mark.parametrize(
    "allowance",
    [
        Allowance("r", (PHONE,), values=values(OURS)),
        Allowance("r", ("personal.contact.e",), values=values(OURS)),
        Allowance("r", (MAIL,), values=values("desk")),
        Allowance("r", (), pattern=compile_pattern(r"desk")),
        Allowance("r", (), values=values(OURS), places=("shop/*",)),
        Allowance("r", (PHONE,), places=("crm",)),
    ],
)
def test_what_does_not_allow(allowance: Allowance) -> None:
    findings, _ = under(allowance, mail=[OURS] * 9)
    assert findings["mail", MAIL].evidence.matched == 9


def test_inside_text_only_what_is_allowed_is_taken_out() -> None:
    texts = [f"{OURS} から {one} へ返信しました" for one in OTHERS]
    findings, dismissed = under(Allowance("our desk", values=values(OURS)), memo=texts)
    evidence = findings["memo", MAIL].evidence
    assert evidence.matched == 20
    assert evidence.at[0].start > len(OURS)
    assert ("memo", MAIL, "allowed:our desk") in dismissed


def test_only_allowed_ones_inside_text_are_no_finding() -> None:
    findings, dismissed = under(Allowance("our desk", values=values(OURS)), memo=[f"連絡先は {OURS} です"] * 9)
    assert ("memo", MAIL) not in findings
    assert ("memo", MAIL, "allowed:our desk") in dismissed


def test_what_else_is_in_an_allowed_cell_is_still_found() -> None:
    both = "4111111111111111"
    findings, _ = under(
        Allowance("order numbers", ("personal.id",), pattern=compile_pattern(r"\d{16}")), card=[both] * 9
    )
    assert ("card", CARD) in findings


def test_check_digits_of_allowed_numbers_are_not_counted() -> None:
    allowed = "123456789018"
    findings, _ = under(
        Allowance("sample", ("personal.id.my_number",), values=values(allowed)),
        memo=[f"個人番号 {allowed} と 個人番号 983205673214 の 2 件"] * 3,
    )
    evidence = findings["memo", "personal.id.my_number"].evidence
    assert evidence.checks is not None
    assert (evidence.checks.tried, evidence.checks.passed) == (1, 1)


def test_denied_words_win() -> None:
    names = DeniedWords("vip", MAIL, fold_denied([OURS]))
    for allowance in (Allowance("r", values=values(OURS)), Allowance("r", places=("crm",))):
        findings, _ = under(allowance, denied=(names,), mail=[OURS] * 9)
        assert ("mail", MAIL) in findings


def test_places_and_what_is_above_them() -> None:
    location = Location("crm", "staff.csv", "payload", "user.mail")
    globs = {"crm": True, "crm/staff.csv": True, "crm/*": True, "crm/*/payload": True, "crm/staff.csv/payload/user.*": True,
             "staff.csv": False, "crm/other.csv": False, "crm/staff.csv/user.mail": False}  # fmt: skip
    assert {glob: Allowance("r", places=(glob,)).holds_at(location) for glob in globs} == globs


def test_a_hash_is_that_of_the_value_alone() -> None:
    assert hash_value(f" {OURS}\n") == hashlib.sha256(OURS.encode()).hexdigest()

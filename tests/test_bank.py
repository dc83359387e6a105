"""Accounts by their form: IBANs, groups, records of a transfer file."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from stdnum import iban

from detectors.bank import BANK_ACCOUNT, find_bank_accounts, is_iban, load_iban_forms
from tests.detection import BAIT, SLOWEST, find_in, find_one, time_bait

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DE89 3704 0044 0532 0130 00", ["DE89 3704 0044 0532 0130 00"]),
        ("IBAN:GB82WEST12345698765432です", ["GB82WEST12345698765432"]),
        ("送金先はFR1420041010050500013M02606まで", ["FR1420041010050500013M02606"]),
        ("NO93 8601 1117 947 BIC DNBANOKK", ["NO93 8601 1117 947"]),
        ("ＤＥ８９３７０４００４４０５３２０１３０００", ["ＤＥ８９３７０４００４４０５３２０１３０００"]),
        ("口座 0001-123-1234567", ["0001-123-1234567"]),
        ("振込先: 0009-001-1-7654321", ["0009-001-1-7654321"]),
    ],
)
def test_accounts(text: str, expected: list[str]) -> None:
    assert find_one(find_bank_accounts, BANK_ACCOUNT, text, strong=True) == expected


def test_a_country_apart_needs_a_word() -> None:
    text = "NO 93 8601 1117 947"
    assert find_one(find_bank_accounts, BANK_ACCOUNT, text, strong=False) == [text]
    assert find_one(find_bank_accounts, BANK_ACCOUNT, "IBAN: " + text, strong=True) == [text]


def test_groups_without_a_word_need_the_column() -> None:
    assert find_one(find_bank_accounts, BANK_ACCOUNT, "0001-123-1234567", strong=False) == ["0001-123-1234567"]


@pytest.mark.parametrize(
    "text",
    [
        "DE89 3704 0044 0532 0130 01",
        "DE89 3704 0044 0532 0130",
        "XX89370400440532013000",
        "ADE89370400440532013000",
        "DE893704004405320130001",
        "GB82west12345698765432",
        "0001-123-1234567-1",
        "10001-123-1234567",
        "2026-11-22",
        "2" * 120,
        "2" + " " * 119,
    ],
)
def test_no_accounts(text: str) -> None:
    assert find_one(find_bank_accounts, BANK_ACCOUNT, text) == []


def record(account: str = "1234567", name: str = "ﾃｽﾄ ﾀﾛｳ") -> str:
    """A data record of an invented transfer."""
    parts = ("2", "0001", "ﾐｽﾞﾎ".ljust(15), "123", "ｼﾝｼﾞﾕｸ".ljust(15), "0000", "1", account, name.ljust(30))
    return "".join((*parts, "0000100000", "0", " " * 20, "7", " " * 8))


def test_the_records_of_a_transfer_file() -> None:
    header = "1210" + "1234567890" + "ｶ)ﾃｽﾄ".ljust(40) + "1125" + "0001" + " " * 58
    lines = [header, record(), record("7654321", "ｽｽﾞｷ ﾊﾅｺ"), "8" + "000002" + "0" * 12 + " " * 101, "9" + " " * 119]
    assert {len(line) for line in lines} == {120}
    found = find_in(find_bank_accounts, BANK_ACCOUNT, *lines, strong=True)
    assert [len(one) for one in found] == [0, 1, 1, 0, 0]
    assert found[1][0].startswith("11234567ﾃｽﾄ ﾀﾛｳ")
    assert [len(one) for one in find_in(find_bank_accounts, BANK_ACCOUNT, "\r\n".join(lines))] == [2]
    assert find_in(find_bank_accounts, BANK_ACCOUNT, record().rstrip()) != [[]]
    assert find_in(find_bank_accounts, BANK_ACCOUNT, record("12345A7")) == [[]]


def test_every_country_of_the_registry() -> None:
    assert len(load_iban_forms()) > 120
    cases = SHARED / "validators_stdnum" / "stdnum_cases.csv"
    if not cases.exists():
        pytest.skip("needs ../shared/data")
    with cases.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["stdnum_module"] == "iban"]
    found = find_in(find_bank_accounts, BANK_ACCOUNT, *[row["value"] for row in rows])
    right = sum(bool(one) == (row["valid"] == "1") for one, row in zip(found, rows, strict=True))
    assert right / len(rows) >= 0.99


def test_check_digits_agree_with_stdnum() -> None:
    chance = random.Random(20260101)
    for _ in range(500):
        body = "".join(chance.choice("0123456789") for _ in range(18))
        number = f"DE{chance.randrange(100):02}{body}"
        assert is_iban(number) == iban.is_valid(number, check_country=False)
    assert is_iban("DE" + iban.calc_check_digits("DE00370400440532013000") + "370400440532013000")


@pytest.mark.parametrize("bait", ["digits", "hyphens", "letters", "capital"])
def test_no_input_is_slow(bait: str) -> None:
    assert time_bait(find_bank_accounts, BAIT[bait]) < SLOWEST
    assert time_bait(find_bank_accounts, "DE89 3704 0044 0532 0130 " * 20_000) < SLOWEST
    assert time_bait(find_bank_accounts, (record() + "\n") * 5_000) < SLOWEST

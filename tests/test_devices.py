"""Identifiers of devices and SIM cards by their own form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.checks import CheckedHits
from detectors.devices import HARDWARE, MODEL, PUSH, SIM, SYSTEM, find_device_numbers, find_device_tokens, find_models
from detectors.hits import Detect
from tests.detection import BAIT, SLOWEST, cells_of, find_in, find_one, hits_of, time_bait, view_of

BUILD = "google/husky/husky:14/UQ1A.240105.004/11206848:user/release-keys"
TOKEN = "cAbCdEfGhIj:APA91b" + "x1_-" * 34


@pytest.mark.parametrize(
    "text", ["352099001234562", "356868000041418", "35-209900-123456-2", "端末352099001234562です"]
)
def test_imeis_need_the_column(text: str) -> None:
    assert len(find_one(find_device_numbers, HARDWARE, text, strong=False)) == 1
    assert find_one(find_device_numbers, HARDWARE, text, strong=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "356868000041417",
        "371449635398431",
        "35209900123456",
        "3520990012345620",
        "111111111111111",
        "x352099001234562",
        "35.2099001234562",
    ],
)
def test_no_imeis(text: str) -> None:
    assert find_one(find_device_numbers, HARDWARE, text) == []


def test_check_digits_are_counted() -> None:
    (hits,) = hits_of(find_device_numbers(cells_of("352099001234562", "352099001234561", "371449635398431"), view_of()))
    assert isinstance(hits, CheckedHits)
    assert (hits.tried, hits.passed) == (2, 1)


@given(st.integers(0, 10**12 - 1))
def test_one_check_digit_in_ten_fits(number: int) -> None:
    found = find_in(find_device_numbers, HARDWARE, *(f"35{number:012}{last}" for last in range(10)))
    assert sum(map(len, found)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8981100000000000002", ["8981100000000000002"]),
        ("SIM:8981100000000000002", ["8981100000000000002"]),
        ("カード8981100000000000002が", ["8981100000000000002"]),
        ("8981100000000000003", []),
        ("8910100000000000002", []),
        ("898110000000000000", []),
    ],
)
def test_iccids(text: str, expected: list[str]) -> None:
    assert find_one(find_device_numbers, SIM, text, strong=True) == expected


@pytest.mark.parametrize(
    ("text", "category", "expected"),
    [
        (TOKEN, PUSH, TOKEN),
        (f"トークン「{TOKEN}」", PUSH, TOKEN),
        ("ExponentPushToken[xxAAbbCC00112233445566]", PUSH, "ExponentPushToken[xxAAbbCC00112233445566]"),
        (BUILD, MODEL, BUILD),
        (f"Build fingerprint: '{BUILD}'", MODEL, BUILD),
        (f"ro.build.fingerprint={BUILD}", SYSTEM, BUILD),
    ],
)
def test_tokens_and_builds(text: str, category: str, expected: str) -> None:
    assert find_one(find_device_tokens, category, text, strong=True) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        ":APA91b",
        "a:APA91bxxx",
        "ExponentPushToken[]",
        ":user/release-keys",
        "a:b:user/release-keys",
        "x/y:1/2/3:user/release-keys",
    ],
)
def test_no_tokens_or_builds(text: str) -> None:
    for category in (PUSH, MODEL, SYSTEM):
        assert find_one(find_device_tokens, category, text) == []


@pytest.mark.parametrize(
    "text", ["iPhone15,2", "iPad13,1", "SM-S911Q", "SM-G991B", "Pixel 8", "Pixel 8 Pro", "MacBookPro18,3"]
)
def test_models(text: str) -> None:
    assert find_one(find_models, MODEL, text, strong=True) == [text]


@pytest.mark.parametrize(
    "text", ["iPhone 15 ケース", "iPhone15,2 用", "SM-1", "Pixel art", "iPhone", "SM-Sサイズ", "Pixel 8 Pro 128GB"]
)
def test_no_models(text: str) -> None:
    assert find_one(find_models, MODEL, text) == []


HOSTILE = {
    "digits": BAIT["digits"],
    "letters": BAIT["letters"],
    "builds": ":user/release-keys" * 50_000,
    "paths": "a/b/c:1/2/3:user/release-keys" * 30_000,
    "tokens": ":APA91b" * 100_000,
    "models": "iPhone" * 100_000,
    "imeis": "352099001234562 " * 50_000,
}


@pytest.mark.parametrize("bait", HOSTILE)
@pytest.mark.parametrize("detect", [find_device_numbers, find_device_tokens, find_models])
def test_no_input_is_slow(detect: Detect, bait: str) -> None:
    assert time_bait(detect, HOSTILE[bait]) < SLOWEST

"""Machine-readable zones: the four check digits settle it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mrz import PASSPORT, find_mrz
from tests.detection import BAIT, SLOWEST, find_in, find_one, time_bait

LINE = "TR12345672JPN0001018M2501017<<<<<<<<<<<<<<08"
# The specimens of ICAO Doc 9303 (an invented person of an invented state).
TD3 = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "D231458907UTO7408122F1204159<<<<<<<6"
TD1 = "7408122F1204159UTO<<<<<<<<<<<6"
NAME = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"


@pytest.mark.parametrize("line", [LINE, TD3, TD2, TD1, NAME])
@pytest.mark.parametrize("frame", ["{}", "旅券の下段は{}です", "a\n{}\nb", "MRZ: {} 読取"])
def test_lines(line: str, frame: str) -> None:
    assert find_one(find_mrz, PASSPORT, frame.format(line), strong=True) == [line]


def test_both_lines() -> None:
    assert find_one(find_mrz, PASSPORT, f"{NAME}\n{TD3}") == [TD3, NAME]


@pytest.mark.parametrize(
    "text",
    [
        LINE[:-1] + "9",
        LINE[:9] + "3" + LINE[10:],
        LINE + "<",
        LINE[1:],
        "<" * 44,
        "0" * 44,
        "P" + "<" * 43,
        "P<div><p>text</p></div>",
        "A" * 43 + "<",
        TD2[:-1] + "7",
        "if (a<b) { return c<<2; }",
        NAME[1:],
    ],
)
def test_no_lines(text: str) -> None:
    assert find_one(find_mrz, PASSPORT, text) == []


@given(st.integers(0, 43), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_enough(place: int, digit: str) -> None:
    changed = LINE[:place] + digit + LINE[place + 1 :]
    found = find_in(find_mrz, PASSPORT, changed)[0]
    if LINE[place].isdigit() and digit != LINE[place]:
        assert found == []
    elif digit == LINE[place]:
        assert found == [LINE]


@pytest.mark.parametrize("bait", ["capital", "digits", "letters"])
def test_no_input_is_slow(bait: str) -> None:
    assert time_bait(find_mrz, "<" + BAIT[bait]) < SLOWEST
    assert time_bait(find_mrz, "<" * 1_000_000) < SLOWEST
    assert time_bait(find_mrz, (LINE[:-1] + "9 ") * 20_000) < SLOWEST

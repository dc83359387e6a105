"""Flats, towns and regions of street addresses in text; Japanese addresses in Latin letters."""

from __future__ import annotations

import pytest

from detectors.addresses import ADDRESS, find_japanese_addresses, find_western_addresses
from tests.detection import BAIT, SLOWEST, find_one, time_bait


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("moved to 1420 Maple Avenue, Springfield, IL.", ["1420 Maple Avenue, Springfield, IL"]),
        ("to 88 Harbor Street Apt 4B, Portland, ME 04101, phone", ["88 Harbor Street Apt 4B, Portland, ME"]),
        ("to Flat 3, 210 Kingsway Road, Manchester M20 4XB", ["Flat 3, 210 Kingsway Road, Manchester"]),
        ('address="17 Rosehill Crescent, Leeds"', ["17 Rosehill Crescent, Leeds"]),
        ("at 12 High Street, please", ["12 High Street"]),
        ("to 5-5-10 Tenjin, Chuo-ku, Fukuoka. Thanks", ["5-5-10 Tenjin, Chuo-ku, Fukuoka"]),
        ("to 2-9-13 Hadokoro-cho, Tsu-shi, Mie, Tel", ["2-9-13 Hadokoro-cho, Tsu-shi, Mie"]),
        ("roll 1-2 Abc then x-ku", []),
        ("the score was 3-2 in Chuo-ku", []),
        ("built 2024-05-01 for Chuo-ku", []),
    ],
)
def test_whole_addresses_in_text(text: str, found: list[str]) -> None:
    assert find_one(find_western_addresses, ADDRESS, text, strong=True) == found


@pytest.mark.parametrize(
    "address",
    [
        "東京都新宿区西新宿3番地23　メゾン桜201号室",
        "群馬県前橋市表町3丁目10番7号第2さくらビル4F",
        "群馬県前橋市表町3丁目11-17 メゾン桜201号室",
        "福岡県福岡市中央区天神2-22-4 コーポ青葉B-102",
    ],
)
def test_houses_behind_japanese_addresses(address: str) -> None:
    assert find_one(find_japanese_addresses, ADDRESS, f"転居先 {address} 受付済", strong=True) == [address]


@pytest.mark.parametrize(
    "bait", ["streets", "houses", "hyphens", "cities", pytest.param("blocks", marks=pytest.mark.slow)]
)
def test_no_text_is_slow(bait: str) -> None:
    assert time_bait(find_western_addresses, BAIT[bait]) < SLOWEST
    assert time_bait(find_japanese_addresses, BAIT[bait]) < SLOWEST


def test_no_blocks_in_a_row_are_slow() -> None:
    assert time_bait(find_western_addresses, "1-2 Aa-ku " * 50_000) < SLOWEST

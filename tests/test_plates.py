"""Number plates in all their written forms, and what only looks like one."""

from __future__ import annotations

import pytest

from detectors.plates import VEHICLE_PLATE, find_plates, load_plates
from tests.detection import BAIT, SLOWEST, find_one, time_bait, view_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("品川 300 あ 12-34", ["品川 300 あ 12-34"]),
        ("品川300あ1234", ["品川300あ1234"]),
        ("なにわ 580 さ ・・・1", ["なにわ 580 さ ・・・1"]),
        ("品川330E1234", ["品川330E1234"]),
        ("車は横浜３００さ１２－３４です", ["横浜３００さ１２－３４"]),
        ("富士山 30A な 5-6", []),
        ("富士山 30A な 56", ["富士山 30A な 56"]),
        ("袖ケ浦500わ・123", ["袖ケ浦500わ・123"]),
        ("尾張小牧 50 す 88-88 の車", ["尾張小牧 50 す 88-88"]),
        ("駐車場に足立 480 り 98-76と練馬 33 ぬ ･･12", ["足立 480 り 98-76", "練馬 33 ぬ ･･12"]),
    ],
)
def test_plates(text: str, expected: list[str]) -> None:
    assert find_one(find_plates, VEHICLE_PLATE, text, strong=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "横浜500ん1234",
        "横浜 500 お 12-34",
        "東京 300 あ 12-34",
        "300 あ 12-34",
        "横浜3の5番地",
        "横浜市港北区3-4-5",
        "品川 3000 あ 12-34",
        "品川 300 あ 02-34",
        "品川 300 あ 12-345",
        "大阪2と3丁目",
        "神戸3月に5回",
    ],
)
def test_no_plates(text: str) -> None:
    assert find_one(find_plates, VEHICLE_PLATE, text) == []


def test_a_plate_without_its_place_needs_the_name_of_the_field() -> None:
    called = view_of("車両番号", hints={VEHICLE_PLATE: 0.9})
    assert find_one(find_plates, VEHICLE_PLATE, "300 あ 12-34", view=called, strong=False) == ["300 あ 12-34"]


def test_the_data() -> None:
    data = load_plates()
    assert len(data.places) == 134
    assert {
        "札幌",
        "なにわ",
        "富士山",
        "尾張小牧",
        "伊勢志摩",
        "つくば",
        "とちぎ",
        "いわき",
        "奄美",
        "沖縄",
    } <= data.places
    assert all(place == place.strip() and not place.isascii() for place in data.places)
    kana = {chr(code) for code in data.kana.nonzero()[0]}
    assert not kana & set("おしへん")
    assert len(kana) == 50


@pytest.mark.parametrize("bait", ["digits", "hiragana", "cities", "dates", "blocks"])
def test_no_input_is_slow(bait: str) -> None:
    assert time_bait(find_plates, BAIT[bait]) < SLOWEST
    assert time_bait(find_plates, "品川 300 あ " * 50_000) < SLOWEST

"""Japanese and Western street addresses."""

from __future__ import annotations

import pytest

from detectors.addresses import ADDRESS, find_japanese_addresses, find_western_addresses
from detectors.hits import Detect
from tests.detection import BAIT, SLOWEST, find_in, find_one, time_bait, view_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("東京都港区芝五丁目十三番十五号", ["東京都港区芝五丁目十三番十五号"]),
        ("大阪府大阪市北区梅田１丁目１－３", ["大阪府大阪市北区梅田１丁目１－３"]),
        ("北海道札幌市中央区北一条西２丁目", ["北海道札幌市中央区北一条西２丁目"]),
        ("神奈川県横浜市西区みなとみらい2-2-1-1", ["神奈川県横浜市西区みなとみらい2-2-1-1"]),
        ("住所は東京都港区芝公園4-2-8です", ["東京都港区芝公園4-2-8"]),
        ("港区芝公園4-2-8", ["港区芝公園4-2-8"]),
        ("〒108-0014 東京都港区芝5丁目13番地", ["東京都港区芝5丁目13番地"]),
        ("愛知県丹羽郡大口町下小口6-1", ["愛知県丹羽郡大口町下小口6-1"]),
        ("神奈川県川崎市麻生区はるひ野1-2-3", ["神奈川県川崎市麻生区はるひ野1-2-3"]),
        ("東京都千代田区1-1", ["東京都千代田区1-1"]),
        ("送り先：東京都港区芝5-13-15 みなとビル3F、返信先なし", ["東京都港区芝5-13-15 みなとビル3F"]),
        ("東京都港区芝5-13、大阪市北区梅田1-1-3", ["東京都港区芝5-13", "大阪市北区梅田1-1-3"]),
    ],
)
def test_japanese_addresses(text: str, expected: list[str]) -> None:
    assert find_one(find_japanese_addresses, ADDRESS, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "東京都庁へ3-4回",
        "川崎市で3-5",
        "春日市のチームが2-1",
        "津市は1-3-5",
        "川崎市の試合は3-1",
        "札幌市1-0",
        "平成区1-2",
        "東京都港区",
        "東京都港区芝",
        "区1-2",
        "3-4回",
        "市町村1-2",
        "港区と2-3",
    ],
)
def test_no_japanese_addresses(text: str) -> None:
    assert find_one(find_japanese_addresses, ADDRESS, text) == []


def test_an_address_ends_where_its_cell_ends() -> None:
    texts = ("東京都港区芝1丁目13", "15番地", "大阪市北区梅田1丁目1", "－３")
    assert find_in(find_japanese_addresses, ADDRESS, *texts) == [[texts[0]], [], [texts[2]], []]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("221B Baker Street", ["221B Baker Street"]),
        ("Visit 1600 Pennsylvania Ave NW today", ["1600 Pennsylvania Ave NW"]),
        ("10 Downing St., London", ["10 Downing St., London"]),
        ("5 West 42nd Street, Apt 4B", ["5 West 42nd Street, Apt 4B"]),
        ("at 12-14 High Street.", ["12-14 High Street"]),
        ("住所は221B Baker Streetです", ["221B Baker Street"]),
        ("会社：221B Baker Street、ロンドン", ["221B Baker Street"]),
        ("P.O. Box 1234", ["P.O. Box 1234"]),
        ("１０ Downing Street", ["１０ Downing Street"]),
        ("100 N Main St", ["100 N Main St"]),
    ],
)
def test_western_addresses(text: str, expected: list[str]) -> None:
    found = find_one(find_western_addresses, ADDRESS, text, strong=True)
    assert [one.rstrip(".") for one in found] == expected


@pytest.mark.parametrize("text", ["Hauptstraße 12", "Grote Marktstraat 5", "Kungsgatan 3b"])
def test_streets_in_one_word(text: str) -> None:
    assert find_one(find_western_addresses, ADDRESS, text, strong=True) == [text]


@pytest.mark.parametrize("text", ["Rue de la Paix 5", "Calle Mayor, 12", "Via Roma 3", "Spring 2024"])
def test_streets_that_need_the_column(text: str) -> None:
    assert find_one(find_western_addresses, ADDRESS, text, strong=True) == []
    assert find_one(find_western_addresses, ADDRESS, text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "I bought 3 Samsung phones on the way",
        "the 5 best ways",
        "200 people run",
        "2 years in court",
        "HTTP/1.1 200 OK",
        "iPhone 12",
        "3 Dr",
        "12 Way",
        "Route 66",
        "Windows NT 10",
        "on 4 July we drive",
        "90210",
        "Chapter 3 The Road",
    ],
)
def test_no_western_addresses(text: str) -> None:
    assert find_one(find_western_addresses, ADDRESS, text, strong=True) == []


def test_logs_are_not_read_for_streets() -> None:
    assert find_one(find_western_addresses, ADDRESS, "221B Baker Street", view=view_of(kind="log")) == []


def test_a_field_called_address_is_taken_at_its_word() -> None:
    called = view_of("address", hints={ADDRESS: 0.9})
    assert find_one(find_western_addresses, ADDRESS, "221b baker street, london", view=called, strong=True) != []
    assert find_one(find_western_addresses, ADDRESS, "Flat 3, The Old Mill", view=called, strong=False) != []
    assert find_one(find_western_addresses, ADDRESS, "12345", view=called) == []


@pytest.mark.parametrize(
    "bait",
    [
        pytest.param("cities", marks=pytest.mark.slow),
        pytest.param("blocks", marks=pytest.mark.slow),
        *["streets", "houses", "words", "kanji", "numerals", "digits", "hyphens", "capital"],
    ],
)
@pytest.mark.parametrize("detect", [find_japanese_addresses, find_western_addresses])
def test_no_input_is_slow(detect: Detect, bait: str) -> None:
    for view in (view_of(kind="text"), view_of(hints={ADDRESS: 0.9})):
        assert time_bait(detect, BAIT[bait], view) < SLOWEST

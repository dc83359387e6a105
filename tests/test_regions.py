"""Names of regions and municipalities as whole cells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.lexicons import cities_world, municipalities
from detectors.regions import REGION, find_regions, is_region
from tests.detection import BAIT, SLOWEST, find_one, signals_of, time_bait, view_of


@pytest.mark.parametrize(
    "name",
    [
        "東京都",
        "東京",
        "港区",
        "大阪府大阪市",
        "札幌市",
        "ＴＯＫＹＯ",
        "London",
        "San Francisco",
        "california",
        "大口町",
    ],
)
def test_regions(name: str) -> None:
    assert find_one(find_regions, REGION, name) == [name]
    assert signals_of(find_regions, "x", name) == {"place": [1]}


@pytest.mark.parametrize("name", ["佐藤", "London 2012", "区", "Tokyo Tower", "東京都庁", "a@b", "", "CA"])
def test_no_regions(name: str) -> None:
    assert find_one(find_regions, REGION, name) == []


def test_codes_of_regions_need_the_name_of_the_field() -> None:
    assert find_one(find_regions, REGION, "CA", view=view_of("state", hints={REGION: 0.8})) == ["CA"]


def test_a_prefecture_goes_with_its_town_only() -> None:
    assert is_region("神奈川県横浜市")
    assert not is_region("神奈川県佐藤")


@settings(deadline=None)
@given(st.sampled_from(sorted(municipalities() | cities_world())), st.sampled_from(["", " ", "\t", "　", "x", "市"]))
def test_the_look_at_the_last_character_loses_no_region(name: str, tail: str) -> None:
    for cell in (name + tail, (name + tail).upper()):
        assert bool(signals_of(find_regions, cell)) == is_region(cell.strip())


@pytest.mark.parametrize("bait", ["cities", "words", "kanji", "numerals", "digits", "capital"])
def test_no_input_is_slow(bait: str) -> None:
    assert time_bait(find_regions, BAIT[bait]) < SLOWEST


@pytest.mark.parametrize("name", ["Japan", "日本", "JP", "deu"])
def test_countries_need_the_name_of_the_field(name: str) -> None:
    assert find_one(find_regions, REGION, name) == []
    assert find_one(find_regions, REGION, name, view=view_of("billing_country", hints={REGION: 0.8})) == [name]

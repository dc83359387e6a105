"""Coordinates, only where the name says so or where they stand in pairs."""

from __future__ import annotations

import pyarrow as pa
import pytest

from connectors.base import Field
from detectors.geography import COARSE, PRECISE, find_coordinates
from detectors.hits import FieldView, Hits
from detectors.text import join_cells
from tests.detection import BAIT, SLOWEST, find_in, find_one, time_bait, view_of


def found(value: str, hinted: bool) -> list[str]:
    view = FieldView(Field("f"), "table", {"usage.location.precise": 0.3} if hinted else {})
    cells = join_cells(pa.array([value, "x"], pa.string()))
    return [
        cells.text[a:b]
        for hit in find_coordinates(cells, view)
        if isinstance(hit, Hits)
        for a, b in zip(hit.start, hit.end, strict=True)
    ]


@pytest.mark.parametrize(
    ("value", "hinted"),
    [
        ("35.658581", True),
        ("-73.98513", True),
        ("139.745", True),
        ("35.6586,139.7454", False),
        ("-33.8688, 151.2093", False),
    ],
)
def test_coordinates(value: str, hinted: bool) -> None:
    assert found(value, hinted) == [value]


@pytest.mark.parametrize(
    ("value", "hinted"),
    [
        ("35.658581", False),
        ("1234.5678", True),
        ("99", True),
        ("1.2345,6.7", False),
        ("12.5000 kg", False),
        ("", True),
    ],
)
def test_no_coordinates(value: str, hinted: bool) -> None:
    assert found(value, hinted) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("現在地35.6586,139.7454です", ["35.6586,139.7454"]),
        ("geo:48.8584,2.2945;u=35", ["48.8584,2.2945"]),
        ("https://www.google.com/maps/@35.6586,139.7454,17z", ["35.6586,139.7454"]),
        ("https://www.google.com/maps?q=48.85840,2.29450", ["48.85840,2.29450"]),
        ('{"type":"Point","coordinates":[139.7454,35.6586]}', ["139.7454,35.6586"]),
        ("POINT(139.7454 35.6586)", ["139.7454 35.6586"]),
        ("+35.6586+139.7454/", ["+35.6586+139.7454/"]),
        ("撮影地-33.8688+151.2093+010.000/", ["-33.8688+151.2093+010.000/"]),
        (
            "$GPGGA,092750.000,3539.5148,N,13944.7242,E,1,8,1.03,61.7,M,55.2,M,,*76",
            ["$GPGGA,092750.000,3539.5148,N,13944.7242,E,1,8,1.03,61.7,M,55.2,M,,*76"],
        ),
        (
            "$GPRMC,081836,A,3751.65,S,14507.36,E,000.0,360.0,130998,011.3,E*62",
            ["$GPRMC,081836,A,3751.65,S,14507.36,E,000.0,360.0,130998,011.3,E*62"],
        ),
        ("北緯35度39分31秒、東経139度44分44秒", ["北緯35度39分31秒", "東経139度44分44秒"]),
        ("35°39'31.0\"N 139°44'44.0\"E", ["35°39'31.0\"N", "139°44'44.0\"E"]),
        ("３５．６５８６，１３９．７４５４", ["３５．６５８６，１３９．７４５４"]),
    ],
)
def test_places_in_text(text: str, expected: list[str]) -> None:
    assert find_one(find_coordinates, PRECISE, text, strong=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "気温 25.1234, 26.1234 でした",
        "[0.1234, 0.5678, 0.9012]",
        "(1.2345, 2.3456)",
        "$12.5000, 13.9900 each",
        "192.168.10.100, 10.0.0.1",
        "35.66,139.75",
        "気温25°でした",
        "35+139",
        "$GPXXX,1",
        "北緯を守る",
        "v1.2345+139.1",
        "135.6586,139.7454",
    ],
)
def test_no_places_in_text(text: str) -> None:
    assert find_one(find_coordinates, PRECISE, text, strong=True) == []


def test_few_decimals_are_coarse() -> None:
    located = view_of("lat", hints={PRECISE: 0.3})
    texts = ["35.65", "35.658", "35.66,139.75"]
    assert find_in(find_coordinates, COARSE, *texts, view=located) == [["35.65"], [], ["35.66,139.75"]]


HOSTILE = {
    **{name: BAIT[name] for name in ("digits", "dots", "letters", "hyphens")},
    "pairs": "35.6586,139.7454 " * 60_000,
    "degrees": "35°39'" * 150_000,
    "sentences": "$GPGGA," * 140_000,
    "north": "北緯35" * 200_000,
}


@pytest.mark.parametrize("bait", HOSTILE)
def test_no_input_is_slow(bait: str) -> None:
    assert time_bait(find_coordinates, HOSTILE[bait], view_of(hints={PRECISE: 0.9})) < SLOWEST

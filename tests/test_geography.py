"""Coordinates, only where the name says so or where they stand in pairs."""

from __future__ import annotations

import pyarrow as pa
import pytest

from connectors.base import Field
from detectors.geography import find_coordinates
from detectors.hits import FieldView, Hits
from detectors.text import join_cells


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
        ("35.65", True),
        ("1234.5678", True),
        ("99", True),
        ("1.2345,6.7", False),
        ("12.5000 kg", False),
        ("", True),
    ],
)
def test_no_coordinates(value: str, hinted: bool) -> None:
    assert found(value, hinted) == []

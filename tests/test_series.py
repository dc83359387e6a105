"""Columns of bare numbers: times, codes of goods, versions."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest
from detection import AWKWARD
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Field
from detectors.hits import Signals
from detectors.inspection import view_field
from detectors.series import GOODS, TIMES, VERSIONS, find_series
from detectors.text import join_cells


def signals(values: Sequence[str]) -> dict[str, list[str]]:
    cells = join_cells(pa.array(values, pa.string()))
    results = find_series(cells, view_field(Field("x"), "table"))
    return {one.name: [values[cell] for cell in one.cells.tolist()] for one in results if isinstance(one, Signals)}


@pytest.mark.parametrize(
    "value",
    ["20261122", "202611222359", "20261122235959", "19991231", "1700000000", "1700000000000", "２０２６１１２２"],
)
def test_times(value: str) -> None:
    assert signals([value]).get(TIMES) == [value]


@pytest.mark.parametrize(
    "value", ["20261322", "202611222460", "30261122", "9700000000", "2700000000000", "2026-11-22", "2026112", "202611222", "x20261122"]
)  # fmt: skip
def test_no_times(value: str) -> None:
    assert TIMES not in signals([value])


@pytest.mark.parametrize("value", ["4901234567894", "96385074", "036000291452", "9784873119038", "14901234567891"])
def test_codes_of_goods(value: str) -> None:
    assert signals([value]).get(GOODS) == [value]


@pytest.mark.parametrize("value", ["4901234567890", "96385075", "490123456789", "490-1234567894", ""])
def test_no_codes_of_goods(value: str) -> None:
    assert GOODS not in signals([value])


@pytest.mark.parametrize("value", ["1.2.3", "10.15", "1.2.3.4.5", "1.3.6.1.4.1.311"])
def test_versions(value: str) -> None:
    assert signals([value]).get(VERSIONS) == [value]


@pytest.mark.parametrize("value", ["192.0.2.1", "v1.2.3", "1,2", "...", "12"])
def test_no_versions(value: str) -> None:
    assert VERSIONS not in signals([value])


def test_neighbours_do_not_disturb() -> None:
    values = [*AWKWARD, "20261123", *AWKWARD, "4901234567894", "1.2.3", *AWKWARD]
    assert signals([value.replace("\x1a", " ") for value in values]) == {
        TIMES: ["20261123"],
        GOODS: ["4901234567894"],
        VERSIONS: ["1.2.3"],
    }


@given(st.lists(st.text(alphabet="0123456789.- あ", max_size=16), max_size=20))
def test_each_cell_by_itself(values: list[str]) -> None:
    together = signals(values)
    for name in (TIMES, GOODS, VERSIONS):
        assert together.get(name, []) == [value for value in values if name in signals([value])]

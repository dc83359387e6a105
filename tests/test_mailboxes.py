"""Mailboxes of desks, told from those of people."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest

from connectors.base import Field
from detectors.hits import Signals
from detectors.inspection import view_field
from detectors.mailboxes import find_desks, load_desks
from detectors.text import join_cells


def desks(values: Sequence[str]) -> list[str]:
    cells = join_cells(pa.array(values, pa.string()))
    results = find_desks(cells, view_field(Field("mail"), "table"))
    return [values[cell] for one in results if isinstance(one, Signals) for cell in one.cells.tolist()]


@pytest.mark.parametrize(
    "value",
    [
        "info@example.jp", "Sales@example.com", "soumu@example.co.jp", "no-reply@example.org", "ｉｎｆｏ＠example.jp",
        "shop227@example.jp", "info-osaka@example.jp", "payments-team@example.jp", "no_reply@example.jp",
    ],
)  # fmt: skip
def test_a_desk(value: str) -> None:
    assert desks(["x", value, ""]) == [value]


@pytest.mark.parametrize(
    "value", ["tanaka@example.jp", "information@example.jp", "maria.info@example.jp", "hinfo@example.jp", "cs21001@example.jp", "shop1234567@example.jp", "info", "mail to info@example.jp", "infoexample.jp"]
)  # fmt: skip
def test_no_desk(value: str) -> None:
    assert desks([value]) == []


def test_the_data_is_sound() -> None:
    listed = load_desks()
    assert len(set(listed)) == len(listed)
    assert all(word == word.lower() and word.replace("-", "").isalpha() for word in listed)

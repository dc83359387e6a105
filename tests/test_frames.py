"""Pandas data frames as a source."""

from __future__ import annotations

import pandas as pd

from connectors.base import Batch, Collection
from connectors.frames import FrameConnector


def read(frame: pd.DataFrame) -> tuple[list[tuple[str, str]], list[list[str | None]]]:
    with FrameConnector({"t": frame}, source="s") as connector:
        (collection,) = connector.collections()
        assert isinstance(collection, Collection)
        batches = [one for one in connector.read(collection) if isinstance(one, Batch)]
    fields = [(field.name, field.type) for field in batches[0].fields]
    rows: list[list[str | None]] = []
    for batch in batches:
        assert batch.first_row == len(rows) + 1
        rows += map(list, zip(*(column.to_pylist() for column in batch.columns), strict=True))
    return fields, rows


def test_values_come_as_exact_text() -> None:
    frame = pd.DataFrame(
        {
            "氏名": ["佐藤 花子", None],
            "card": pd.array([4012888888881881, None], dtype="Int64"),
            "n": [1.0, float("nan")],
            "at": pd.to_datetime(["2026-11-22 10:00", None]),
            "ok": [True, False],
        }
    )
    fields, rows = read(frame)
    assert [name for name, _ in fields] == ["氏名", "card", "n", "at", "ok"]
    assert [kind for _, kind in fields] == ["text", "integer", "number", "datetime", "boolean"]
    assert rows[0] == ["佐藤 花子", "4012888888881881", "1", "2026-11-22 10:00:00", "true"]
    assert rows[1] == [None, None, None, None, "false"]


def test_long_and_empty_frames() -> None:
    _, rows = read(pd.DataFrame({"a": [f"u{n}@example.jp" for n in range(20_000)]}))
    assert rows[-1] == ["u19999@example.jp"]
    assert read(pd.DataFrame({"mail": []}))[1] == []

"""Pandas data frames as a source, for notebooks and pipelines that already hold the data.

``FrameConnector({"people": frame}, source="notebook")`` lists and reads like any other connector.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from connectors.base import Batch, Collection, Connector, Field, FieldType, Location, Skipped
from connectors.sql_values import to_columns, to_strings

_ROWS = 8192


class FrameConnector(Connector):
    """Frames by name. Nothing is copied as a whole and nothing is changed; missing values (NaN, NaT, None) are
    nulls, and whole numbers that a missing value has turned into floats are whole again."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], *, source: str) -> None:
        self.source = source
        self._frames = dict(frames)

    def collections(self) -> Iterator[Collection | Skipped]:
        for name, frame in self._frames.items():
            size = int(frame.memory_usage(index=False).sum())
            yield Collection(name, "table", len(frame), size)

    def read(self, collection: Collection, *, sample: int | None = None) -> Iterator[Batch | Skipped]:
        frame = self._frames[collection.name]
        location = Location(self.source, collection.name)
        fields = tuple(Field(str(name), _field_type(kind), str(kind)) for name, kind in frame.dtypes.items())
        if not len(frame):
            yield Batch(location, fields, tuple(to_strings([]) for _ in fields), 1, 0)
        for start in range(0, len(frame), _ROWS):
            part = frame.iloc[start : start + _ROWS].astype(object)
            rows = part.where(part.notna(), None).values.tolist()
            columns = to_columns(rows, fields)
            arrays = tuple(array for array, _ in columns)
            yield Batch(location, fields, arrays, start + 1, len(rows), sum(array.nbytes for array in arrays))
            for field, (_, lost) in zip(fields, columns, strict=True):
                if lost:
                    problem = "the field holds binary values that were not looked into"
                    place = Location(self.source, collection.name, field.name)
                    yield Skipped(place, "binary-field", problem, "leave the field out", partial=True)


def _field_type(kind: object) -> FieldType:
    if pd.api.types.is_bool_dtype(kind):
        return "boolean"
    if pd.api.types.is_integer_dtype(kind):
        return "integer"
    if pd.api.types.is_float_dtype(kind):
        return "number"
    return "datetime" if pd.api.types.is_datetime64_any_dtype(kind) else "text"

"""Values as drivers give them, turned into text in its plainest exact form."""

from __future__ import annotations

import datetime
import decimal
import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from connectors.base import Field, FieldType


def field_type(kind: sa.types.TypeEngine[Any]) -> FieldType:
    """The kind of value that a database type holds."""
    name = type(kind).__name__.upper()
    if isinstance(kind, sa.Boolean):
        return "boolean"
    if isinstance(kind, sa.Integer):
        return "integer"
    if isinstance(kind, sa.Numeric):
        return "number"
    if isinstance(kind, sa.DateTime):
        return "datetime"
    if isinstance(kind, sa.Date):
        return "date"
    if isinstance(kind, (sa.Time, sa.Interval)):
        return "time"
    if isinstance(kind, sa.Uuid):
        return "uuid"
    if isinstance(kind, (sa.JSON, sa.ARRAY)) or name in ("HSTORE", "JSONB"):
        return "json"
    if name in ("INET", "CIDR", "MACADDR", "MACADDR8"):
        return "network"
    return "text"


def _to_text(value: Any) -> str | None:
    """A value in its plainest exact form; None for binary that is no text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (int, decimal.Decimal)):
        return str(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat(" ") if isinstance(value, datetime.datetime) else value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _bytes_to_text(bytes(value))
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _bytes_to_text(value: bytes) -> str | None:
    """Text that was stored as a BLOB; None when it is not text."""
    if b"\0" in value:
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def to_columns(rows: Sequence[Sequence[Any]], fields: Sequence[Field]) -> list[tuple[pa.Array, bool]]:
    """Rows of a driver turned into one text array for each field."""
    return [_column(values, field) for values, field in zip(zip(*rows, strict=True), fields, strict=True)]


def _column(values: Sequence[Any], field: Field) -> tuple[pa.Array, bool]:
    """The values as text, and whether some were binary and are lost to the scan."""
    kinds = set(map(type, values))
    kinds.discard(type(None))
    if kinds <= {str}:
        return to_strings(values), False
    if kinds == {int}:
        return to_strings([None if value is None else str(value) for value in values]), False
    texts = [None if value is None else _to_text(value) for value in values]
    lost = bool(kinds & {bytes, bytearray, memoryview}) and any(
        text is None and value is not None and len(value) > 0
        for text, value in zip(texts, values, strict=True)
        if isinstance(value, (bytes, bytearray, memoryview, type(None)))
    )
    return to_strings(texts), lost


def to_strings(values: Sequence[str | None]) -> pa.Array:
    """An Arrow text array."""
    try:
        return pa.array(values, pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        # Lone surrogates cannot stand in Arrow text.
        clean = [None if value is None else value.encode("utf-8", "replace").decode("utf-8") for value in values]
        return pa.array(clean, pa.string())

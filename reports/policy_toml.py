"""Writes tables as TOML, with everything in a published text that TOML cannot hold as it stands escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def write_text(text: str) -> str:
    """A text in quotes, on one line."""
    return _CONTROL.sub(_escape, json.dumps(text, ensure_ascii=False))


def write_long_text(text: str) -> str:
    """A text in three quotes, over as many lines as it has."""
    escaped = text.replace("\\", "\\\\").replace('"""', '""\\"').replace("\r", "")
    escaped = escaped[:-1] + '\\"' if escaped.endswith('"') else escaped
    return '"""\n' + _CONTROL.sub(_escape, escaped) + '"""'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\\uFFFD" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04X}"


def _write_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_write_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_write_value, value)) + "]"
    return write_text(str(value))


def write_table(table: Mapping[str, object], always: Iterable[str] = ()) -> str:
    """Keys and values, a line each; what is empty is left out unless it is in ``always``."""
    kept = tuple(always)
    lines = (
        f"{key} = {_write_value(value)}" for key, value in table.items() if value not in ("", (), {}) or key in kept
    )
    return "".join(f"{line}\n" for line in lines)


def write_entries(
    name: str,
    entries: Iterable[Mapping[str, object]],
    *,
    always: Iterable[str] = (),
    long: tuple[str, str] | None = None,
) -> Iterator[str]:
    """A list of tables; ``long`` is one further key and its text of many lines."""
    for entry in entries:
        more = f"{long[0]} = {write_long_text(long[1])}\n" if long and long[1] else ""
        yield f"[[{name}]]\n{write_table(entry, always)}{more}"

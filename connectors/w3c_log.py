"""Logs in the W3C extended form (IIS, CloudFront, many proxies), split into the fields that they name.

A ``#Fields:`` line says what the following lines hold, and may come again with other fields in the middle of a
file. Fields which common and combined logs have too carry the same names here (``c-ip`` is ``client_ip``); all
others keep their own. Source: the W3C working draft "Extended Log File Format", and the IIS and CloudFront manuals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.access_log import log_field
from connectors.base import Batch
from connectors.batches import line_array, may_hold, null_where, sized_batches
from connectors.text_file import TextFile

_NAMES = {
    "c-ip": "client_ip",
    "cs-username": "user",
    "cs(user-agent)": "user_agent",
    "cs(referer)": "referrer",
    "cs(cookie)": "cookie",
    "cs(host)": "host",
    "cs-host": "host",
    "sc-status": "status",
    "sc-bytes": "bytes",
}
_FIELDS_LINE = re.compile(r"#Fields:\s*(.*)", re.IGNORECASE)
_REQUEST_REST = ("cs-uri-stem", "cs-uri-query")
_QUOTED = r'"(?:[^"]|"")*"'
MOST_FORMS = 50
"""Different ``#Fields`` lines of one file that are heeded."""

_MOST_NAMES = 1_000
_SAMPLE_LINES = 200
_SHARE = 0.8

Names = tuple[str, ...]
Ints = np.ndarray[Any, np.dtype[np.int64]]


def looks_like_w3c_log(sample: str) -> bool:
    """Whether the text has a ``#Fields:`` line near its beginning, and four in five of the lines behind it have
    as many parts as it has names."""
    lines = [line for line in sample.split("\n") if line.strip()][:_SAMPLE_LINES]
    names: list[str] = []
    data = good = 0
    for line in lines:
        if line.startswith("#"):
            names = _field_names(line) or names
        else:
            data += 1
            good += bool(names) and _parts(line) == len(names)
    return bool(names) and good >= _SHARE * data


def _parts(line: str) -> int:
    if "\t" in line:
        return line.count("\t") + 1
    return len(re.findall(rf"{_QUOTED}(?= |$)|[^ ]+", line))


def _field_names(line: str) -> list[str]:
    found = _FIELDS_LINE.match(line.strip())
    return found.group(1).split() if found else []


def read_w3c_log(file: TextFile) -> Iterator[Batch]:
    """Every line split into its parts; rows are line numbers. A dash is null. The lines that begin with ``#``,
    lines with another number of parts, and those below the ``#Fields`` lines of a file that has very many different
    ones, are kept whole in the field without a name."""
    first_row = 1
    names: Names = ()
    forms: dict[Names, None] = {}
    for block in file.blocks():
        lines = line_array(block.data)
        runs: dict[Names, list[Ints]] = {}
        for start, end, current in _runs(lines, names):
            names = current
            if len(forms) < MOST_FORMS and len(names) <= _MOST_NAMES:
                forms[names] = None
            runs.setdefault(names if names in forms else (), []).append(np.arange(start, end))
        columns = _merge([(np.concatenate(places), list(form)) for form, places in runs.items()], lines)
        fields = [log_field(name) for name in columns]
        yield from sized_batches(file.location, fields, list(columns.values()), first_row, block.taken)
        first_row += len(lines) - block.open


def _runs(lines: pa.Array, names: Names) -> Iterator[tuple[int, int, Names]]:
    """Runs of lines that have the same fields: first and last place, and the names of the fields."""
    start = 0
    for at in np.flatnonzero(pc.starts_with(lines, "#").to_numpy(zero_copy_only=False)).tolist():
        new = tuple(_field_names(lines[at].as_py()))
        if new and new != names:
            if at > start:
                yield start, at, names
            start, names = at, new
    if start < len(lines):
        yield start, len(lines), names


def _merge(forms: list[tuple[Ints, list[str]]], lines: pa.Array) -> dict[str, pa.Array]:
    """The columns of all lines, where some of them have other fields than others."""
    if len(forms) == 1:
        return split_w3c_lines(lines, forms[0][1])
    parts = [(len(places), split_w3c_lines(lines.take(pa.array(places)), names)) for places, names in forms]
    order = pa.array(np.argsort(np.concatenate([places for places, _ in forms]), kind="stable"))
    named = dict.fromkeys(name for _, columns in parts for name in columns if name)
    whole = [""] if any("" in columns for _, columns in parts) else []
    return {
        name: pa.concat_arrays([part.get(name, pa.nulls(rows, pa.string())) for rows, part in parts]).take(order)
        for name in [*named, *whole]
    }


def split_w3c_lines(lines: pa.Array, names: list[str]) -> dict[str, pa.Array]:
    """Columns by name, each as long as ``lines``; what cannot be split is in the column ``""``."""
    null = pa.scalar(None, pa.string())
    if not names:
        return {"": lines}
    by_tab = may_hold(lines, b"\t") and bool(pc.any(pc.match_substring(lines, "\t")).as_py())
    parts = _split_by_tab(lines, len(names)) if by_tab else _split_by_space(lines, len(names))
    comment = pc.starts_with(lines, "#")
    split = pc.and_(pc.is_valid(parts[0]), pc.invert(comment))
    cells = [null_where(pc.if_else(split, part, null), "-") for part in parts]
    columns = _name_columns(names, cells, by_tab=by_tab)
    left = null_where(pc.if_else(split, null, lines), "")
    return columns if left.null_count == len(left) else {**columns, "": left}


def _split_by_tab(lines: pa.Array, width: int) -> list[pa.Array]:
    return _elements(pc.split_pattern(lines, "\t"), width)


def _split_by_space(lines: pa.Array, width: int) -> list[pa.Array]:
    """One space apart; a part in quotes may hold spaces (rare, so only such lines cost a regular expression)."""
    parts = _elements(pc.split_pattern(lines, " "), width)
    if not may_hold(lines, b'"'):
        return parts
    quoted = pc.match_substring(lines, '"')
    pattern = "^" + " ".join(f"(?P<f{at}>{_QUOTED}|[^ ]+)" for at in range(width)) + "$"
    found = pc.extract_regex(lines, pattern)
    return [pc.if_else(quoted, pc.struct_field(found, f"f{at}"), part) for at, part in enumerate(parts)]


def _elements(parts: pa.Array, width: int) -> list[pa.Array]:
    """The elements of lists as columns; null for a list of another length."""
    wrong = pc.list_value_length(parts).to_numpy(zero_copy_only=False) != width
    starts = np.where(wrong, 0, parts.offsets.to_numpy()[:-1])
    return [parts.values.take(pa.array(starts + (0 if wrong.all() else at), mask=wrong)) for at in range(width)]


def _name_columns(names: list[str], cells: list[pa.Array], *, by_tab: bool) -> dict[str, pa.Array]:
    """The parts under the words that all access logs share. A name that comes twice gets a number."""
    given: dict[str, pa.Array] = {}
    for name, column in zip(names, cells, strict=True):
        key, number = name, 2
        while key in given:
            key, number = f"{name}#{number}", number + 1
        given[key] = column
    columns: dict[str, pa.Array] = {}
    for name, column in given.items():
        if name == "date" and "time" in given:
            columns["time"] = _joined(column, given["time"], " ")
        elif name == "cs-method" and "cs-uri-stem" in given:
            address = _joined(given["cs-uri-stem"], given.get("cs-uri-query", pa.nulls(len(column), pa.string())), "?")
            columns["request"] = _joined(column, address, " ")
        elif name not in _joined_elsewhere(given):
            shared = _NAMES.get(name.lower(), name)
            columns[name if shared in columns else shared] = _spaces(shared, column, by_tab=by_tab)
    return columns


def _joined_elsewhere(given: dict[str, pa.Array]) -> tuple[str, ...]:
    """Names whose columns go into the column of another name."""
    time = ("time",) if "date" in given else ()
    return time + (_REQUEST_REST if "cs-method" in given and "cs-uri-stem" in given else ())


def _joined(left: pa.Array, right: pa.Array, between: str) -> pa.Array:
    """Both, or the one that is there."""
    return pc.coalesce(pc.binary_join_element_wise(left, right, between), left, right)


def _spaces(name: str, column: pa.Array, *, by_tab: bool) -> pa.Array:
    """Spaces as they were: IIS writes a plus sign for them, CloudFront ``%20`` (or that encoded once more)."""
    if name == "user_agent" and by_tab:
        return pc.replace_substring_regex(column, "%(?:25)?20", " ")
    if name == "user_agent":
        return pc.replace_substring(column, "+", " ")
    return pc.replace_substring(column, ";+", "; ") if name == "cookie" else column

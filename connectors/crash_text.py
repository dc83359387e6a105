"""Crash reports that are text (Android, Apple, Java): their named lines in fields, every other line whole.

The forms are data: ``crash_text.toml``. Apple's ``.ips`` is one line of JSON, then a body that is JSON (iOS 15 and
later) or such text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, Field
from connectors.batches import line_array, null_where, sized_batches
from connectors.json_fields import DECODER, LARGEST_DOCUMENT, RowColumns, RowMaker
from connectors.lines import LINE_FIELD
from connectors.streams import Block
from connectors.text_file import TextFile

_SAMPLE_LINES = 80
_IPS_KEYS = frozenset({"os_version", "incident_id", "timestamp", "app_name"})


@dataclass(frozen=True, slots=True)
class CrashForm:
    """One form of crash reports; see the head of ``crash_text.toml``."""

    form: str
    begin: str
    least: int
    parts: Mapping[str, str]
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@cache
def load_crash_forms() -> Mapping[str, CrashForm]:
    """The shipped forms by name."""
    data = tomllib.loads((files("connectors") / "crash_text.toml").read_text(encoding="utf-8"))
    return {
        row["form"]: CrashForm(
            row["form"], row["begin"], row["least"], row["parts"], tuple(row["examples"]), tuple(row["counter"])
        )
        for row in data["form"]
    }


def detect_crash_form(sample: str) -> str:
    """The name of the form that a text begins in, ``ips`` for Apple's JSON; "" where it is none."""
    lines = sample.lstrip("\n").split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES]
    if _is_ips_head(lines[0]) and len(lines) > 1 and lines[1].strip():
        return "ips"
    for form in load_crash_forms().values():
        if re.match(form.begin, lines[0]):
            named = {part for part in form.parts for line in lines if line.startswith(part)}
            if len(named) >= form.least:
                return form.form
    return ""


def _is_ips_head(line: str) -> bool:
    """Whether a line is the first one of Apple's: a JSON object that names the type of the report."""
    if not line.startswith("{") or '"bug_type"' not in line:
        return False
    try:
        head = DECODER.decode(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(head, dict) and "bug_type" in head and not _IPS_KEYS.isdisjoint(head)


def read_crash_text(file: TextFile) -> Iterator[Batch]:
    """Every line in the field of its name or in the one without; rows are line numbers."""
    form = load_crash_forms()[detect_crash_form(file.sample)]
    yield from _read_lines(file, file.blocks(), form)


def read_ips(file: TextFile) -> Iterator[Batch]:
    """The head and the body as two rows; where the body is no JSON, every line as in :func:`read_crash_text`."""
    blocks, held, size = file.blocks(), list[Block](), 0
    for block in blocks:
        held.append(block)
        size += len(block.data)
        if size > LARGEST_DOCUMENT:
            break
    rows = _json_rows(b"".join(block.data for block in held)) if size <= LARGEST_DOCUMENT else None
    if rows is None:
        yield from _read_lines(file, chain(held, blocks), load_crash_forms()["apple-crash"])
        return
    taken = sum(block.taken for block in held)
    yield from sized_batches(file.location, *rows.columns(), 1, taken)


def _json_rows(data: bytes) -> RowColumns | None:
    """Head and body as rows; None where one of them is no JSON."""
    head, _, body = data.decode("utf-8").partition("\n")
    rows, maker = RowColumns(), RowMaker()
    try:
        for text in (head, body):
            rows.append(maker.row_of(DECODER.decode(text)))
    except (ValueError, RecursionError):
        return None
    return rows


def _read_lines(file: TextFile, blocks: Iterable[Block], form: CrashForm) -> Iterator[Batch]:
    first_row = 1
    for block in blocks:
        lines = line_array(block.data)
        columns = _split_lines(lines, form)
        fields = [Field(name) if name else LINE_FIELD for name in columns]
        yield from sized_batches(file.location, fields, list(columns.values()), first_row, block.taken)
        first_row += len(lines) - block.open


def _split_lines(lines: pa.Array, form: CrashForm) -> dict[str, pa.Array]:
    """Columns by name, each as long as ``lines``: those of the named lines that are there, and all other lines."""
    nothing = pa.scalar(None, pa.string())
    starts = "|".join(re.escape(part).replace(r"\ ", " ") for part in form.parts)
    found = pc.extract_regex(lines, f"^(?P<part>{starts})(?P<value>.*)$")
    part, value = (pc.struct_field(found, name) for name in ("part", "value"))
    columns = {}
    for start, name in form.parts.items():
        mine = pc.fill_null(pc.equal(part, start), False)
        if pc.any(mine).as_py():
            columns[name] = null_where(pc.if_else(mine, pc.utf8_trim(value, " \t'"), nothing), "")
    columns[LINE_FIELD.name] = null_where(pc.if_else(pc.is_null(part), lines, nothing), "")
    return columns

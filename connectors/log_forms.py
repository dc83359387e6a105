"""Log lines of further servers and balancers, split into named parts by the expressions of ``log_forms.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from connectors.access_log import log_field
from connectors.base import Batch, CollectionKind
from connectors.batches import line_array, null_where, sized_batches, text_array
from connectors.lines import LINE_FIELD
from connectors.text_file import TextFile

_SAMPLE_LINES = 200
_SHARE = 0.8
_TIME = re.compile(r"\d\d:\d\d|1\d{9}\.\d{3}")  # every form has one near its beginning
_TIME_PLACE = 500


@dataclass(frozen=True, slots=True)
class LogForm:
    """One form of lines; see the head of ``log_forms.toml``. ``pattern`` is for RE2 alone, which takes linear time;
    with Python's ``re`` a line made of colons would take hours."""

    form: str
    kind: CollectionKind
    pattern: str
    alone: bool
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@cache
def load_log_forms() -> dict[str, LogForm]:
    """The shipped forms by name."""
    data = tomllib.loads((files("connectors") / "log_forms.toml").read_text(encoding="utf-8"))
    return {
        row["form"]: LogForm(
            row["form"],
            row["kind"],
            row["pattern"],
            row.get("alone", True),
            tuple(row["examples"]),
            tuple(row["counter"]),
        )
        for row in data["form"]
    }


def detect_log_form(sample: str) -> LogForm | None:
    """The form that at least four in five of the first lines have; None where there is none."""
    texts = [line for line in sample.split("\n") if line.strip()][:_SAMPLE_LINES]
    if not any(_TIME.search(line, 0, _TIME_PLACE) for line in (*texts[:1], *texts[-1:])):
        return None
    lines = text_array(texts)
    ends = pa.concat_arrays([lines[:1], lines[-1:]])
    for form in load_log_forms().values():
        if _count(ends, form) == 0:
            continue  # spares the other lines: a log has neither a head nor a foot
        if _count(lines, form) >= _SHARE * len(lines) and (form.alone or _names_client(lines, form)):
            return form
    return None


def _count(lines: pa.Array, form: LogForm) -> int:
    """How many lines have the form."""
    return int(pc.sum(pc.match_substring_regex(lines, form.pattern)).as_py() or 0)


def _names_client(lines: pa.Array, form: LogForm) -> bool:
    clients = pc.struct_field(pc.extract_regex(lines, form.pattern), "client_ip")
    return bool(pc.any(pc.greater(pc.binary_length(clients), 0)).as_py())


def read_log_form(file: TextFile) -> Iterator[Batch]:
    """Every line split into its parts; rows are line numbers. A dash and an empty part are null. A line of another
    form is kept whole in the field without a name, which a batch has only where it needs it."""
    form = detect_log_form(file.sample)
    first_row = 1
    for block in file.blocks():
        lines = line_array(block.data)
        columns = split_lines(lines, form) if form else {"": lines}
        fields = [log_field(name) for name in columns]
        yield from sized_batches(file.location, fields, list(columns.values()), first_row, block.taken)
        first_row += len(lines) - block.open


def split_lines(lines: pa.Array, form: LogForm) -> dict[str, pa.Array]:
    """Columns by name, each as long as ``lines``; parts that no line has are left out, but for the client."""
    found = pc.extract_regex(lines, form.pattern)
    split = pc.is_valid(found)
    parts = {found.type.field(at).name: pc.struct_field(found, at) for at in range(found.type.num_fields)}
    tidy = {name: null_where(null_where(pc.utf8_trim_whitespace(part), "-"), "") for name, part in parts.items()}
    columns = {name: part for name, part in tidy.items() if name == "client_ip" or part.null_count < len(part)}
    rest = null_where(pc.if_else(split, pa.scalar(None, pa.string()), lines), "")
    return columns if rest.null_count == len(rest) else {**columns, LINE_FIELD.name: rest}

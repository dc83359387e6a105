"""Fixed records of the Japanese Bankers Association (全銀協規定フォーマット): lists of transfers and direct debits.

Each record is 120 characters of JIS X 0201 (half-width kana), with or without line ends: one header (1), data records
(2), a trailer (8) and an end (9). The header's second part is the kind: 11 and 71 salaries, 12 and 72 bonuses, 21
transfers, 91 direct debits. Lists of account movements (01, 03) have another layout and stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, Field
from connectors.batches import null_where, sized_batches, text_array
from connectors.lines import LINE_FIELD
from connectors.text_file import TextFile

LENGTH = 120
"""Characters of one record."""

_HEADER = re.compile(r"1(?:11|12|21|71|72|91)[01]\d{10}(?!\d{40}).{40}\d{4}[\d ]{4}")
# Name and width of each part; unused space at the end is left out.
_LAYOUT: dict[str, tuple[tuple[str, int], ...]] = {
    "1": (
        ("データ区分", 1),
        ("種別コード", 2),
        ("コード区分", 1),
        ("依頼人コード", 10),
        ("依頼人名", 40),
        ("取組日", 4),
        ("仕向銀行番号", 4),
        ("仕向銀行名", 15),
        ("仕向支店番号", 3),
        ("仕向支店名", 15),
        ("依頼人預金種目", 1),
        ("依頼人口座番号", 7),
    ),
    "2": (
        ("データ区分", 1),
        ("銀行番号", 4),
        ("銀行名", 15),
        ("支店番号", 3),
        ("支店名", 15),
        ("手形交換所番号", 4),
        ("預金種目", 1),
        ("口座番号", 7),
        ("口座名義カナ", 30),
        ("金額", 10),
        ("新規コード", 1),
        ("顧客番号", 20),
    ),
    "8": (("データ区分", 1), ("合計件数", 6), ("合計金額", 12)),
    "9": (("データ区分", 1),),
}
_FIELDS = tuple(dict.fromkeys(name for layout in _LAYOUT.values() for name, _ in layout))


def looks_like_zengin(sample: str, *, whole: bool) -> bool:
    """Whether a text is such records from its beginning on."""
    lines = sample.rstrip("\n\x1a").split("\n") if whole else sample.split("\n")
    if len(lines) == 1:
        records = [line for at in range(0, len(sample), LENGTH) if (line := sample[at : at + LENGTH].strip("\n\x1a"))]
        complete = [record for record in (records if whole else records[:-1]) if record.strip()]
    else:
        complete = [line for line in lines if line.strip("\x1a ")]
    return (
        len(complete) >= 2
        and bool(_HEADER.match(complete[0]))
        and all(len(record) == LENGTH and record[0] in _LAYOUT for record in complete)
    )


def read_zengin(file: TextFile) -> Iterator[Batch]:
    """One row for each record, its parts in the fields of their names; what is no record stays whole in the field
    without a name."""
    first_row, rest = 1, ""
    for block in file.blocks():
        *lines, rest = (rest + block.data.decode("utf-8")).split("\n")
        cut = len(rest) - len(rest) % LENGTH
        records = [record for line in lines for record in _cut_records(line.removesuffix("\r"))]
        records += _cut_records(rest[:cut]) if cut else ()
        rest = rest[cut:]
        if records:
            yield from _batches(file, records, first_row, block.taken)
        first_row += len(records)
    if rest.strip("\x1a "):
        yield from _batches(file, [rest], first_row, 0)


def _cut_records(line: str) -> list[str]:
    """The records of a line: one, unless the file has no line ends between them."""
    if len(line) <= LENGTH or line[0] not in _LAYOUT or line[LENGTH] not in _LAYOUT:
        return [line]
    return [line[at : at + LENGTH] for at in range(0, len(line), LENGTH)]


def _batches(file: TextFile, records: Sequence[str], first_row: int, taken: int) -> Iterator[Batch]:
    columns = _split_records(text_array(records))
    fields = [Field(name) if name else LINE_FIELD for name in columns]
    yield from sized_batches(file.location, fields, list(columns.values()), first_row, taken)


def _split_records(records: pa.Array) -> dict[str, pa.Array]:
    """Columns by name; what is no record, and what stands in the unused end of one, in the one without a name if there
    is any."""
    nothing = pa.nulls(len(records), pa.string())
    columns = dict.fromkeys(_FIELDS, nothing)
    rest = records
    full = pc.equal(pc.utf8_length(records), LENGTH)
    for kind, layout in _LAYOUT.items():
        mine = pc.and_(full, pc.starts_with(records, kind))
        if not pc.any(mine).as_py():
            continue
        at = 0
        for name, width in layout:
            part = pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(records, at, at + width))
            columns[name] = pc.if_else(mine, part, columns[name])
            at += width
        rest = pc.if_else(mine, pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(records, at, LENGTH)), rest)
    tidy = {name: null_where(column, "") for name, column in {**columns, LINE_FIELD.name: rest}.items()}
    return {name: column for name, column in tidy.items() if name or column.null_count < len(column)}

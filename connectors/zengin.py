"""Fixed records of the Japanese Bankers Association (全銀協規定フォーマット): lists of transfers and direct debits.

Each record is 120 characters of JIS X 0201 (half-width kana), with or without line ends: one header (1), data records
(2), a trailer (8) and an end (9). The header's second part is the kind: 11 and 71 salaries, 12 and 72 bonuses, 21
transfers, 91 direct debits. Lists of account movements (01, 03) have another layout and stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from connectors.base import Batch, Field
from connectors.batches import row_columns, sized_batches
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
    lines = sample.split("\n")
    if len(lines) == 1:
        records = [sample[at : at + LENGTH] for at in range(0, len(sample), LENGTH)]
        complete = [record for record in (records if whole else records[:-1]) if record.strip("\x1a ")]
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
        text = rest + block.data.decode("utf-8")
        lines = text.split("\n")
        if len(lines) > 1:
            lines, rest = [line.rstrip("\r") for line in lines[:-1]], lines[-1]
        else:
            cut = len(text) - len(text) % LENGTH
            lines, rest = [text[at : at + LENGTH] for at in range(0, cut, LENGTH)], text[cut:]
        if lines:
            yield from _batches(file, lines, first_row, block.taken)
        first_row += len(lines)
    if rest.strip("\x1a "):
        yield from _batches(file, [rest], first_row, 0)


def _batches(file: TextFile, lines: Sequence[str], first_row: int, taken: int) -> Iterator[Batch]:
    rows = [_parts(line) for line in lines]
    fields = [*map(Field, _FIELDS), LINE_FIELD]
    columns = row_columns(rows, len(fields))
    used = [at for at, column in enumerate(columns) if column.null_count < len(column) or at + 1 < len(fields)]
    yield from sized_batches(file.location, [fields[at] for at in used], [columns[at] for at in used], first_row, taken)


def _parts(line: str) -> list[str | None]:
    """The parts of a record in the order of all fields, the line itself last where it is none."""
    layout = _LAYOUT.get(line[:1], ()) if len(line) == LENGTH else ()
    if not layout:
        return [None] * len(_FIELDS) + [line or None]
    found: dict[str, str] = {}
    at = 0
    for name, width in layout:
        found[name] = line[at : at + width].strip()
        at += width
    left = line[at:].strip()
    return [found.get(name) or None for name in _FIELDS] + [left or None]

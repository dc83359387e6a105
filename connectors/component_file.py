"""vCard and iCalendar files: one row for each card, event, task or other component, in the order in which they end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from connectors.base import Batch, Skipped
from connectors.batches import sized_batches
from connectors.content_lines import (
    ContentLine,
    UnfoldedBytes,
    name_field,
    parse_content_line,
    split_structure,
    unescape,
)
from connectors.decoding import has_line_feeds
from connectors.json_fields import RowColumns
from connectors.streams import Bytes, line_blocks
from connectors.text_file import TextFile

MOST_FIELDS = 500
"""Different fields of one file at most; what is over goes, as it stands, into the field without a name."""
LARGEST_RECORD = 1 << 20
"""Characters: what a larger component holds in addition comes as a further row."""

_BEGIN = re.compile(
    r"\s*(?:[\w-]{1,64}+\.)?BEGIN:(?:(?P<card>VCARD)|V(?:CALENDAR|EVENT|TODO|JOURNAL|FREEBUSY|TIMEZONE|AVAILABILITY))"
    r"[ \t]*\n\s*(?:[\w-]{1,64}+\.)?[A-Z][A-Z0-9-]{0,63}+(?:[;:]|[ \t]*\n[ \t]+[;:])",
    re.IGNORECASE | re.ASCII,
)
_DEEPEST = 16
_WIDE = re.compile("[\u3005\u3040-\u30ff\u4e00-\u9fff]")
_SCHEME = re.compile(r"\A(?:mailto|tel|sms):", re.IGNORECASE)
_NAME_PARTS = ("family_name", "given_name", "middle_name", "name_prefix", "name_suffix")
_ORGANIZATION_PARTS = ("organization", "department")

Pairs = Iterator[tuple[str, str]]


def component_form(sample: str) -> str:
    """``vcard``, ``icalendar``, or "" for another text."""
    found = _BEGIN.match(sample)
    return "" if found is None else "vcard" if found["card"] else "icalendar"


def read_components(file: TextFile) -> Iterator[Batch | Skipped]:
    """Every component as a row. Pictures and files inside are not opened, and are told in a Skipped at the end, as is a
    component without an end."""
    form = component_form(file.sample)
    reader = _Reader(form)
    first_row, taken = 1, 0
    stream: Bytes = UnfoldedBytes(file.stream) if has_line_feeds(file.encoding) else file.stream
    for block in line_blocks(stream, file.encoding, file.newline):
        taken += block.taken
        for line in block.data.decode("utf-8").removesuffix("\n").split("\n"):
            reader.take(line.removesuffix("\r"))
            if reader.rows.is_full(reader.text):
                yield from sized_batches(file.location, *reader.rows.columns(), first_row, taken)
                first_row, taken = first_row + len(reader.rows), 0
                reader.start_batch()
    unended = reader.finish()
    if len(reader.rows):
        yield from sized_batches(file.location, *reader.rows.columns(), first_row, taken)
    yield from _not_read(file, reader.binaries, unended=unended)


def _not_read(file: TextFile, binaries: int, *, unended: bool) -> Iterator[Skipped]:
    if binaries:
        problem = "1 embedded file is" if binaries == 1 else f"{binaries} embedded files are"
        hint = "Save the pictures and attachments as files and scan these"
        yield Skipped(file.location, "unsupported-format", f"{problem} not looked into", hint, partial=True)
    if unended:
        problem = "The file ends in the middle of a record"
        yield Skipped(
            file.location, "corrupt", problem, "Restore the file from its origin, then scan again", partial=True
        )


class _Reader:
    """Takes the lines of a file one by one and gathers rows."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._open: list[tuple[str, dict[str, list[str]]]] = []
        self._sizes: list[int] = []
        self._names: set[str] = set()
        self._soft: list[str] = []
        self._soft_size = 0
        self._in_binary = False
        self.rows = RowColumns()
        self.text = self.binaries = 0

    def start_batch(self) -> None:
        """Forget the rows that were handed out."""
        self.rows, self.text = RowColumns(), 0

    def finish(self) -> bool:
        """Hand out what is still open; whether a component was."""
        if self._soft:
            self._take_whole("".join(self._soft))
        unended = any(name for name, _ in self._open)
        while self._open:
            self._close()
        return unended

    def take(self, line: str) -> None:
        """One more line of the file."""
        if self._soft:
            self._soft.append(line.lstrip(" \t"))
            self._soft_size += len(line) + 1
            if line.endswith("=") and self._soft_size < LARGEST_RECORD:
                self._soft[-1] = self._soft[-1][:-1]
                return
            line, self._soft, self._soft_size = "".join(self._soft), [], 0
        elif line.endswith("=") and (found := parse_content_line(line)) and found.is_quoted:
            self._soft = [line[:-1]]
            return
        self._take_whole(line)

    def _take_whole(self, line: str) -> None:
        if not line.strip() or (self._in_binary and ":" not in line):
            return
        found = parse_content_line(line)
        if found is None:
            self._put("", line)
        elif found.name == "BEGIN":
            self._begin(found.value.strip().upper())
        elif not (found.name == "END" and self._end(found.value.strip().upper())):
            self._in_binary = found.is_binary
            self.binaries += self._in_binary
            for field, value in () if self._in_binary else self._cells(found, line):
                self._put(field, value)

    def _begin(self, component: str) -> None:
        if len(self._open) >= _DEEPEST:
            self._close()
        self._open.append((component[:64] or "?", {}))
        self._sizes.append(0)
        if self._form == "icalendar":
            self._put("component", component)

    def _end(self, component: str) -> bool:
        """Close a component and those inside it that have no end; False where none of that name is open."""
        if all(name != component[:64] for name, _ in self._open):
            return False
        while self._open and self._open[-1][0] != component[:64]:
            self._close()
        self._close()
        self._in_binary = False
        return True

    def _close(self) -> None:
        _, cells = self._open.pop()
        self.text += self._sizes.pop()
        if cells:
            self.rows.append({name: "\n".join(values) for name, values in cells.items()})

    def _put(self, field: str, value: str) -> None:
        if not value:
            return
        if field not in self._names:
            if len(self._names) >= MOST_FIELDS:
                field = ""
            self._names.add(field)
        if not self._open:  # a line outside of any component is a row of its own
            self.rows.append({field: value})
            self.text += len(value)
            return
        name, cells = self._open[-1]
        cells.setdefault(field, []).append(value)
        self._sizes[-1] += len(value) + 16
        if self._sizes[-1] >= LARGEST_RECORD:
            self._close()
            self._open.append((name, {}))
            self._sizes.append(0)

    def _cells(self, line: ContentLine, whole: str) -> Pairs:
        """The fields of a property; the line itself in the one without a name where it is of no known kind."""
        field = name_field(line.name, self._form)
        if not field:
            yield "", whole
            return
        if reader := _STRUCTURED.get(field) if self._form == "vcard" else None:
            yield from reader(split_structure(line.text))
            return
        types = ",".join([line.parameters.get("TYPE", ""), *line.parameters]).upper().split(",")
        if field == "tel" and "FAX" in types:
            field = "fax"
        yield field, _SCHEME.sub("", unescape(line.text).strip())
        for parameter, ending in (("CN", "_name"), ("EMAIL", "_email"), ("SENT-BY", "_sent_by")):
            if value := line.parameters.get(parameter):
                yield field + ending, _SCHEME.sub("", value.strip())
        if value := line.parameters.get("LABEL"):
            yield "address_label", value


def _name_cells(parts: Sequence[str]) -> Pairs:
    yield from zip(_NAME_PARTS, parts, strict=False)
    yield "name", " ".join(part for part in parts[len(_NAME_PARTS) :] if part)


def _organization_cells(parts: Sequence[str]) -> Pairs:
    yield _ORGANIZATION_PARTS[0], parts[0]
    yield _ORGANIZATION_PARTS[1], " ".join(part for part in parts[1:] if part)


def _address_cells(parts: Sequence[str]) -> Pairs:
    """An address as it is written on a letter: from the large to the small in Japanese, else the other way."""
    box, extended, street, city, region, code, country, *more = (*parts, *[""] * 7)
    if _WIDE.search("".join(parts)):
        yield "address", "".join(part for part in (region, city, street, extended, box, *more) if part)
    else:
        yield "address", ", ".join(part for part in (box, extended, street, city, region, *more) if part)
    yield "postal_code", code
    yield "country", country


def _kana_cells(parts: Sequence[str]) -> Pairs:
    yield "name_kana", " ".join(part for part in parts if part)


_STRUCTURED: Mapping[str, Callable[[Sequence[str]], Pairs]] = {
    "name": _name_cells,
    "organization": _organization_cells,
    "address": _address_cells,
    "name_kana": _kana_cells,
}

"""Makes a ledger again without losing what people wrote into the last one.

Each cell of the scan has a mark, a hash of what the scan last wrote there. A cell whose text does not fit its mark was
changed by a person and stays; the note column then says what the scan says now. Nothing is ever taken away: rows that
the run does not have stay and say so, columns and rows that people added stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from reports.cells import fit_cell
from reports.ledger import Absence, Column, Heading, Origin, Row, ScanRow, Sheet, Table, mark, plain, say, say_in_all

FindAbsence = Callable[[Origin], Absence]


def merge(
    table: Table, fresh: Sequence[ScanRow], kept: Sheet | None, find_absence: FindAbsence, run: str, lang: str
) -> Sheet:
    """The table with the rows of the scan, and with everything that stands in the ledger that is kept. ``run`` is the
    id of the run, for rows that are not in it."""
    headings = _join_headings(table, kept, lang)
    columns = {column.id: column for column in table.columns}
    known = {row.id: row for row in fresh}
    rows, met = [], set()
    for row in kept.rows if kept else ():
        row = _widen(row, headings, columns, lang)
        if (row.origin is None and row.id not in known) or row.id in met:
            rows.append(replace(row, marks={}, origin=None))
        elif row.id in known:
            rows.append(_refresh(row, known[row.id], headings, columns, lang))
        elif row.origin is not None:
            rows.append(_retire(row, find_absence(row.origin), run, headings, columns, lang))
        met.add(row.id)
    rows += [_begin(one, headings, columns, lang) for one in fresh if one.id not in met]
    return Sheet(table.id, headings, tuple(rows), kept.above if kept else ())


def _join_headings(table: Table, kept: Sheet | None, lang: str) -> tuple[Heading, ...]:
    """The columns as they stand, with titles in the language, then those of the table that are missing."""
    titles = {column.id: column.title[lang] for column in table.columns}
    standing = tuple(Heading(one.column, titles.get(one.column, one.title)) for one in (kept.headings if kept else ()))
    there = {one.column for one in standing}
    return (*standing, *(Heading(id, title) for id, title in titles.items() if id not in there))


def _widen(row: Row, headings: Sequence[Heading], columns: Mapping[str, Column], lang: str) -> Row:
    """A row with a cell for each heading, also for those that its ledger did not have."""
    blank = ScanRow("", Origin("", "", ""), {})
    more = (_fill(blank, columns[one.column], lang) if row.id else "" for one in headings[len(row.cells) :])
    return replace(row, cells=(*row.cells, *more))


def _begin(fresh: ScanRow, headings: Sequence[Heading], columns: Mapping[str, Column], lang: str) -> Row:
    cells = tuple(
        fresh.id if one.column == "id" else _fill(fresh, columns[one.column], lang) if one.column else ""
        for one in headings
    )
    return Row(fresh.id, cells, _mark(fresh, columns, lang), fresh.origin)


def _fill(fresh: ScanRow, column: Column, lang: str) -> str:
    """What the scan writes into a cell: what it knows, else that a person has to."""
    if column.by == "note":
        return ""
    is_asked = column.by in ("both", "person") and not column.optional
    return fit_cell(fresh.cells.get(column.id, "")) or (say("to-fill", lang) if is_asked else "")


def _mark(fresh: ScanRow, columns: Mapping[str, Column], lang: str) -> dict[str, str]:
    return {id: mark(_fill(fresh, one, lang)) for id, one in columns.items() if one.by in ("scan", "both")}


def _refresh(row: Row, fresh: ScanRow, headings: Sequence[Heading], columns: Mapping[str, Column], lang: str) -> Row:
    """A row that the run has too: cells that nobody changed say what the scan says now."""
    cells, notes = list(row.cells), []
    for place, heading in enumerate(headings):
        column = columns.get(heading.column)
        if column is None or column.by in ("id", "note"):
            continue
        says = _fill(fresh, column, lang)
        if _is_free(cells[place], row.marks.get(column.id), column):
            cells[place] = says
        elif column.by != "person" and says != say("to-fill", lang) and plain(says) != plain(cells[place]):
            notes.append(say("now-says", lang, title=column.title[lang], text=says or "-"))
    _write_note(cells, row, "\n".join(notes), headings)
    return replace(
        row, cells=tuple(cells), marks={**_mark(fresh, columns, lang), **_mark_note(notes)}, origin=fresh.origin
    )


def _is_free(text: str, written: str | None, column: Column) -> bool:
    """Whether nobody has written into a cell. One that a person emptied is free again for the scan; one for a person
    stays empty."""
    if text.strip() in say_in_all("to-fill"):
        return True
    if column.by == "person":
        return False
    return not text.strip() or mark(text) == written


def _retire(
    row: Row, absence: Absence, run: str, headings: Sequence[Heading], columns: Mapping[str, Column], lang: str
) -> Row:
    """A row that the run does not have: only its state changes."""
    says = say(f"presence.{absence}", lang, run=run)
    cells = list(row.cells)
    notes = []
    for place, heading in enumerate(headings):
        if heading.column == "state":
            if _is_free(cells[place], row.marks.get("state"), columns["state"]):
                cells[place] = says
            else:
                notes.append(say("now-says", lang, title=columns["state"].title[lang], text=says))
    if notes:
        _write_note(cells, row, "\n".join(notes), headings)
    return replace(row, cells=tuple(cells), marks={**row.marks, "state": mark(says), **_mark_note(notes)})


def _mark_note(notes: Sequence[str]) -> dict[str, str]:
    return {"note": mark("\n".join(notes))} if notes else {}


def _write_note(cells: list[str], row: Row, note: str, headings: Sequence[Heading]) -> None:
    """Write the note anew; what a person wrote over the last one goes to the remarks."""
    places = {heading.column: place for place, heading in enumerate(headings)}
    if "note" not in places:
        return
    last = cells[places["note"]]
    if last.strip() and mark(last) != row.marks.get("note"):
        remarks = cells[places["remarks"]]
        standing = "" if remarks.strip() in ("", *say_in_all("to-fill")) else f"{remarks}\n"
        cells[places["remarks"]] = standing + last
    cells[places["note"]] = note

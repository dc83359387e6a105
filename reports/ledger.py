"""What a ledger is: tables of rows that a scan fills as far as it knows and people fill further.

``data/ledger.toml`` holds the tables with their columns and every word. Rows have an identity that does not change from
run to run, so that a ledger that is made again keeps what people wrote (``reports/ledger_merge.py``).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from reports.messages import LANGUAGES, write_number

Filler = Literal["id", "scan", "both", "person", "note"]
Form = Literal["text", "count", "date"]
Absence = Literal["gone", "clean", "sampled", "partly", "unread", "purpose"]
"""Why a row of an earlier ledger is not in the run: the place is not there any more; it was read and nothing was found
(in all of it, in a sample, in a part); it was not scanned; it does not declare this purpose any more."""


class LedgerError(Exception):
    """A ledger that cannot be read or written: where, what, and what to do. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. ``by`` says who fills it, ``law`` what asks for it; titles and choices are by language;
    ``width`` is in characters. Nothing has to stand in an ``optional`` one."""

    id: str
    by: Filler
    title: Mapping[str, str]
    width: int
    form: Form = "text"
    law: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The form of one kind of ledger. ``sheet`` is its name in a workbook."""

    id: str
    title: Mapping[str, str]
    sheet: Mapping[str, str]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """What a row is about: a source, a collection in it (file names folded; empty: the whole source) and a purpose
    (empty: none is declared)."""

    source: str
    collection: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A row as the scan fills it: column -> text; a column that it does not know is missing."""

    id: str
    origin: Origin
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Heading:
    """One column as it stands in a ledger: a column of the table, or one that a person added (``column`` empty)."""

    column: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in a ledger: a text for each heading. ``marks`` are short hashes of what the scan wrote,
    column by column; ``origin`` is None for a row that a person added. ``line`` is its row in the file it was read
    from, from 1 (0: it is new)."""

    id: str
    cells: tuple[str, ...]
    marks: Mapping[str, str] = field(default_factory=dict)
    origin: Origin | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it stands in a ledger. ``above`` are the rows over the headings."""

    table: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    above: tuple[tuple[str, ...], ...] = ()


@cache
def load_ledger() -> Mapping[str, Any]:
    """The whole of ``data/ledger.toml``; read once."""
    return tomllib.loads((files("reports") / "data" / "ledger.toml").read_text(encoding="utf-8"))


@cache
def load_tables() -> Mapping[str, Table]:
    """Every table by its id, in the order of the file."""
    return {
        id: Table(id, one["title"], one["sheet"], tuple(_read_column(column) for column in one["columns"]))
        for id, one in load_ledger()["table"].items()
    }


def _read_column(entry: Mapping[str, Any]) -> Column:
    choices = {language: tuple(words) for language, words in entry.get("choices", {}).items()}
    return Column(
        entry["id"],
        entry["by"],
        entry["title"],
        entry["width"],
        entry.get("form", "text"),
        entry.get("law", ""),
        choices,
        entry.get("optional", False),
    )


def say(key: str, lang: str, **params: object) -> str:
    """A word of the ledgers (``word`` section, or ``section.key``) with its parameters; ``en_one`` where ``n`` is 1."""
    section, _, name = key.rpartition(".")
    texts: Mapping[str, str] = load_ledger()[section or "word"][name]
    variant = f"{lang}_one" if params.get("n") in (1, "1") else lang
    text = texts.get(variant) or texts[lang]
    return text.format_map({name: write_number(value) for name, value in params.items()})


def say_in_all(key: str) -> tuple[str, ...]:
    """A word without parameters in every language."""
    return tuple(say(key, language) for language in LANGUAGES)


def identify(table: str, origin: Origin) -> str:
    """The identity of a row: made of source, collection and purpose, and of nothing that changes by itself."""
    parts = "\0".join((table, origin.source, origin.collection, origin.purpose))
    return f"D-{hashlib.sha256(parts.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?")
_NUMBER = re.compile(r"-?\d[\d,]*")


def plain(text: str) -> str:
    """A text without what spreadsheet programs change by themselves: the way of writing days and numbers, ends of
    lines, blanks at the ends and composed characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if day := _DAY.fullmatch(text):
        return f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
    return text.replace(",", "") if _NUMBER.fullmatch(text) else text


def mark(text: str) -> str:
    """A short hash by which a cell that somebody changed is told from one that nobody did."""
    return hashlib.sha256(plain(text).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def language_of(sheets: Iterable[Sheet]) -> str:
    """The language that the headings of a ledger are in; empty where they do not tell."""
    titles = [(load_tables()[sheet.table], one) for sheet in sheets for one in sheet.headings if one.column]
    for language in LANGUAGES:
        own = sum(_title_of(table, one.column, language) == one.title for table, one in titles)
        if own * 2 > len(titles):
            return language
    return ""


def _title_of(table: Table, column: str, lang: str) -> str:
    return next((one.title[lang] for one in table.columns if one.id == column), "")

"""The findings of the HTML report as columns: what its script searches, sorts and shows without a line of HTML each.

Every text stands once, in a dictionary; columns hold numbers. Compressed, a finding takes some thirty bytes, so that a
hundred thousand of them fit into one file that can be mailed.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar, get_args

from detectors.base import SampleMethod, Subject, Verdict
from reports.base import LEAK_RULES, POLICY_VERDICTS, SEVERITIES, SHOWN_STATES, Entry, Report
from reports.checks import load_checks
from reports.grid import OTHER, Grid, find_column
from reports.html_parts import read_script
from reports.html_words import name, pick, pick_label, pick_message
from reports.messages import LANGUAGES, load_messages
from reports.phrases import category_standing

Record = dict[str, Any]

STATES = SHOWN_STATES
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
METHODS: tuple[SampleMethod, ...] = get_args(SampleMethod)

T = TypeVar("T", bound=Hashable)

_FINGERPRINT = re.compile(r"v1:[0-9a-f]{16}")


@dataclass(slots=True)
class Pool(Generic[T]):
    """Values that are written once and named by their number."""

    items: list[T] = field(default_factory=list)
    numbers: dict[T, int] = field(default_factory=dict)

    def add(self, value: T) -> int:
        """The number of a value, a new one where it is new."""
        number = self.numbers.get(value)
        if number is None:
            number = self.numbers[value] = len(self.items)
            self.items.append(value)
        return number


@dataclass(slots=True)
class Texts:
    """Texts in all languages, each written once: as one text where all languages say the same."""

    pool: Pool[tuple[str, ...]] = field(default_factory=Pool)

    def add(self, texts: Mapping[str, str]) -> int:
        """The number of a text."""
        return self.pool.add(tuple(texts[language] for language in LANGUAGES))

    def write(self) -> list[str | list[str]]:
        """All of them, in order."""
        return [shorten(texts) for texts in self.pool.items]


def shorten(texts: Sequence[str]) -> str | list[str]:
    """The texts of all languages, or the one text that they have in common."""
    return texts[0] if len(set(texts)) == 1 else list(texts)


def list_texts(texts: Mapping[str, str]) -> str | list[str]:
    """A text of all languages as the script reads it."""
    return shorten([texts[language] for language in LANGUAGES])


def pack(document: Record) -> str:
    """A document as compressed JSON in base64, the same for the same document. Base64 can hold no end of a script."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    packed = gzip.compress(text.encode("utf-8", "backslashreplace"), compresslevel=9, mtime=0)
    return base64.b64encode(packed).decode("ascii")


def write_codes(numbers: Iterable[int]) -> str:
    """Small numbers as characters from "0" on, one for each: shorter than a list, and read faster."""
    return "".join(map(_CODES.__getitem__, numbers))


_CODES = "".join(map(chr, range(48, 0xD800)))


def write_numbers(numbers: Sequence[int]) -> list[str]:
    """Whole numbers from 0 on as texts of one character for each: the six lowest bits, the next six, and so on, as many
    texts as the largest number needs. Compressed, they take about as much as they say."""
    left = list(numbers)
    texts: list[str] = []
    while not texts or any(left):
        texts.append(write_codes(number & 63 for number in left))
        left = [number >> 6 for number in left]
    return texts


def number_of(codes: Sequence[Hashable]) -> Callable[[Hashable], int]:
    """A function from code to its number in the list; unknown codes are the last."""
    numbers = {code: number for number, code in enumerate(codes)}
    last = len(codes) - 1
    return lambda code: numbers.get(code, last)


@dataclass(slots=True)
class Places:
    """The sources, collections and fields that findings name, each once."""

    sources: Pool[str] = field(default_factory=Pool)
    collections: Pool[tuple[int, str]] = field(default_factory=Pool)
    fields: Pool[tuple[str, str]] = field(default_factory=Pool)

    def add_collection(self, source: str, collection: str) -> int:
        """The number of a collection."""
        return self.collections.add((self.sources.add(source), collection))

    def add_field(self, field_name: str, path: str | None) -> int:
        """The number of a field; the same in all collections."""
        return self.fields.add((field_name, path or ""))

    def write(self, report: Report) -> Record:
        """The dictionaries, with the owner of each source. A field without a name is a whole line."""
        owners = {source.id: source.owner for source in report.sources}
        return {
            "sources": [name(source) for source in self.sources.items],
            "owners": [name(owners.get(source, "")) for source in self.sources.items],
            "collectionSource": [source for source, _ in self.collections.items],
            "collections": [name(collection) for _, collection in self.collections.items],
            "fields": [" / ".join(name(part) for part in parts if part) for parts in self.fields.items],
        }


def write_table(report: Report, grid: Grid, places: Places, categories: Pool[str]) -> Record:
    """What the table of findings shows, searches and sorts by, and the words for it; without the dictionaries of
    ``places``, which others still add to."""
    entries = report.entries
    found = [entry.finding for entry in entries]
    collections = [places.add_collection(one.location.source, one.location.collection) for one in found]
    checks: Pool[tuple[str, ...]] = Pool()
    return {
        "count": len(entries),
        "severity": write_codes(map(number_of(SEVERITIES), (entry.severity for entry in entries))),
        "state": write_codes(map(number_of(STATES), (entry.shown_state for entry in entries))),
        "policy": write_codes(map(number_of(POLICY_VERDICTS), (entry.policy for entry in entries))),
        "verdict": write_codes(map(number_of(VERDICTS), (one.verdict for one in found))),
        "category": write_numbers([categories.add(one.category) for one in found]),
        "collection": write_numbers(collections),
        "field": write_numbers([places.add_field(one.location.field, one.location.path) for one in found]),
        "confidence": write_numbers([round(one.confidence * 100) for one in found]),
        "matched": write_numbers([one.evidence.matched for one in found]),
        "read": write_numbers([one.evidence.read for one in found]),
        "row": write_codes(place_rows(report, grid)),
        "checks": write_numbers([checks.add(entry.checks) for entry in entries]),
        "checkSets": [list(ids) for ids in checks.items],
        "checkTitles": {id: title_check(id) for ids in checks.items for id in ids},
        "categories": [write_category(id, grid) for id in categories.items],
        "columns": [[column, list_texts(pick_message(f"column.{column}"))] for column in grid.columns],
        "rows": [list_texts(name_row(row.source, row.collection, row.folded, grid)) for row in grid.rows],
        "ids": {"severity": SEVERITIES, "state": STATES, "policy": POLICY_VERDICTS},
        "codes": write_words(),
        "words": {key: write_message(key) for key in script_words()},
    }


def pack_fingerprints(entries: Sequence[Entry]) -> str:
    """All fingerprints as bytes in base64, eight for each: they are as good as random, so nothing compresses them."""
    prints = [entry.fingerprint for entry in entries]
    digits = "".join(one[3:] if _FINGERPRINT.fullmatch(one) else UNKNOWN for one in prints)
    return base64.b64encode(bytes.fromhex(digits)).decode("ascii")


UNKNOWN = "0" * 16
"""Stands for a fingerprint of another form, of which there is none today."""


def write_category(id: str, grid: Grid) -> Record:
    """One category: its title, the column of the grid that counts it, whether it is about persons."""
    column = find_column(id)
    return {
        "id": name(id),
        "title": list_texts(pick("category", id)),
        "column": grid.columns.index(column if column in grid.columns else OTHER),
        "personal": category_standing(id) != "none",
    }


def title_check(id: str) -> str | list[str]:
    """What a check is called; one that is not known stands for itself."""
    check = load_checks().get(id)
    return list_texts(check.title) if check else name(id)


def place_rows(report: Report, grid: Grid) -> Iterator[int]:
    """For each finding the number of the row of the grid that counts it; the last is that of the rest."""
    numbers = {(row.source, row.collection): number for number, row in enumerate(grid.rows) if not row.folded}
    rest, by_collection = len(grid.rows) - 1, grid.by == "collection"
    for entry in report.entries:
        location = entry.finding.location
        yield numbers.get((location.source, location.collection if by_collection else ""), rest)


def name_row(source: str, collection: str, folded: int, grid: Grid) -> Mapping[str, str]:
    """What a row of the grid is called."""
    if folded:
        return pick_message("label.other-rows", n=folded)
    if grid.by == "collection" and not collection:
        return pick_message("label.whole-source")
    return dict.fromkeys(LANGUAGES, name(collection if grid.by == "collection" else source))


def write_words() -> Record:
    """The words for the codes of the columns, in the order of their numbers."""
    sections = {
        "severity": SEVERITIES,
        "state": STATES,
        "policy": (*POLICY_VERDICTS, "not-personal"),
        "kind": VERDICTS,
        "is": VERDICTS,
        "subject": SUBJECTS,
        "sampling": METHODS,
        "leak": LEAK_RULES,
    }
    return {
        section: [list_texts(pick_label(section, code, **_HOLDERS.get(section, {}))) for code in codes]
        for section, codes in sections.items()
    }


_HOLDERS: Mapping[str, Mapping[str, str]] = {"is": {"what": "{what}"}, "sampling": {"n": "{n}"}}
"""Parameters that the script fills in later."""


@cache
def script_words() -> tuple[str, ...]:
    """The messages that the script says: every ``say("section.code"`` in it."""
    return tuple(sorted(set(re.findall(r'\bsay\("([\w.-]+)"', read_script()))))


def write_message(key: str) -> list[str]:
    """A message with its parameters open: Japanese, English, and English for one where that differs."""
    texts = load_messages()[key]
    return [texts["ja"], texts["en"], *([texts["en_one"]] if "en_one" in texts else [])]

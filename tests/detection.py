"""Runs one detector over cells written in a test and gives back what it found as text of the *raw* cells."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

import pyarrow as pa

from connectors.base import CollectionKind, Field, FieldType
from detectors.hits import Detect, FieldView, Hits, Signals
from detectors.text import Cells, join_cells

# Cells that must not disturb their neighbours: separators, NUL, astral characters, marks, direction, nothing.
AWKWARD = ["", "\x1a", "a\x00b", "🎉🎊", "𠮷野家", "e\u0301か\u3099", "\u200fשלום\u200e", " ", "ー", "㈱"]

M = 1_000_000
BAIT: Mapping[str, str] = {
    "letters": "a" * M,
    "capital": "A" + "a" * M,
    "digits": "1" * M,
    "brackets": "(" * M,
    "quotes": "'" * M,
    "spaces": " " * M,
    "kanji": "田" * M,
    "names": "山田太郎" * (M // 4),
    "katakana": "ア" * M,
    "hiragana": "あ" * M,
    "numerals": "一" * M,
    "born": "生" * M,
    "at": "a@" * 100_000,
    "mailboxes": "a.b@c." * 100_000,
    "hyphens": "1-" * 100_000,
    "dots": "1." * 100_000,
    "colons": ":" * 100_000,
    "hex": "ff:" * 100_000,
    "pluses": "+1 (2)" * 100_000,
    "pairs": "=;" * 100_000,
    "jar": "a=b;" * 100_000,
    "cookies": "cookie: a=" * 100_000,
    "agents": "Mozilla/5.0 (" * 100_000,
    "products": "word/1 " * 100_000,
    "words": "Aa Bb " * 100_000,
    "streets": "12 Abc de St" * 50_000,
    "houses": "1 Aa " * 100_000,
    "cities": "東京都港区" * 100_000,
    "blocks": "港区一" * 100_000,
    "dates": "2020年1月" * 100_000,
    "birth": "birth-" * 100_000,
    "honorifics": "田様" * 100_000,
    "passwords": "password=" * 100_000,
    "urls": "a://" * 100_000,
    "tokens": "eyJ" * 100_000,
    "bcrypt": "$2a$" * 100_000,
    "pbkdf2": "pbkdf2_a" * 100_000,
}
SLOWEST = 2.0
"""Seconds of processor time that one detector may take for one piece of bait."""


def view_of(
    name: str = "memo",
    kind: CollectionKind = "table",
    hints: Mapping[str, float] | None = None,
    type: FieldType = "text",
) -> FieldView:
    """A field by hand; ``hints`` is what its name would suggest."""
    return FieldView(Field(name, type), kind, hints or {})


def cells_of(*texts: str) -> Cells:
    """Texts as the cells of one buffer."""
    return join_cells(pa.array(texts, pa.string()))


def find_in(
    detect: Detect, category: str, *texts: str, view: FieldView | None = None, strong: bool | None = None
) -> list[list[str]]:
    """What ``detect`` finds of a category, cell by cell; with ``strong``, only hits that are (or are not)."""
    cells = cells_of(*texts)
    found: list[list[str]] = [[] for _ in texts]
    for hits in hits_of(detect(cells, view or view_of())):
        if hits.category == category:
            for start, end, sure in zip(hits.start.tolist(), hits.end.tolist(), hits.strong.tolist(), strict=True):
                cell = int(cells.cell_of(start))
                base = int(cells.starts[cell])
                assert cell == int(cells.cell_of(end - 1)), "a hit crosses cells"
                if strong in (None, sure):
                    found[cell].append(texts[cell][start - base : end - base])
    return found


def find_one(
    detect: Detect, category: str, text: str, view: FieldView | None = None, strong: bool | None = None
) -> list[str]:
    """What is found in one text. It is asked for alone and between awkward neighbours: both must agree."""
    alone = find_in(detect, category, text, view=view, strong=strong)[0]
    number = len(AWKWARD)
    among = find_in(detect, category, *AWKWARD, text, *AWKWARD, view=view, strong=strong)
    assert among[number] == alone
    assert not any(among[:number])
    assert not any(among[number + 1 :])
    return alone


def hits_of(results: Iterable[object]) -> list[Hits]:
    """The sightings among the results of a detector."""
    return [result for result in results if isinstance(result, Hits)]


def signals_of(detect: Detect, *texts: str, view: FieldView | None = None) -> dict[str, list[int]]:
    """Which cells have which signal."""
    results = detect(cells_of(*texts), view or view_of())
    return {result.name: result.cells.tolist() for result in results if isinstance(result, Signals)}


def time_bait(detect: Detect, bait: str, view: FieldView | None = None) -> float:
    """Seconds of processor time, at most, for a piece of bait as one cell and cut into cells of 200 characters."""
    slowest = 0.0
    for length in (len(bait), 200):
        for share in (10, 3, 1):
            # Where even growth with the square of the length stays below the limit, the whole need not be timed.
            most = _time_cells(detect, bait[: len(bait) // share], length, view) * share**2
            if most < SLOWEST:
                break
        slowest = max(slowest, most)
    return slowest


def _time_cells(detect: Detect, text: str, length: int, view: FieldView | None) -> float:
    cells = cells_of(*(text[at : at + length] for at in range(0, len(text), length)))
    begin = time.process_time()
    list(detect(cells, view or view_of()))
    return time.process_time() - begin

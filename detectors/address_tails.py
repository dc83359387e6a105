"""What belongs to a western street address beside its street: a flat before it, the town and region behind it; and
Japanese addresses in Latin letters (5-2-1 Ginza, Chuo-ku, Tokyo)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.literals import declare_literals
from detectors.text import SEPARATOR, Cells

_TOWN = r"[A-ZÀ-Þ][A-Za-zÀ-ɏ'’.-]{1,24}+"
_BEFORE = re.compile(r"(?:Flat|Apt\.?|Apartment|Unit|Suite|Room) ?#?[\dA-Z]{1,5}, $")
# A region has to follow the town, or the end of a sentence, a quote or a number: a list goes on otherwise.
_BEHIND = re.compile(
    rf", {_TOWN}(?: {_TOWN}){{0,2}}(?:, (?:[A-Z]{{2,3}}(?![A-Za-z0-9])|{_TOWN}(?= ?(?:[\"'.\n)]|\Z|\x1a))))?"
    r"(?=[\"'.\n)\x1a]|\Z|,? [A-Z]{0,2}\d|, [a-z])"
)
_REACH = 24
_UNITS = declare_literals(["-ku", "-shi", "-gun", "-cho", "-machi", "-mura", "-son"])
_ROMAJI = re.compile(
    r"(?<![\w./-])\d{1,4}(?:-\d{1,4}){1,3},? (?:[A-Z][A-Za-z]{1,20}+(?:-[A-Za-z]{2,14}+){0,2},? ){0,4}?"
    r"[A-Z][a-z]{1,20}-(?:ku|shi|gun|cho|machi|mura|son)(?![A-Za-z])"
    r"(?:,? [A-Z][a-z]{1,20}-(?:ku|shi|gun|ken|to|fu|do|cho|machi|mura|son)(?![A-Za-z])){0,3}"
    r"(?:, [A-Z][a-z]{2,12}(?![A-Za-z-]))?(?:, (?:Japan|JAPAN))?"
)
_BACK = 70
_NUMBER = re.compile(r"(?<![\w./-])\d{1,4}(?:-\d{1,4}){1,3},? [A-Z]")


def widen_street(text: str, start: int, end: int) -> tuple[int, int]:
    """A street with the flat before it and the town and region behind it."""
    low = max(text.rfind(SEPARATOR, max(0, start - _REACH), start) + 1, start - _REACH, 0)
    if flat := _BEFORE.search(text, low, start):
        start = flat.start()
    if behind := _BEHIND.match(text, end):
        end = behind.end()
    return start, end


def find_romaji_addresses(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    """Block numbers, a town, and a ward, city or district with its Japanese ending."""
    done = -1
    for at in sorted({int(at) for unit in _UNITS for at in cells.places_of(unit)}):
        if at < done:
            continue
        low = max(cells.text.rfind(SEPARATOR, max(0, at - _BACK), at) + 1, at - _BACK, done, 0)
        for number in _NUMBER.finditer(cells.text, low, at):
            if match := _ROMAJI.match(cells.text, number.start()):
                done = match.end()
                yield match.start(), done, True
                break

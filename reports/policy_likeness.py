"""How alike two texts are, and which text of an old list is which of a new one."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from reports.policy_text import fold

_COMPARED = 4_000
"""Characters of each text that are compared; the time grows with their product."""


def measure_likeness(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same), whatever the width, case and spaces of the letters."""
    first, second = ("".join(fold(text).split())[:_COMPARED] for text in (one, other))
    return 1.0 if first == second else SequenceMatcher(None, first, second, autojunk=False).ratio()


def match_texts(old: Sequence[str], new: Sequence[str], least: float) -> dict[int, int]:
    """Place in ``old`` -> place in ``new``: equal texts first, then the most alike of at least ``least``."""
    pairs: dict[int, int] = {}
    left = set(range(len(new)))
    for place, text in enumerate(old):
        same = [other for other in sorted(left) if "".join(fold(new[other]).split()) == "".join(fold(text).split())]
        if same:
            pairs[place] = min(same, key=lambda other: abs(other - place))
            left.discard(pairs[place])
    rest = [place for place in range(len(old)) if place not in pairs]
    scored = [(measure_likeness(old[place], new[other]), place, other) for place in rest for other in sorted(left)]
    for score, place, other in sorted(scored, key=lambda one: (-one[0], abs(one[1] - one[2]), one[1])):
        if score >= least and place not in pairs and other in left:
            pairs[place] = other
            left.discard(other)
    return dict(sorted(pairs.items()))

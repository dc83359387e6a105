"""Telephone numbers of invented people and companies, in the ways people write them."""

from __future__ import annotations

import random

from bench.accuracy.practice_en.numbers import draw_digits
from bench.accuracy.practice_en.world import Place

CODES = {"us": "1", "uk": "44", "de": "49", "fr": "33", "in": "91", "au": "61"}
GROUPS = {
    "us": (3, 3, 4),
    "uk": (4, 6),
    "de": (3, 4, 4),
    "fr": (1, 2, 2, 2, 2),
    "in": (5, 5),
    "au": (1, 4, 4),
}
LENGTHS = {"us": 10, "uk": 10, "de": 10, "fr": 9, "in": 10, "au": 9}
MOBILE = {"uk": "77", "de": "151", "fr": "6", "in": "98", "au": "4"}


def write_phone(rng: random.Random, place: Place, mobile: bool = False) -> tuple[str, str]:
    """A telephone number as a person writes it, and in E.164."""
    if place.locale == "ja":
        return write_japanese_phone(rng, place.area, mobile)
    home = place.locale
    area = place.area.replace(" ", "").lstrip("0")
    prefix = MOBILE.get(home, area) if mobile else area
    national = prefix + str(rng.randint(2, 8)) + draw_digits(rng, LENGTHS[home] - len(prefix) - 1)
    parts, at = [], 0
    for size in GROUPS[home]:
        parts.append(national[at : at + size])
        at += size
    parts = [one for one in (*parts, national[at:]) if one]
    country = CODES[home]
    spaced, dashed = " ".join(parts), "-".join(parts)
    if home == "us":
        forms = [
            f"({parts[0]}) {parts[1]}-{parts[2]}",
            dashed,
            ".".join(parts),
            f"+1 {dashed}",
            f"1-{dashed}",
            national,
        ]
    else:
        trunk = "" if home == "in" else "0"
        forms = [
            f"+{country} {spaced}",
            f"+{country}{national}",
            trunk + spaced,
            f"+{country}-{dashed}",
            trunk + national,
        ]
    return rng.choice(forms), f"+{country}{national}"


def write_japanese_phone(rng: random.Random, area: str, mobile: bool) -> tuple[str, str]:
    """The same for Japan."""
    last = str(rng.randint(1000, 9899))
    if mobile:
        parts = [rng.choice(("090", "080", "070")), str(rng.randint(1100, 9899)), last]
    else:
        parts = [area, str(rng.randint(2, 8)) + draw_digits(rng, 5 - len(area)), last]
    plain, dashed = "".join(parts), "-".join(parts)
    forms = [dashed, dashed, plain, f"({parts[0]}){parts[1]}-{parts[2]}", f"+81-{dashed[1:]}", " ".join(parts)]
    return rng.choice(forms), f"+81{plain[1:]}"

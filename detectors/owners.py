"""Whose a telephone or an address is when the field beside it tells: ``repair_shop`` and ``repair_tel``, ご依頼主 and
ご依頼主TEL, ``ship_from_name`` and ``ship_from_phone``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from detectors.containers import fold_label
from detectors.evidence import below
from detectors.field_names import names_a_person_key
from detectors.name_forms import split_words

_ENDS = ("name", "nm", "company", "co", "firm", "shop", "store", "org", "office", "mei")
_ENDS_JA = ("会社名", "名称", "会社", "企業名", "業者名", "店名", "氏名", "名", "業者", "店")
_SHORTEST = 2
_LATITUDES, _LONGITUDES = ("lat", "latitude", "緯度"), ("lon", "lng", "long", "longitude", "経度")
_REACHED = ("personal.contact.address", "personal.contact.phone")
# What a list of places has not: it would be one of persons, of their visits or of deliveries to them.
_PERSONS = (
    "personal.name",
    "personal.birth_date",
    "personal.gender",
    "personal.age",
    "personal.account",
    "personal.id",
    "special",
    "usage.behavior",
    "usage.device",
    "usage.browser",
    "child",
    "consent",
)
_READINGS = ("personal.name.romaji", "personal.name.kana")


@lru_cache(maxsize=4096)
def stem_of(label: str) -> str:
    """What the name of a field that holds names of organisations says of their part in the record: ``ship from``,
    ``repair``, ご依頼主; "" where it says no more than that they are ones."""
    words = split_words(label)
    if label.isascii():
        return " ".join(words[:-1] if words and words[-1] in _ENDS else words)
    folded = fold_label(label)
    stem = next((folded[: -len(end)] for end in _ENDS_JA if folded.endswith(end)), folded)
    return stem if len(stem) >= _SHORTEST else ""


def belongs_to_a_firm(label: str, firms: Iterable[str]) -> bool:
    """Whether a field is called after one of ``firms``, stems of fields that hold names of organisations."""
    if label.isascii():
        words = split_words(label)
        return any(
            words[: len(stem)] == stem and len(words) > len(stem) for stem in (tuple(f.split()) for f in firms if f)
        )
    folded = fold_label(label)
    return any(folded.startswith(stem) and len(folded) > len(stem) for stem in firms if stem and not stem.isascii())


def lists_places(fields: Sequence[tuple[str, str]]) -> bool:
    """Whether a table lists places: their position and an address or a telephone, and nothing of a person. ``fields``
    are names and the categories of the values ("" for none). A place has readings of its name as well."""
    ends = {(split_words(label)[-1:] or (label,))[0] for label, _ in fields}
    if ends.isdisjoint(_LATITUDES) or ends.isdisjoint(_LONGITUDES):
        return False
    persons = any(
        names_a_person_key(label)
        or (below(category, _PERSONS) and not (below(category, _READINGS) and _reads_a_name(label)))
        for label, category in fields
    )
    return not persons and any(below(category, _REACHED) for _, category in fields)


def _reads_a_name(label: str) -> bool:
    """Whether a field is the reading of another one and no more: ``name.en``, ``name_kana``, 名称カナ."""
    return split_words(label)[-1:] in (("en",), ("kana",), ("romaji",)) or label.startswith(("名称", "施設"))

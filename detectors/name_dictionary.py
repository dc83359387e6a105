"""The shipped dictionary of field names, read once and folded for look-up."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from detectors.name_forms import fold_romaji, squash

How = Literal["exact", "end", "weak", "part"]

# How strongly a name suggests a category: the whole name, its end, a name that often means something else.
WHOLE_JA, WHOLE_EN, END_JA, END_EN, WEAK = 0.9, 0.8, 0.7, 0.65, 0.3
# Who somebody is (点検者, ``trainer``): a name as often as a number or a department; the values settle it.
ROLE = 0.5
_SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A category that a name suggests, and how strongly (0 to 1)."""

    category: str
    strength: float
    how: How


@dataclass(frozen=True, slots=True)
class Form:
    """Words at the end of a name that tell the form of the values (``_dt``, ``_kbn``), the categories that can have
    it, and stems that mean a category only in front of such a word."""

    words: frozenset[str]
    categories: tuple[str, ...]
    stems: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NameDictionary:
    """``data/field_names.toml``, every name folded as :func:`detectors.name_forms.squash` does."""

    whole_ja: Mapping[str, str]
    whole_en: Mapping[str, str]
    end_ja: Mapping[str, str]
    end_en: Mapping[tuple[str, ...], str]
    romaji: Mapping[str, str]
    weak: Mapping[str, tuple[str, ...]]
    part: Mapping[str, str]
    role: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    abbreviations: Mapping[str, str]
    abbreviated: Mapping[str, tuple[str, ...]]
    vocabulary: frozenset[str]
    forms: tuple[Form, ...]
    tables: Mapping[str, frozenset[str]]


@cache
def load_dictionary() -> NameDictionary:
    """The shipped dictionary, folded for look-up."""
    data = tomllib.loads((files("detectors") / "data" / "field_names.toml").read_text(encoding="utf-8"))
    shortened = {short: tuple(long.split("|")) for short, long in data.pop("abbreviations").items()}
    abbreviated = {short: tuple("".join(one.split("_")) for one in long) for short, long in shortened.items()}
    forms = tuple(
        Form(
            frozenset(form["words"]),
            tuple(form["categories"]),
            {fold_romaji(stem): category for stem, category in form.get("stems", {}).items()},
        )
        for form in data.pop("forms").values()
    )
    words = {name: frozenset(map(squash, listed)) for name, listed in data.pop("words").items()}
    tables = {name: frozenset(map(squash, listed)) for name, listed in data.pop("tables").items()}
    words["coded_categories"] = frozenset(data.pop("coded")["categories"])
    data.pop("version")
    whole_ja: dict[str, str] = {}
    whole_en: dict[str, str] = {}
    end_ja: dict[str, str] = {}
    end_en: dict[tuple[str, ...], str] = {}
    romaji: dict[str, str] = {}
    weak: dict[str, tuple[str, ...]] = {}
    part: dict[str, str] = {}
    role: dict[str, str] = {}
    vocabulary: set[str] = set(words["persons"] | words["qualifiers"])
    for category, lists in data.items():
        whole_ja.update({squash(name): category for name in lists.get("ja", ())})
        whole_en.update({squash(name): category for name in lists.get("en", ())})
        end_ja.update({squash(name): category for name in lists.get("ja_end", ())})
        end_en.update({tuple(name.split("_")): category for name in lists.get("en_end", ())})
        romaji.update({fold_romaji(squash(name)): category for name in lists.get("romaji", ())})
        part.update({squash(name): category for name in lists.get("part", ())})
        role.update({squash(name): category for name in lists.get("role", ())})
        vocabulary.update(word for key in ("en", "en_end") for name in lists.get(key, ()) for word in name.split("_"))
        for name in lists.get("weak", ()):
            weak[squash(name)] = (*weak.get(squash(name), ()), category)
    return NameDictionary(
        whole_ja,
        whole_en,
        end_ja,
        end_en,
        romaji,
        weak,
        part,
        role,
        words,
        abbreviations={short: long[0] for short, long in shortened.items()},
        abbreviated=abbreviated,
        vocabulary=frozenset(word for word in vocabulary if len(word) >= _SHORTEST_WORD and word.isascii()),
        forms=forms,
        tables=tables,
    )

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


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A category that a name suggests, and how strongly (0 to 1)."""

    category: str
    strength: float
    how: How


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
    words: Mapping[str, frozenset[str]]
    abbreviations: Mapping[str, str]
    tables: Mapping[str, frozenset[str]]


@cache
def load_dictionary() -> NameDictionary:
    """The shipped dictionary, folded for look-up."""
    data = tomllib.loads((files("detectors") / "data" / "field_names.toml").read_text(encoding="utf-8"))
    abbreviations = data.pop("abbreviations")
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
    for category, lists in data.items():
        whole_ja.update({squash(name): category for name in lists.get("ja", ())})
        whole_en.update({squash(name): category for name in lists.get("en", ())})
        end_ja.update({squash(name): category for name in lists.get("ja_end", ())})
        end_en.update({tuple(name.split("_")): category for name in lists.get("en_end", ())})
        romaji.update({fold_romaji(squash(name)): category for name in lists.get("romaji", ())})
        part.update({squash(name): category for name in lists.get("part", ())})
        for name in lists.get("weak", ()):
            weak[squash(name)] = (*weak.get(squash(name), ()), category)
    return NameDictionary(whole_ja, whole_en, end_ja, end_en, romaji, weak, part, words, abbreviations, tables)

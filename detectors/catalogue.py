"""What kinds of data there are: the catalogue of categories, read from ``data/categories.toml``.

A category is a dotted key such as ``personal.contact.email``; a parent covers its children.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from detectors.base import DetectorError

AppiClass = Literal["personal-information", "identification-code", "special-care", "linkable", "related", "none"]
"""Standing under the Act on the Protection of Personal Information; the data file explains each."""

Sensitivity = Literal["low", "medium", "high", "critical"]

DATA = Path(__file__).parent / "data" / "categories.toml"


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of data. ``ja``/``en`` are its titles, ``why_ja``/``why_en`` one sentence each on why it
    matters, ``fides_key`` the nearest data category of the Fides taxonomy, ``law`` where the standing comes
    from (may be empty)."""

    id: str
    ja: str
    en: str
    appi_class: AppiClass
    fides_key: str
    sensitivity: Sensitivity
    why_ja: str
    why_en: str
    law: str = ""

    @property
    def parent(self) -> str:
        """The key above this one; empty at the top."""
        return self.id.rpartition(".")[0]

    @property
    def leaf(self) -> str:
        """The last part of the key."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Group:
    """A key above categories that is none itself (``personal.contact``), with its titles."""

    id: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All categories, in the order of the data file. ``law_version`` is the day (ISO 8601) on which the law
    that the standings come from was in force."""

    version: str
    law_version: str
    categories: Mapping[str, Category]
    groups: Mapping[str, Group]

    def __getitem__(self, id: str) -> Category:
        """The category of that id; :class:`DetectorError` naming the closest ids if there is none."""
        try:
            return self.categories[id]
        except KeyError:
            closest = ", ".join(closest_ids(id, self.ids))
            raise DetectorError(f"no category '{id}'; the closest are: {closest}") from None

    def __contains__(self, id: object) -> bool:
        return id in self.categories

    def __iter__(self) -> Iterator[Category]:
        return iter(self.categories.values())

    def __len__(self) -> int:
        return len(self.categories)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every category id, in the order of the data file."""
        return tuple(self.categories)

    @staticmethod
    def covers(parent: str, child: str) -> bool:
        """Whether ``parent`` is ``child`` or a key above it: ``personal`` covers ``personal.name.kana``."""
        return child == parent or child.startswith(f"{parent}.")


def closest_ids(wrong: str, ids: Collection[str]) -> tuple[str, ...]:
    """The three of ``ids`` that look most like ``wrong``, best first. Whole keys and last parts are both
    compared, so that ``email`` and ``contact.mail`` lead to ``personal.contact.email``."""
    return tuple(sorted(ids, key=lambda id: (-_likeness(wrong, id), id))[:3])


def _likeness(wrong: str, id: str) -> float:
    whole = SequenceMatcher(None, wrong, id).ratio()
    last = SequenceMatcher(None, wrong.rpartition(".")[2], id.rpartition(".")[2]).ratio()
    return max(whole, last)


_in_force: ContextVar[Catalogue | None] = ContextVar("catalogue in force", default=None)


def load_catalogue() -> Catalogue:
    """The catalogue in force: the one that ships with Daicho, with the categories that a configuration adds."""
    extended = _in_force.get()
    return load_shipped() if extended is None else extended


@contextmanager
def add_categories(categories: Iterable[Category], groups: Iterable[Group] = ()) -> Iterator[Catalogue]:
    """Have further categories, and keys above them, in the catalogue while the context lasts.

    DetectorError where one of them is there already.
    """
    known = load_catalogue()
    further = list(categories)
    for place, one in enumerate(further):
        if one.id in known or one.id in known.groups or any(one.id == other.id for other in further[:place]):
            raise DetectorError(f"there is a category '{one.id}' already")
    extended = replace(
        known,
        categories=MappingProxyType({one.id: one for one in _insert(list(known), further)}),
        groups=MappingProxyType({**{one.id: one for one in groups}, **known.groups}),
    )
    token = _in_force.set(extended)
    try:
        yield extended
    finally:
        _in_force.reset(token)


def _insert(known: list[Category], further: Iterable[Category]) -> list[Category]:
    """Categories with further ones behind those that share their first key, or at the end."""
    listed = list(known)
    for one in further:
        top = one.id.partition(".")[0]
        beside = [place for place, other in enumerate(listed) if Catalogue.covers(top, other.id)]
        listed.insert(beside[-1] + 1 if beside else len(listed), one)
    return listed


@cache
def load_shipped() -> Catalogue:
    """The catalogue that ships with Daicho; read once."""
    with DATA.open("rb") as file:
        data = tomllib.load(file)
    categories = {entry["id"]: Category(**entry) for entry in data["category"]}
    groups = {id: Group(id, **titles) for id, titles in data["groups"].items()}
    return Catalogue(
        version=data["version"],
        law_version=data["law_version"],
        categories=MappingProxyType(categories),
        groups=MappingProxyType(groups),
    )

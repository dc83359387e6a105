"""To what a field belongs when it is no person: ``pet.birthday`` to an animal, ``station.lat`` to a place,
``logger_imei`` to a machine.

A record of an animal names its owner as well: what follows the animal (its breed, its number) is the animal's until a
person is named. The words are data (``data/belongings.toml``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from detectors.containers import fold_label
from detectors.evidence import below
from detectors.field_names import names_a_person_key
from detectors.name_dictionary import load_dictionary
from detectors.name_forms import split_path, split_words

Holder = Literal["beings", "sites", "gear"]

_HOLDERS: tuple[Holder, ...] = ("beings", "sites", "gear")
_SOME_MARKS = 2
_BARE = ("name", "名前", "名", "愛称", "呼び名")
_PEOPLE_JA = ("飼い主", "飼主", "馬主", "所有者", "使用者", "オーナー", "氏名", "担当", "調教師", "騎手")


@dataclass(frozen=True, slots=True)
class Belongings:
    """The words of ``belongings.toml``: by holder those of its name and the categories that it has (``facts``); names
    of numbers that only such a machine has (``gear``); the fields that only records of beings have, the names of their
    parents; complaints of machines, and fields beside them."""

    words: dict[Holder, frozenset[str]]
    words_ja: dict[Holder, tuple[str, ...]]
    facts: dict[Holder, tuple[str, ...]]
    gear: frozenset[str]
    being_marks: frozenset[str]
    parents: frozenset[str]
    ailments: frozenset[str]
    machine_marks: frozenset[str]


@cache
def load_belongings() -> Belongings:
    """The shipped words, folded for look-up."""
    data = tomllib.loads((files("detectors") / "data" / "belongings.toml").read_text(encoding="utf-8"))
    return Belongings(
        words={holder: frozenset(data[holder]["words"]) for holder in _HOLDERS},
        words_ja={holder: tuple(data[holder]["words_ja"]) for holder in _HOLDERS},
        facts={holder: tuple(data[holder]["facts"]) for holder in _HOLDERS},
        gear=frozenset(data["gear"]["whole"]),
        being_marks=frozenset(map(fold_label, data["beings"]["marks"])),
        parents=frozenset(map(fold_label, data["beings"]["parents"])),
        ailments=frozenset(map(fold_label, data["ailments"]["words"])),
        machine_marks=frozenset(map(fold_label, data["ailments"]["marks"])),
    )


@lru_cache(maxsize=4096)
def holder_of(label: str) -> Holder | None:
    """To what a field belongs by its own name, None where that says nothing or names a person."""
    known, parts = load_belongings(), split_path(label)
    if not parts or _names_people(label):
        return None
    last = split_words(parts[-1])
    before = split_words(parts[-2])[-1:] if len(parts) > 1 else ()
    for holder in _HOLDERS:
        words = known.words[holder]
        if not words.isdisjoint(before) or not words.isdisjoint(last[:-1]):
            return holder
        if any(mark in parts[-1] and not parts[-1].endswith(mark) for mark in known.words_ja[holder]):
            return holder
    return "gear" if last and last[-1] in known.gear else None


def _names_people(label: str) -> bool:
    """Whether a word of a field's name stands for a person: ``pet_owner_phone``, 飼い主電話."""
    known = load_dictionary()
    parts = split_path(label)[-2:]
    words = {word for part in parts for word in split_words(part)}
    people = known.tables["person"] | known.words["persons"]
    if "contact" in words and len(parts) > 1:
        words.discard("contact")  # station.contact.tel
    return not people.isdisjoint(words) or any(mark in label for mark in _PEOPLE_JA) or names_a_person_key(label)


def find_holders(labels: Sequence[str], persons: Sequence[bool]) -> tuple[Holder | None, ...]:
    """To what the fields of a record belong. ``persons`` says which of them name a person by their values. A fact
    after a field that only beings have is the being's, up to the next field that names a person; so is one before it,
    where no person is named before."""
    own = [holder_of(label) for label in labels]
    marks = load_belongings().being_marks
    shown = [
        one == "beings" or fold_label(label).rpartition(".")[2] in marks for one, label in zip(own, labels, strict=True)
    ]
    if True not in shown:
        return tuple(own)
    named = [
        not mark and (person or _names_people(label))
        for mark, person, label in zip(shown, persons, labels, strict=True)
    ]
    being = True not in named[: shown.index(True)]
    found: list[Holder | None] = []
    for mark, person, one in zip(shown, named, own, strict=True):
        being = mark or (being and not person)
        found.append(one or ("beings" if being else None))
    return tuple(found)


def is_held(category: str, label: str, holder: Holder | None) -> bool:
    """Whether a finding of this category in a field of this name is a fact about the ``holder`` of the field. Names
    are a being's only where the field is called ``name`` or after it, or after its parents."""
    if holder is None:
        return False
    known = load_belongings()
    if below(category, known.facts[holder]):
        return True
    last = fold_label(label).rpartition(".")[2]
    named = last in _BARE or last in known.parents or last in known.being_marks or holder_of(label) == "beings"
    return holder == "beings" and category == "personal.name" and named


def find_ailing(labels: Sequence[str]) -> frozenset[str]:
    """Which fields are called like a complaint where two others are those of a machine, of its repair or a ticket."""
    known = load_belongings()
    last = {label: fold_label(label).rpartition(".")[2] for label in labels}
    if len(known.machine_marks.intersection(last.values())) < _SOME_MARKS:
        return frozenset()
    return frozenset(label for label, folded in last.items() if folded in known.ailments)

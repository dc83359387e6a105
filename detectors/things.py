"""What tells a table about things: goods, machines, works, statistics. A machine has an age and a symptom, a character
of a game a blood type and a birthday: beside such fields, what looks like a fact about a person is none.

Everything is told from the names of the table and of its fields; the words are data (``[subject]`` of
``data/evidence.toml``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.base import Collection
from detectors.belongings import find_ailing
from detectors.containers import fold_label
from detectors.evidence import load_knowledge
from detectors.field_names import table_kind
from detectors.name_forms import drop_brackets, split_words

_SOME = 2
_SCALES = (("k",), ("thousands",), ("total",), ("millions",))
_INVENTORY = 3


@dataclass(frozen=True, slots=True)
class Things:
    """What a table lists beside persons, or instead of them. ``named``: its name says that it lists things; ``listed``:
    its name or its fields do; ``works``: works of art or letters; ``machines``: machines and their parts; ``counts``:
    numbers of people and shares of them; ``sized``: things with a width or a depth; ``texts``: texts written once for
    everybody (templates, answers to frequent questions). ``ailing``: names of fields with complaints of machines."""

    named: bool
    listed: bool
    works: bool
    machines: bool
    counts: bool
    sized: bool
    texts: bool
    ailing: frozenset[str] = frozenset()

    @property
    def nobody(self) -> bool:
        """Whether a fact that persons and things have in common is a thing's, unless a person stands beside it."""
        return self.listed or self.machines or self.counts or self.texts


def view_things(collection: Collection, names: Sequence[str]) -> Things:
    """What the name of a collection and the names of its fields say of things."""
    subjects = load_knowledge().subjects
    labels = {fold_label(name) for name in names}
    labels |= {label.rpartition(".")[2] for label in labels}
    named = table_kind(collection.name) == "thing"
    return Things(
        named=named,
        listed=named or len(labels & subjects.thing_fields) >= _SOME,
        works=not labels.isdisjoint(subjects.work_fields),
        machines=len(labels & subjects.machine_fields) >= _SOME or _lists_machines(names),
        counts=_counts(names) or _spans(names),
        sized=not labels.isdisjoint(subjects.size_words),
        texts=not subjects.text_tables.isdisjoint(split_words(collection.name))
        or any(mark in collection.name for mark in subjects.text_tables if not mark.isascii())
        or len(labels & subjects.text_fields) >= _SOME
        or not labels.isdisjoint(subjects.test_fields),
        ailing=find_ailing(names),
    )


def _counts(names: Sequence[str]) -> bool:
    """Whether columns hold numbers of people (one such, and another or a share), or means and shares."""
    people, shares = sum(map(_counts_people, names)), sum(map(_is_share, names))
    summaries = sum(map(summarises, names))
    return people + shares >= _SOME and (people >= 1 or summaries >= 1)


def _counts_people(name: str) -> bool:
    subjects, bare = load_knowledge().subjects, drop_brackets(name)
    words = split_words(bare)
    last = words[-2:-1] if words[-1:] in _SCALES else words[-1:]  # employees_k
    return not subjects.count_words.isdisjoint(last) or fold_label(bare).endswith(subjects.count_ends)


def _is_share(name: str) -> bool:
    subjects, bare = load_knowledge().subjects, drop_brackets(name)
    last = split_words(bare)[-1:]
    return (
        not subjects.share_words.isdisjoint(last) or fold_label(bare).endswith(subjects.share_ends) or summarises(name)
    )


def summarises(name: str) -> bool:
    """Whether a field's name says that it is a mean or a share of many (``median_age``, 平均年収, ``turnout %``)."""
    summaries = load_knowledge().subjects.summary_words
    ja = tuple(word for word in summaries if not word.isascii())
    return not summaries.isdisjoint(split_words(name)[:1]) or name.rstrip().endswith(("%", "%)")) or name.startswith(ja)


def _spans(names: Sequence[str]) -> bool:
    """Whether two columns are the lowest and the highest of something: ``min_salary`` and ``max_salary``."""
    words = {split_words(name) for name in names}
    return any(one[0] == "min" and ("max", *one[1:]) in words for one in words if len(one) > 1)


def _lists_machines(names: Sequence[str]) -> bool:
    """Whether three fields are what an inventory of machines has together: addresses, serial numbers, releases."""
    parts = load_knowledge().subjects.inventory_words
    return len({word for name in names for word in split_words(name)[-1:]} & parts) >= _INVENTORY


def names_a_machine(label: str) -> bool:
    """Whether a field's name says that its address is the one of a machine that answers (``dst``, ``private_ip``,
    管理IP)."""
    return _says(label, load_knowledge().subjects.machine_words)


def names_a_client(label: str) -> bool:
    """Whether a field's name says that its address is the one of who asks (``client_ip``, 接続元IP)."""
    return _says(label, load_knowledge().subjects.client_words)


def names_an_owner(label: str) -> bool:
    """Whether a field's name says that it is the person to whom a thing belongs (``owner_name``, 所有者)."""
    return _says(label, load_knowledge().subjects.owner_words)


def names_a_natural_person(label: str) -> bool:
    """Whether a field's name says that it is one of somebody who is no firm (``guest_email``, 患者電話)."""
    return _says(label, load_knowledge().subjects.natural_words)


def _says(label: str, marks: frozenset[str]) -> bool:
    return not marks.isdisjoint(split_words(label)) or any(mark in label for mark in marks if not mark.isascii())

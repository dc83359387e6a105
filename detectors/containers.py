"""What a collection is as a whole: told by its kind, or by the set of its fields (an access log in JSON, a cookie
jar, a crash report, an event export, a list of places). The forms are data: ``data/containers.toml``.

A field that is known as a part of such a form is labelled with its category before any value is looked at.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

from connectors.base import Collection, CollectionKind, Field
from detectors.base import DetectorError

About = Literal["", "person", "organisation", "place", "thing"]
"""Whose data the fields of a form are; "" where that is open."""

NOTHING = ""
"""The label of a part that says nothing of a person: a server's address, a size, a state."""

_SURE_HINT = 0.5
_PARTS = re.compile(r"[.．/]")
_MARKS = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[(\[{「【<（].*?[)\]}」】>）]")
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Form:
    """One form of ``containers.toml``; what its entries mean stands at the head of the file. ``labels`` maps each known
    key to its category (:data:`NOTHING`: none)."""

    name: str
    about: About
    whole: str
    kind: CollectionKind | None
    file_form: str
    needs: tuple[frozenset[str], ...]
    least: int
    without: frozenset[str]
    labels: Mapping[str, str]
    hints: Mapping[str, int]
    person: bool
    source: str

    @property
    def keys(self) -> frozenset[str]:
        """Every key that the form knows."""
        return frozenset(self.labels).union(*self.needs)


@dataclass(frozen=True, slots=True)
class Container:
    """A form that was recognised. ``labels`` maps the numbers of its fields, in the order given, to their category;
    ``known`` are the numbers of all fields that the form knows; ``column`` is the column inside which they stand where
    they are parts of its values."""

    form: Form
    labels: Mapping[int, str]
    known: frozenset[int]
    column: str = ""


_Matches = dict[int, list[str]]
"""Fields of a collection by number, with the keys of one form that they match, the longest first."""


@cache
def load_forms() -> Mapping[str, Form]:
    """The shipped forms by name, in the order of the data file.

    Raises DetectorError for an entry that is not a form.
    """
    data = tomllib.loads((files("detectors") / "data" / "containers.toml").read_text(encoding="utf-8"))
    return {name: _make_form(name, entry) for name, entry in data["form"].items()}


def _make_form(name: str, entry: Mapping[str, Any]) -> Form:
    about = entry.get("about", "")
    kind = entry.get("kind")
    if about not in get_args(About) or kind not in (None, *get_args(CollectionKind)):
        raise DetectorError(f"the container '{name}' is declared wrongly: about or kind")
    labels = {fold_label(key): category for category, keys in entry.get("is", {}).items() for key in keys}
    labels |= {fold_label(key): NOTHING for key in entry.get("nothing", ())}
    return Form(
        name=name,
        about=about,
        whole=entry.get("whole", ""),
        kind=kind,
        file_form=entry.get("file_form", ""),
        needs=tuple(frozenset(map(fold_label, keys)) for keys in entry.get("needs", ())),
        least=entry.get("least", 1),
        without=frozenset(map(fold_label, entry.get("without", ()))),
        labels=labels,
        hints=entry.get("hints", {}),
        person=entry.get("person", False),
        source=entry.get("source", ""),
    )


@lru_cache(maxsize=16384)
def fold_label(label: str) -> str:
    """A field's name or path as keys are compared: without case, separators, brackets and array marks, its steps
    joined by dots. ``userIdentity.userName`` and ``user_identity.user_name`` are one."""
    wild = label.endswith(".*")
    steps = (_MARKS.sub("", part) for part in _PARTS.split(unicodedata.normalize("NFKC", label).casefold()))
    return ".".join(step for step in steps if step) + (".*" if wild else "")


@cache
def _forms_by_key() -> Mapping[str, tuple[tuple[Form, str], ...]]:
    """Keys, and keys without their dots, with the forms that know them and what they are called there."""
    index: dict[str, dict[tuple[str, str], Form]] = {}
    for form in load_forms().values():
        for key in form.keys | form.without:
            index.setdefault(key, {})[form.name, key] = form
            if "." in key and not key.endswith(".*"):
                index.setdefault(key.replace(".", ""), {})[form.name, key] = form
    return {key: tuple((form, name) for (_, name), form in found.items()) for key, found in index.items()}


def recognise_containers(
    collection: Collection, fields: Sequence[Field], hints: Sequence[Mapping[str, float]]
) -> tuple[Container, ...]:
    """The forms that a collection is, the one with most fields first.

    ``hints`` are what each field's name suggests (category -> strength from 0 to 1), in the order of ``fields``.
    """
    gathered: dict[tuple[str, str, str], _Matches] = {}
    for number, one in enumerate(fields):
        # What was found inside a value is a part of the record there, and of the one that the column belongs to.
        for column, label in ((one.name, one.path), ("", f"{one.name}.{one.path}")) if one.path else (("", one.name),):
            for form, path, key in _places(label):
                keys = gathered.setdefault((column, path, form.name), {}).setdefault(number, [])
                if key not in keys:
                    keys.append(key)
    found = [_recognise_keys(load_forms()[name], matches, column) for (column, _, name), matches in gathered.items()]
    for form in load_forms().values():
        if form.kind == collection.kind and form.file_form in ("", collection.form):
            found.append(_recognise_kind(form, fields))
        elif form.hints:
            found.append(_recognise_hints(form, hints))
    known: dict[tuple[str, frozenset[int]], Container] = {}
    for container in sorted(filter(None, found), key=lambda one: (-len(one.known), one.form.name)):
        known.setdefault((container.form.name, container.known), container)
    return tuple(known.values())


def label_fields(containers: Iterable[Container]) -> dict[int, tuple[str, Form]]:
    """The label of each field by its number, with the form that gives it. The larger container is asked first, and a
    category counts before :data:`NOTHING`."""
    labels: dict[int, tuple[str, Form]] = {}
    for container in containers:
        for number, category in container.labels.items():
            if number not in labels or (category and not labels[number][0]):
                labels[number] = (category, container.form)
    return labels


def _places(label: str) -> Iterator[tuple[Form, str, str]]:
    """The forms that may know a field, the path that it stands below, and the key that it is there; the longest key
    comes first."""
    steps = _steps(label)
    index = _forms_by_key()
    for start in range(max(0, len(steps) - _DEEPEST), len(steps)):
        path, rest = ".".join(steps[:start]), steps[start:]
        for key in (".".join(rest), *(".".join(rest[:size]) + ".*" for size in range(len(rest) - 1, 0, -1))):
            for form, name in index.get(key, ()):
                yield form, path, name
    bare = fold_label(_BRACKETS.sub("", label)) if len(steps) == 1 else ""
    for form, name in index.get(bare, ()) if bare != label else ():
        yield form, "", name


@lru_cache(maxsize=16384)
def _steps(label: str) -> tuple[str, ...]:
    return tuple(step for step in fold_label(label).split(".") if step)


def _recognise_keys(form: Form, matches: _Matches, column: str) -> Container | None:
    """The container of one form below one path, if what it needs is there."""
    present = {key for keys in matches.values() for key in keys}
    if not form.needs or not form.without.isdisjoint(present):
        return None
    if any(group.isdisjoint(present) for group in form.needs):
        return None
    # Each field is one of the needed ones only once: two needs take two fields.
    known = frozenset(number for number, keys in matches.items() if not form.keys.isdisjoint(keys))
    if len(known) < max(form.least, len(form.needs)):
        return None
    labels = {}
    for number in known:
        label = next((form.labels[key] for key in matches[number] if key in form.labels), None)
        if label is not None:
            labels[number] = label
    return Container(form, labels, known, column)


def _recognise_kind(form: Form, fields: Sequence[Field]) -> Container:
    """The container of a collection whose kind says what it is."""
    labels = {
        number: form.labels[key] for number, one in enumerate(fields) if (key := fold_label(one.label)) in form.labels
    }
    return Container(form, labels, frozenset(range(len(fields))))


def _recognise_hints(form: Form, hints: Sequence[Mapping[str, float]]) -> Container | None:
    """The container of a table whose fields are, by their names, often enough of the wanted categories."""
    known: set[int] = set()
    for category, wanted in form.hints.items():
        named = {number for number, some in enumerate(hints) if some.get(category, 0.0) >= _SURE_HINT}
        if len(named) < wanted:
            return None
        known |= named
    return Container(form, {}, frozenset(known))

"""The run as resources of Fides (Ethyca fideslang, CC BY 4.0): datasets and systems, as YAML.

A source becomes a dataset, with its collections, fields and their data categories, and a system that uses it, with a
privacy declaration for each purpose and data use. Processors and recipients become systems of third parties. Where a
purpose has no known data use, ``collect`` stands there for a person to replace.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from reports.base import Entry, Report, SourceInfo
from reports.fides_keys import data_uses_of, fides_key_of
from reports.ledger import say
from reports.ledger_facts import Holding, Holdings, is_personal
from reports.ledger_words import find_countries, find_subjects, say_duration, say_security
from reports.messages import message
from reports.phrases import category_standing, pick_title, show
from reports.subjects import load_subjects

HEAD = "# Written by daicho ledger"
"""The first line of the file, by which it is known again."""

Resource = dict[str, Any]
_LONGEST_PLAIN = 70
_dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class KeyRing:
    """Gives out keys that Fides accepts and that stand for one thing each, among datasets and among systems."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}
        # A flow to "user" is one to the person itself.
        self._taken = {("system", "user")}

    def key_of(self, kind: str, name: str) -> str:
        """The key of a ``dataset``, a ``system`` of one's own or a ``party`` outside; the same each time."""
        if (kind, name) not in self._given:
            space = "dataset" if kind == "dataset" else "system"
            plain = make_key(name)
            key = plain if (space, plain) not in self._taken else f"{plain[:_LONGEST_PLAIN]}_{_digest(kind + name)}"
            self._taken.add((space, key))
            self._given[kind, name] = key
        return self._given[kind, name]


def make_key(name: str) -> str:
    """A name in lower-case letters, digits, ``_`` and ``-``. Where something else was left out or the name is long, a
    hash of the name keeps it apart from others."""
    folded = unicodedata.normalize("NFKC", name).lower()
    key = re.sub(r"[^a-z0-9_-]+", "_", folded).strip("_-")
    lost = not key or len(key) > _LONGEST_PLAIN or re.search(r"[^\x00-\x7f]", folded)
    return f"{key[:_LONGEST_PLAIN].rstrip('_-')}_{_digest(name)}".lstrip("_") if lost else key


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def write_fides(report: Report, lang: str) -> dict[str, str]:
    """The YAML text of each kind of resource: ``dataset`` and ``system``."""
    holdings, keys = Holdings(report), KeyRing()
    entries: dict[str, list[Entry]] = {}
    for entry in report.entries:
        if is_personal(entry):
            entries.setdefault(entry.finding.location.source, []).append(entry)
    listed = [source for source in report.sources if source.id in entries]
    listed += [SourceInfo(id, "") for id in sorted(entries.keys() - {source.id for source in listed})]
    return {
        "dataset": _dump("dataset", [_write_dataset(one, entries[one.id], holdings, keys, lang) for one in listed]),
        "system": _dump("system", [*_write_systems(listed, holdings, keys, lang)]),
    }


def _dump(kind: str, resources: list[Resource]) -> str:
    return yaml.dump(
        {kind: resources}, Dumper=_dumper, allow_unicode=True, sort_keys=False, width=120, default_flow_style=False
    )


def _write_dataset(
    source: SourceInfo, entries: Iterable[Entry], holdings: Holdings, keys: KeyRing, lang: str
) -> Resource:
    collections: dict[str, list[Entry]] = {}
    for entry in entries:
        collections.setdefault(show(holdings.fold(entry.finding.location.collection)), []).append(entry)
    return {
        "fides_key": keys.key_of("dataset", source.id),
        "name": show(source.id),
        "description": say("database" if source.kind == "database" else "files", lang),
        "collections": [
            {"name": name, "fields": _write_fields(some, lang)} for name, some in sorted(collections.items())
        ],
    }


def _write_fields(entries: Iterable[Entry], lang: str) -> list[Resource]:
    """The fields of a collection; a path inside a field becomes fields in it."""
    root: Resource = {}
    for entry in entries:
        location = entry.finding.location
        here = root
        for name in (location.field or message("label.whole-line", lang), *split_path(location.path)):
            here = here.setdefault("fields", {}).setdefault(show(name), {})
        here.setdefault("categories", set()).add(fides_key_of(entry.finding.category))
    return _list_fields(root)


def split_path(path: str | None) -> tuple[str, ...]:
    """The parts of a path inside a field: ``user.mail`` and ``items[].name`` (a list is named by what it holds)."""
    return tuple(part for part in re.split(r"\.", (path or "").replace("[]", "")) if part)


def _list_fields(node: Mapping[str, Any]) -> list[Resource]:
    listed = []
    for name, one in sorted(node.get("fields", {}).items()):
        field: Resource = {"name": name}
        if "categories" in one:
            field["data_categories"] = sorted(one["categories"])
        if "fields" in one:
            field["fields"] = _list_fields(one)
        listed.append(field)
    return listed


def _write_systems(sources: Iterable[SourceInfo], holdings: Holdings, keys: KeyRing, lang: str) -> Iterable[Resource]:
    policy = holdings.report.policy
    names = {one.id: one.name for one in policy.entrusted} | {one.id: one.name for one in policy.recipients}
    outside: dict[str, list[str]] = {}
    for source in sources:
        held = [one for one in holdings.by_source if one.origin.source == source.id]
        yield _write_system(source, held, holdings, keys, lang)
        for id in find_recipients(source):
            outside.setdefault(id, []).append(keys.key_of("system", source.id))
    for id, given in outside.items():
        yield {
            "fides_key": keys.key_of("party", id),
            "name": show(names.get(id) or id),
            "system_type": "Third Party",
            "ingress": [{"fides_key": key, "type": "system"} for key in given],
            "privacy_declarations": [],
        }


def find_recipients(source: SourceInfo) -> tuple[str, ...]:
    """Ids of everybody else who gets data of a source: processors and third parties."""
    declaration = source.declaration
    return tuple(dict.fromkeys((*declaration.entrusted_to, *(one.recipient for one in declaration.provided_to))))


def _write_system(source: SourceInfo, held: list[Holding], holdings: Holdings, keys: KeyRing, lang: str) -> Resource:
    policy, declaration = holdings.report.policy, source.declaration
    flows = [{"fides_key": keys.key_of("party", id), "type": "system"} for id in find_recipients(source)]
    abroad = [code for one in held for code in find_countries(one, policy) if code not in ("", "JP")]
    system: Resource = {
        "fides_key": keys.key_of("system", source.id),
        "name": show(source.id),
        "system_type": "Database" if source.kind == "database" else "Service",
        "administrating_department": show(declaration.department or source.owner) or "Not defined",
        "dataset_references": [keys.key_of("dataset", source.id)],
        "does_international_transfers": bool(abroad),
        "privacy_declarations": [
            declared for one in held if one.origin.purpose for declared in _write_declarations(one, keys, lang)
        ],
    }
    if flows:
        system["egress"] = flows
    practices = {say_security(one, lang) for one in held} - {""}
    if practices:
        system["data_security_practices"] = "\n".join(sorted(practices))
    return system


def _write_declarations(one: Holding, keys: KeyRing, lang: str) -> Iterable[Resource]:
    """One declaration for each data use of the purpose, with what was found for it."""
    title = pick_title(one.purpose.title, lang) if one.purpose else ""
    parties = find_recipients(one.source)
    shared = bool(one.source.declaration.provided_to)
    places = {(entry.finding.location.collection, entry.finding.location.field) for entry in one.entries}
    periods = {one.source.declaration.retention_at(*place) for place in places} - {""}
    categories = sorted({fides_key_of(category) for category in one.categories})
    for use in data_uses_of(one.purpose):
        declared: Resource = {
            "name": show(f"{one.origin.purpose} {title}".strip()),
            "data_use": use,
            "data_categories": [*categories],
            "data_subjects": sorted({load_subjects()[id]["fides_key"] for id in find_subjects(one)}),
            "dataset_references": [keys.key_of("dataset", one.origin.source)],
            "processes_special_category_data": any(_is_special(entry) for entry in one.entries),
            "data_shared_with_third_parties": shared,
        }
        if parties:
            declared["egress"] = [keys.key_of("party", id) for id in parties]
        if shared:
            declared["third_parties"] = ", ".join(show(p.recipient) for p in one.source.declaration.provided_to)
            declared["shared_categories"] = [*categories]
        if periods:
            declared["retention_period"] = ", ".join(say_duration(period, lang) for period in sorted(periods))
        yield declared


def _is_special(entry: Entry) -> bool:
    return (entry.standing or category_standing(entry.finding.category)) == "special-care"

"""Who handles and who gets the data of each source, as the sources declare it and the registers of the policy know it.

APPI 25 (entrusted parties) and 27 (third parties). Sources say ``entrusted_to`` and ``provided_to``; the grounds of the
items of a policy are told apart in ``data/registers.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from reports.base import Entry, SourceInfo
from reports.leak_profile import holds_personal
from reports.linkage import covered
from reports.policy import EntrustedParty, Policy, Recipient


@cache
def load_registers() -> Mapping[str, Any]:
    """The whole of ``data/registers.toml``; read once."""
    return tomllib.loads((files("reports") / "data" / "registers.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Supply:
    """Data of one source that goes to one recipient. ``item`` is the item of the policy that it rests on (the source's
    own word, else the register's), ``ground`` what that item says; each may be empty."""

    source: SourceInfo
    recipient: str
    item: str
    ground: str
    registered: Recipient | None
    entries: tuple[Entry, ...]

    @property
    def is_third_party(self) -> bool:
        """Whether the recipient is a third party at all (APPI 27(5) says who is none)."""
        return self.ground not in load_registers()["grounds"]["within"]


@dataclass(frozen=True, slots=True)
class Entrustment:
    """Personal data of one source that one processor handles."""

    source: SourceInfo
    processor: str
    registered: EntrustedParty | None
    entries: tuple[Entry, ...]


def list_supplies(policy: Policy, sources: Iterable[SourceInfo], entries: Iterable[Entry]) -> tuple[Supply, ...]:
    """Every recipient that a source declares, with the findings of the source that it gets: those of the categories
    that the register names for it, else all that are about persons."""
    recipients = {one.id: one for one in policy.recipients}
    grounds = {one.item: one.ground for one in policy.provisions}
    held = group_by_source(entries)
    supplies = []
    for source in sources:
        for provided in source.declaration.provided_to:
            registered = recipients.get(provided.recipient)
            item = provided.item or (registered.provision if registered else "")
            found = tuple(
                entry
                for entry in held.get(source.id, ())
                if not (registered and registered.categories) or covered(entry.finding.category, registered.categories)
            )
            supplies.append(Supply(source, provided.recipient, item, grounds.get(item, ""), registered, found))
    return tuple(supplies)


def list_entrustments(
    policy: Policy, sources: Iterable[SourceInfo], entries: Iterable[Entry]
) -> tuple[Entrustment, ...]:
    """Every processor of a source with personal data: those it is entrusted to, and recipients by an item of the policy
    that means entrustment."""
    parties = {one.id: one for one in policy.entrusted}
    listed = list(sources)
    held = group_by_source(entry for entry in entries if holds_personal(entry))
    by_item: dict[str, list[str]] = {}
    for supply in list_supplies(policy, listed, ()):
        if supply.ground in load_registers()["grounds"]["processors"] and not supply.registered:
            by_item.setdefault(supply.source.id, []).append(supply.recipient)
    return tuple(
        Entrustment(source, processor, parties.get(processor), held[source.id])
        for source in listed
        if source.id in held
        for processor in dict.fromkeys((*source.declaration.entrusted_to, *by_item.get(source.id, ())))
    )


def group_by_source(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """The findings about persons by source; what belongs to an organisation is left out."""
    held: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.standing not in ("none", None) and entry.finding.evidence.read:
            held.setdefault(entry.finding.location.source, []).append(entry)
    return {source: tuple(found) for source, found in held.items()}

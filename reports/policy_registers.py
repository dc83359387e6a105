"""Reads the registers of a policy file: measures, provisions to others, processors, retention, contact, dates."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from reports.policy import (
    GROUNDS,
    MILESTONES,
    Desk,
    EntrustedParty,
    Measure,
    Milestone,
    Operator,
    Provision,
    Purpose,
    Recipient,
    Retention,
    Unrecognised,
)
from reports.policy_document import ORIGIN_KEYS, PolicyDocument, Table

REGISTER_KEYS = (
    *("measures", "provisions", "entrusted", "recipients", "retention", "operator", "desk"),
    *("dates", "imported", "terms", "citations", "unrecognised"),
)
_MEASURE_KEYS = ("item", "text", *ORIGIN_KEYS)
_PROVISION_KEYS = ("item", "text", "ground", *ORIGIN_KEYS)
_ENTRUSTED_KEYS = ("id", "name", "country", "categories", "purposes", "since", "until", *ORIGIN_KEYS)
_RECIPIENT_KEYS = ("id", "name", "provision", "country", "categories", *ORIGIN_KEYS)
_RETENTION_KEYS = ("item", "text", "period", "starts", "categories", *ORIGIN_KEYS)
_OPERATOR_KEYS = ("name", "address", "representative", "manager")
_DESK_KEYS = ("name", "address", "email", "phone")
_IMPORTED_KEYS = ("file", "sha256", "lines", "language")
_TERM_KEYS = ("term", "meaning", "place")
_PLACE_KEYS = ("text", "place")
_DATE_KEYS = ("kind", "raw", "date")
_PERIOD = re.compile(r"P(?=\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?")


@dataclass(frozen=True, slots=True)
class Registers:
    """Everything in a policy file beside articles, announced items, purposes and the matrix."""

    measures: tuple[Measure, ...]
    provisions: tuple[Provision, ...]
    entrusted: tuple[EntrustedParty, ...]
    recipients: tuple[Recipient, ...]
    retention: tuple[Retention, ...]
    operator: Operator
    desk: Desk
    milestones: tuple[Milestone, ...]
    unrecognised: tuple[Unrecognised, ...]


def read_registers(document: PolicyDocument, purposes: tuple[Purpose, ...], categories: Collection[str]) -> Registers:
    """The registers of the file; :class:`reports.policy.PolicyError` where one cannot be understood."""
    document.refuse_unknown_keys(document.mapping("imported"), _IMPORTED_KEYS, "imported")
    document.tables("terms", _TERM_KEYS)
    document.tables("citations", _PLACE_KEYS)
    provisions = _provisions(document)
    return Registers(
        measures=tuple(
            Measure(document.string(entry, "item"), document.string(entry, "text"), document.origin(entry))
            for entry in document.tables("measures", _MEASURE_KEYS)
        ),
        provisions=provisions,
        entrusted=_entrusted(document, purposes, categories),
        recipients=_recipients(document, provisions, categories),
        retention=_retention(document, categories),
        operator=_operator(document),
        desk=_desk(document),
        milestones=tuple(_milestone(document, entry) for entry in document.tables("dates", _DATE_KEYS)),
        unrecognised=tuple(
            Unrecognised(document.string(entry, "text"), document.string(entry, "place", default=""))
            for entry in document.tables("unrecognised", _PLACE_KEYS)
        ),
    )


def _provisions(document: PolicyDocument) -> tuple[Provision, ...]:
    provisions: dict[str, Provision] = {}
    for entry in document.tables("provisions", _PROVISION_KEYS):
        item, ground = document.string(entry, "item"), document.string(entry, "ground", default="")
        if item in provisions:
            raise document.error(f"provision '{item}' stands twice", at=item, part="provisions", nth=2)
        if ground and ground not in GROUNDS:
            problem = f"'{ground}' is no ground; the grounds are {', '.join(GROUNDS)}"
            raise document.error(problem, at=ground, part="provisions")
        provisions[item] = Provision(item, document.string(entry, "text"), ground, document.origin(entry))
    return tuple(provisions.values())


def _entrusted(
    document: PolicyDocument, purposes: tuple[Purpose, ...], categories: Collection[str]
) -> tuple[EntrustedParty, ...]:
    ids = tuple(purpose.id for purpose in purposes)
    parties: dict[str, EntrustedParty] = {}
    for entry in document.tables("entrusted", _ENTRUSTED_KEYS):
        id = document.string(entry, "id")
        _refuse_second(document, id, parties, "entrusted")
        served = document.strings(entry, "purposes")
        for one in served:
            if one not in ids:
                problem = f"'{id}' serves the unknown purpose '{one}'; declared are {', '.join(ids)}"
                raise document.error(problem, at=one, part="entrusted")
        parties[id] = EntrustedParty(
            id=id,
            name=document.string(entry, "name"),
            country=_country(document, entry),
            categories=_categories(document, entry, "entrusted", categories),
            purposes=served,
            since=document.day(entry, "since"),
            until=document.day(entry, "until"),
            origin=document.origin(entry),
        )
    return tuple(parties.values())


def _recipients(
    document: PolicyDocument, provisions: tuple[Provision, ...], categories: Collection[str]
) -> tuple[Recipient, ...]:
    items = tuple(provision.item for provision in provisions)
    recipients: dict[str, Recipient] = {}
    for entry in document.tables("recipients", _RECIPIENT_KEYS):
        id, item = document.string(entry, "id"), document.string(entry, "provision")
        _refuse_second(document, id, recipients, "recipients")
        if item not in items:
            known = ", ".join(items) or "none ([[provisions]] in TOML)"
            problem = f"recipient '{id}' rests on the unknown provision '{item}'; declared are {known}"
            raise document.error(problem, at=item, part="recipients")
        recipients[id] = Recipient(
            id=id,
            name=document.string(entry, "name"),
            provision=item,
            country=_country(document, entry),
            categories=_categories(document, entry, "recipients", categories),
            origin=document.origin(entry),
        )
    return tuple(recipients.values())


def _refuse_second(document: PolicyDocument, id: str, known: Collection[str], part: str) -> None:
    if id in known:
        raise document.error(f"'{id}' stands twice in {part}; give each its own id", at=id, part=part, nth=2)


def _country(document: PolicyDocument, entry: Table) -> str:
    country = document.string(entry, "country", default="")
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        problem = f"'{country}' is no country code; write the two capitals of ISO 3166, such as JP or US"
        raise document.error(problem, at=country)
    return country


def _categories(document: PolicyDocument, entry: Table, part: str, known: Collection[str]) -> tuple[str, ...]:
    keys = document.strings(entry, "categories")
    for key in keys:
        document.refuse_unknown_category(key, part, known)
    return keys


def _retention(document: PolicyDocument, categories: Collection[str]) -> tuple[Retention, ...]:
    kept = []
    for entry in document.tables("retention", _RETENTION_KEYS):
        period = document.string(entry, "period", default="")
        if period and not _PERIOD.fullmatch(period):
            problem = f"'{period}' is no period; write P7Y for seven years, P6M for six months, P30D for 30 days"
            raise document.error(problem, at=period, part="retention")
        kept.append(
            Retention(
                text=document.string(entry, "text", default=""),
                period=period,
                starts=document.string(entry, "starts", default=""),
                categories=_categories(document, entry, "retention", categories),
                item=document.string(entry, "item", default=""),
                origin=document.origin(entry),
            )
        )
    return tuple(kept)


def _operator(document: PolicyDocument) -> Operator:
    table = document.mapping("operator")
    document.refuse_unknown_keys(table, _OPERATOR_KEYS, "operator")
    return Operator(*(document.string(table, key, default="") for key in _OPERATOR_KEYS))


def _desk(document: PolicyDocument) -> Desk:
    table = document.mapping("desk")
    document.refuse_unknown_keys(table, _DESK_KEYS, "desk")
    return Desk(*(document.string(table, key, default="") for key in _DESK_KEYS))


def _milestone(document: PolicyDocument, entry: Table) -> Milestone:
    kind = document.string(entry, "kind")
    if kind not in MILESTONES:
        problem = f"'{kind}' is no kind of date; the kinds are {', '.join(MILESTONES)}"
        raise document.error(problem, at=kind, part="dates")
    return Milestone(kind, document.string(entry, "raw", default=""), document.day(entry, "date"))

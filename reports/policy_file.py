"""Reads a privacy policy from a TOML or YAML file and refuses one that cannot be understood.

The shipped default, ``data/policy-fuji-infox-net.toml``, shows the form and explains it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeVar, get_args

from detectors.catalogue import Sensitivity
from reports.policy import Announcement, Article, Fit, Policy, Purpose
from reports.policy_document import ORIGIN_KEYS, PolicyDocument, Table, is_known, open_document
from reports.policy_registers import REGISTER_KEYS, read_registers
from reports.policy_soundness import refuse_unsound

DEFAULT = Path(__file__).parent / "data" / "policy-fuji-infox-net.toml"

MARKS: Mapping[str, Fit] = {
    "●": "expected",
    "○": "plausible",
    "△": "needs-notice",
    "·": "unexpected",
    "✕": "barred",
}

# What keyboards and fonts offer in place of a mark, each with the mark that is meant.
LOOKALIKES = str.maketrans(dict.fromkeys("〇◯", "○") | dict.fromkeys("・･•.-", "·") | dict.fromkeys("×✗", "✕"))

POLICY_KEYS = (
    *("id", "version", "effective", "title"),
    *("articles", "announced", "purposes", "matrix", "reasons", "sensitivity"),
    *REGISTER_KEYS,
)
ARTICLE_KEYS = ("number", "role", "title", "text", *ORIGIN_KEYS)
ANNOUNCED_KEYS = ("item", "text", "categories", *ORIGIN_KEYS)
PURPOSE_KEYS = (
    *("id", "key", "item", "title", "text", "delegating"),
    *("ref", "parent", "subjects", *ORIGIN_KEYS),
)

Value = TypeVar("Value")


def read_policy(path: Path | None = None, *, categories: Collection[str]) -> Policy:
    """The policy in ``path`` (``.toml``, ``.yaml``, ``.yml``), or the shipped default.

    ``categories`` are all ids of the catalogue: a key in the policy must be one of them or stand above one,
    and then counts for all below it; the most specific key wins. Where two items announce the same key, the
    first is kept. Raises :class:`reports.policy.PolicyError`.
    """
    document = open_document(DEFAULT if path is None else path)
    document.refuse_unknown_keys(document.table, POLICY_KEYS, "policy")
    id = document.string(document.table, "id")
    purposes = _purposes(document)
    announcements = _announcements(document, categories)
    items = {key: entry.item for entry in reversed(announcements) for key in entry.categories}
    registers = read_registers(document, purposes, categories)
    policy = Policy(
        id=id,
        version=document.string(document.table, "version"),
        sha256=hashlib.sha256(document.data).hexdigest(),
        title=document.title(document.table, default=id),
        announced=_spread(items, categories),
        purposes=purposes,
        matrix=_spread(_matrix(document, purposes, categories), categories),
        sensitivity=_spread(_sensitivity(document, categories), categories),
        articles=_articles(document),
        announcements=announcements,
        effective=document.string(document.table, "effective", default=""),
        reasons=_spread(_reasons(document, purposes, categories), categories),
        measures=registers.measures,
        provisions=registers.provisions,
        entrusted=registers.entrusted,
        recipients=registers.recipients,
        retention=registers.retention,
        operator=registers.operator,
        desk=registers.desk,
        milestones=registers.milestones,
        unrecognised=registers.unrecognised,
    )
    refuse_unsound(document, policy)
    return policy


def _spread(by_key: Mapping[str, Value], categories: Collection[str]) -> dict[str, Value]:
    """The same, with every category spelled out: each takes the value of the longest key that covers it."""
    spread = {}
    for category in categories:
        key = category
        while key and key not in by_key:
            key = key.rpartition(".")[0]
        if key:
            spread[category] = by_key[key]
    return spread


def _articles(document: PolicyDocument) -> tuple[Article, ...]:
    articles: dict[int, Article] = {}
    for entry in document.tables("articles", ARTICLE_KEYS):
        number = entry.get("number")
        if not isinstance(number, int) or isinstance(number, bool):
            raise document.error("every article needs a 'number', a whole number", at="articles")
        if number in articles:
            raise document.error(f"article {number} stands twice", at=str(number), part="articles", nth=2)
        articles[number] = Article(
            number=number,
            role=document.string(entry, "role", default=""),
            title=document.title(entry, default=str(number)),
            text=document.string(entry, "text", default=""),
            origin=document.origin(entry),
        )
    return tuple(articles.values())


def _announcements(document: PolicyDocument, categories: Collection[str]) -> tuple[Announcement, ...]:
    announcements = []
    for entry in document.tables("announced", ANNOUNCED_KEYS):
        item = document.string(entry, "item")
        keys, origin = entry.get("categories"), document.origin(entry)
        if not isinstance(keys, list) or not (keys or origin):
            raise document.error(
                f"announced item '{item}' needs 'categories', a list of keys", at=item, part="announced"
            )
        for key in keys:
            document.refuse_unknown_category(key, "announced", categories)
        announcements.append(Announcement(item, document.string(entry, "text", default=""), tuple(keys), origin))
    return tuple(announcements)


def _purposes(document: PolicyDocument) -> tuple[Purpose, ...]:
    purposes: dict[str, Purpose] = {}
    for entry in document.tables("purposes", PURPOSE_KEYS):
        id = document.string(entry, "id")
        if id in purposes:
            raise document.error(
                f"purpose '{id}' is declared twice; give each its own id", at=id, part="purposes", nth=2
            )
        delegating = entry.get("delegating", False)
        if not isinstance(delegating, bool):
            raise document.error(f"'delegating' of purpose '{id}' must be true or false", at="delegating")
        purposes[id] = Purpose(
            id=id,
            key=document.string(entry, "key", default=id),
            item=document.string(entry, "item", default=""),
            title=document.title(entry, default=id),
            text=document.string(entry, "text", default=""),
            delegating=delegating,
            ref=document.string(entry, "ref", default=""),
            parent=document.string(entry, "parent", default=""),
            subjects=document.strings(entry, "subjects"),
            origin=document.origin(entry),
        )
    if not purposes:
        raise document.error("no purposes are declared; a policy needs at least one ([[purposes]] in TOML)")
    return tuple(purposes.values())


def _matrix(
    document: PolicyDocument, purposes: tuple[Purpose, ...], categories: Collection[str]
) -> dict[str, Mapping[str, Fit]]:
    ids = tuple(purpose.id for purpose in purposes)
    rows: dict[str, Mapping[str, Fit]] = {}
    for key, row in document.mapping("matrix").items():
        document.refuse_unknown_category(key, "matrix", categories)
        if isinstance(row, str):
            rows[key] = _row_of_marks(document, key, row, ids)
        elif isinstance(row, dict):
            _refuse_unquoted_key(document, key, row, categories)
            rows[key] = _row_of_words(document, key, row, ids)
        else:
            raise document.error(
                f"matrix row '{key}' must be marks in quotes or a table of purposes", at=key, part="matrix"
            )
    return rows


def _row_of_marks(document: PolicyDocument, key: str, row: str, ids: tuple[str, ...]) -> Mapping[str, Fit]:
    marks = "".join(row.split()).translate(LOOKALIKES)
    for place, mark in enumerate(marks, 1):
        if mark not in MARKS:
            known = ", ".join(f"{mark} {fit}" for mark, fit in MARKS.items())
            raise document.error(
                f"matrix row '{key}': mark {place}, '{mark}', is none of {known}", at=key, part="matrix"
            )
    if len(marks) != len(ids):
        raise document.error(
            f"matrix row '{key}' has {len(marks)} marks for {len(ids)} purposes", at=key, part="matrix"
        )
    return {id: MARKS[mark] for id, mark in zip(ids, marks, strict=True)}


def _row_of_words(document: PolicyDocument, key: str, row: Table, ids: tuple[str, ...]) -> Mapping[str, Fit]:
    for id, fit in row.items():
        if id not in ids:
            problem = f"matrix row '{key}' names the unknown purpose '{id}'; declared are {', '.join(ids)}"
            raise document.error(problem, at=str(id), part="matrix")
        if fit not in get_args(Fit):
            problem = f"matrix row '{key}': '{fit}' is no fit; the fits are {', '.join(get_args(Fit))}"
            raise document.error(problem, at=str(fit), part="matrix")
    return dict(row)


def _reasons(
    document: PolicyDocument, purposes: tuple[Purpose, ...], categories: Collection[str]
) -> dict[str, Mapping[str, str]]:
    ids = tuple(purpose.id for purpose in purposes)
    reasons: dict[str, Mapping[str, str]] = {}
    for key, row in document.mapping("reasons").items():
        document.refuse_unknown_category(key, "reasons", categories)
        table = {"*": row} if isinstance(row, str) else row
        if not isinstance(table, dict):
            problem = f"the reasons for '{key}' must be text, or a table from purpose to text"
            raise document.error(problem, at=key, part="reasons")
        for id in table:
            if id != "*" and id not in ids:
                problem = f"the reasons for '{key}' name the unknown purpose '{id}'; declared are {', '.join(ids)}"
                raise document.error(problem, at=str(id), part="reasons")
        reasons[key] = {str(id): document.string(table, id) for id in table}
    return reasons


def _sensitivity(document: PolicyDocument, categories: Collection[str]) -> dict[str, str]:
    levels = document.mapping("sensitivity")
    for key, level in levels.items():
        document.refuse_unknown_category(key, "sensitivity", categories)
        if isinstance(level, dict):
            _refuse_unquoted_key(document, key, level, categories)
        if level not in get_args(Sensitivity):
            known = ", ".join(get_args(Sensitivity))
            raise document.error(f"the sensitivity of '{key}' must be one of {known}", at=key, part="sensitivity")
    return dict(levels)


def _refuse_unquoted_key(document: PolicyDocument, key: str, row: Table, categories: Collection[str]) -> None:
    """TOML takes ``personal.name = ...`` without quotes as a table in a table."""
    for below in row:
        dotted = f"{key}.{below}"
        if is_known(dotted, categories):
            raise document.error(f'put the category in quotes: "{dotted}" = ...', at=dotted)

"""Which places likely hold personal data, told by names of tables and fields alone: no row is read."""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from connectors.base import Collection, ConnectorError, Field, Skipped
from detectors.catalogue import load_catalogue
from detectors.field_names import match_field_name, table_kind
from reports.policy import Policy, Purpose
from scanner.config import resolve_url
from scanner.plugins import open_connector

LEAST_STRENGTH = 0.5
"""A name that suggests less (``name``, ``note``) counts only in a table about persons."""
_TRIES = 3
_USER = re.compile(r"(?P<scheme>[A-Za-z][\w+.-]*://)(?P<user>[^:@/?#]+)(?::(?P<password>[^/?#]*))?@(?P<rest>[^@]*)$")


@dataclass(frozen=True, slots=True)
class LikelyPlace:
    """A collection that likely holds personal data, and the categories that its fields suggest."""

    collection: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """What is known of a place: its URL as it may be written down, the variable that holds its password ("" for none),
    how many collections it has, which are likely, how many could not be looked at, and whether its fields have names
    outside the data."""

    source: str
    url: str
    variable: str
    collections: int
    likely: tuple[LikelyPlace, ...]
    skipped: int = 0
    has_fields: bool = True


class PasswordNeededError(Exception):
    """A server refused the login, and nobody can be asked. ``variable`` would hold the password; "" where the URL names
    no user."""

    def __init__(self, variable: str) -> None:
        super().__init__(variable)
        self.variable = variable


@cache
def load_words() -> Mapping[str, Any]:
    """``data/init.toml``: signs of tables about staff, and what ``daicho init`` says and writes."""
    return tomllib.loads((files("scanner") / "data" / "init.toml").read_text(encoding="utf-8"))


Ask = Callable[[str, str, str, bool], str]
"""Asks for the password of a user on a host, named with the variable for later; True where the last one was wrong."""


def list_place(source: str, target: str, base: Path, ask: Ask | None) -> Listing:
    """List a place. A password is taken from the URL, from its variable, or asked for where the server refuses the
    login without one; ConnectorError where it cannot be opened, PasswordNeededError where nobody can be asked."""
    variable = name_variable(source)
    match = _USER.match(target) if "://" in target else None
    if match is None:
        return _list(source, resolve_url(target, base), target, "")
    written = f"{match['scheme']}{match['user']}:${{{variable}}}@{match['rest']}"
    if match["password"] and "${" in match["password"]:
        return _list(source, resolve_url(target, base), target, "")
    if match["password"]:
        return _list(source, target, written, variable)
    if os.environ.get(variable):
        return _list(source, resolve_url(written, base), written, variable)
    try:
        return _list(source, target, target, "")
    except ConnectorError as error:
        if error.reason != "login-failed":
            raise
    return _list_asked(source, match, written, ask)


def _list_asked(source: str, match: re.Match[str], written: str, ask: Ask | None) -> Listing:
    variable = name_variable(source)
    if ask is None:
        raise PasswordNeededError(variable)
    host = urlsplit(f"//{match['rest']}").hostname or "localhost"
    for attempt in range(_TRIES):
        password = quote(ask(unquote(match["user"]), host, variable, attempt > 0), safe="")
        try:
            return _list(source, f"{match['scheme']}{match['user']}:{password}@{match['rest']}", written, variable)
        except ConnectorError as error:
            if error.reason != "login-failed" or attempt == _TRIES - 1:
                raise
    raise PasswordNeededError(variable)


def name_variable(source: str) -> str:
    """The environment variable for the password of a source."""
    return f"DAICHO_{re.sub(r'[^A-Z0-9]+', '_', source.upper()).strip('_') or 'SOURCE'}_PASSWORD"


def _list(source: str, url: str, written: str, variable: str) -> Listing:
    likely: list[LikelyPlace] = []
    count = skipped = fields = 0
    try:
        with open_connector(url, source=source) as connector:
            for item in connector.outline():
                if isinstance(item, Skipped):
                    skipped += 1
                    continue
                count += 1
                fields += len(item[1])
                place = judge_collection(*item)
                likely += [place] if place else []
    except ConnectorError as error:
        if error.reason == "login-failed" and "@" not in url and "://" in url:
            raise PasswordNeededError("") from None
        raise
    return Listing(source, written, variable, count, tuple(likely), skipped, fields > 0 or not count)


def judge_collection(collection: Collection, fields: Sequence[Field]) -> LikelyPlace | None:
    """Whether the names speak for personal data. A table about organisations, or about things with no more than a
    weak sign, does not count."""
    kind = table_kind(collection.name)
    least = 0.0 if kind == "person" else LEAST_STRENGTH
    found = [
        match.category for field in fields for match in match_field_name(field.name)[:1] if match.strength >= least
    ]
    catalogue = load_catalogue()
    categories = tuple(dict.fromkeys(one for one in found if catalogue[one].appi_class != "none"))
    if kind == "organisation" and not any(one.startswith(("personal.name", "special.")) for one in categories):
        return None
    telling = kind == "person" or any(catalogue[one].appi_class not in ("none", "related") for one in categories)
    return LikelyPlace(collection.name, categories) if telling and (categories or not fields) else None


def choose_purposes(likely: Sequence[LikelyPlace], policy: Policy) -> tuple[Purpose, ...]:
    """The fewest purposes of a policy that together need every category that is likely there, those first that need
    most: those about staff for tables about staff, the others for the others. Purposes that refer to another text say
    nothing and are left out."""
    usable = [one for one in policy.purposes if not one.delegating]
    about_staff = [one for one in usable if one.key.startswith(load_words()["staff"]["purposes"])]
    about_others = [one for one in usable if one not in about_staff]
    chosen: dict[str, Purpose] = {}
    for staff, purposes in ((False, about_others), (True, about_staff or usable)):
        places = [place for place in likely if is_about_staff(place) is staff]
        chosen |= {one.id: one for one in _cover(places, purposes, policy)}
    return tuple(chosen.values())


def is_about_staff(place: LikelyPlace) -> bool:
    """Whether a table is about the people who work somewhere, by its name and its fields."""
    signs = load_words()["staff"]
    name = place.collection.rpartition(".")[2].lower()
    return (
        not set(signs["categories"]).isdisjoint(place.categories)
        or not set(re.split(r"[^a-z]+", name)).isdisjoint(signs["words"])
        or any(word in name for word in signs["words"] if not word.isascii())
    )


def _cover(likely: Sequence[LikelyPlace], purposes: Sequence[Purpose], policy: Policy) -> Sequence[Purpose]:
    wanted = Counter(category for place in likely for category in place.categories)
    chosen: list[Purpose] = []
    while wanted:
        gains = {one.id: sum(n for category, n in wanted.items() if _needs(policy, one, category)) for one in purposes}
        best = max(purposes, key=lambda one: gains[one.id], default=None)
        if best is None or not gains[best.id]:
            break
        chosen.append(best)
        wanted = Counter({category: n for category, n in wanted.items() if not _needs(policy, best, category)})
    return chosen


def _needs(policy: Policy, purpose: Purpose, category: str) -> bool:
    return policy.matrix.get(category, {}).get(purpose.id) == "expected"

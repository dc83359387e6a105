"""Published lists that detectors look into: top-level domains and the names of known cookies."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from detectors.literals import declare_literals

# The name of a session that has more letters than this is no plain word (PHPSESSID, sessionid).
_LONGEST_PLAIN = 7


def _entries(name: str) -> list[str]:
    text = resources.files("detectors").joinpath("data", name).read_text(encoding="utf-8")
    return text.rstrip("\n").split("\n")[1:]


@cache
def top_level_domains() -> frozenset[str]:
    """Top-level domains in use, lower-case (IANA's root zone by way of the Public Suffix List)."""
    return frozenset(_entries("tlds.txt"))


@dataclass(frozen=True, slots=True)
class CookieValue:
    """A form of value that only one service writes; see ``cookies.toml``."""

    service: str
    literals: tuple[str, ...]
    form: re.Pattern[str]
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cookies:
    names: frozenset[str]
    prefixes: tuple[str, ...]
    sessions: frozenset[str]
    session_prefixes: tuple[str, ...]
    session_ends: tuple[str, ...]
    measured: frozenset[str]
    measured_prefixes: tuple[str, ...]
    values: tuple[CookieValue, ...]


@cache
def _cookies() -> _Cookies:
    own = tomllib.loads(resources.files("detectors").joinpath("data", "cookies.toml").read_text(encoding="utf-8"))
    added = [name for group in ("japan", "other") for names in own[group].values() for name in names]
    listed = [*_entries("cookies.txt"), *added]
    session, measured = own["session"], own["measured"]
    return _Cookies(
        frozenset(name for name in listed if not name.endswith("*")),
        tuple(name[:-1] for name in listed if name.endswith("*")),
        frozenset(session["names"]),
        tuple(session["prefixes"]),
        tuple(session["ends"]),
        frozenset(measured["names"]),
        tuple(measured["prefixes"]),
        tuple(
            CookieValue(
                row["service"],
                declare_literals(row["literals"]),
                re.compile(rf"(?<![A-Za-z0-9])(?:{row['form']})(?![A-Za-z0-9])"),
                tuple(row["examples"]),
                tuple(row["counter"]),
            )
            for row in own["value"]
        ),
    )


@cache
def is_known_cookie(name: str) -> bool:
    """Whether a cookie of this name is known (Open Cookie Database and our own additions)."""
    known = _cookies()
    return name in known.names or name.startswith(known.prefixes) or name.lower() in known.sessions


@cache
def is_session_cookie(name: str) -> bool:
    """Whether a cookie of this name holds a session or a login: known ones, and names that end as frameworks end
    theirs; not those that only measure visits."""
    known, folded = _cookies(), name.lower()
    if folded in known.measured or folded.startswith(known.measured_prefixes):
        return False
    return folded in known.sessions or folded.startswith(known.session_prefixes) or folded.endswith(known.session_ends)


@cache
def is_distinctive_cookie(name: str) -> bool:
    """Whether a known name is nothing but a cookie's: no plain word (``token``, ``NID``)."""
    plain = name.isalpha() and (name.islower() or name.isupper() or name.istitle())
    framework = name.lower() in _cookies().sessions and len(name) > _LONGEST_PLAIN
    return is_known_cookie(name) and (framework or not plain)


def cookie_values() -> tuple[CookieValue, ...]:
    """Forms of values that only cookies have. Their literals are declared."""
    return _cookies().values


cookie_values()

"""The ``[[source]]`` blocks of a configuration: where a source is, and what it declares about itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.base import Skipped
from reports.base import Origin
from reports.declaration import Declaration, Narrowing, Provided
from reports.subjects import SUBJECTS
from scanner.config_text import ConfigText
from scanner.secret_references import REFERENCE as REFERENCE

SOURCE_KEYS = (
    *("id", "url", "owner", "department", "env", "include", "exclude", "purposes", "where", "note"),
    *("subjects", "retention", "entrusted_to", "provided_to", "encrypted", "access_log", "country", "reviewed"),
)
NARROWING_KEYS = ("purposes", "subjects", "retention")
ENVIRONMENTS = ("production", "staging", "test", "development")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DURATION = re.compile(r"P(?=\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?")
_SHORT_DURATION = re.compile(r"(\d+) ?([ymwd])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One configured place. ``url`` may hold ``${ENV}`` and ``${file:...}`` references until it is opened; ``line`` is
    the line of the configuration ``file`` on which its block begins (0: there is none). A database that was made from
    migrations has the ``origins`` of its columns, and as ``gaps`` what could not be applied."""

    id: str
    url: str
    owner: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    declaration: Declaration = field(default_factory=lambda: Declaration(""))
    line: int = field(default=0, compare=False)
    file: Path | None = field(default=None, compare=False)
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict, compare=False)
    gaps: tuple[Skipped, ...] = field(default=(), compare=False)

    @property
    def is_database(self) -> bool:
        """Whether the URL names a database (anything but ``file:`` and plain paths)."""
        scheme = urlsplit(self.url).scheme if "://" in self.url else ""
        return scheme not in ("", "file") or "${" in self.url


def read_sources(text: ConfigText, blocks: Any) -> tuple[Source, ...]:
    """Every ``[[source]]``; ConfigError where one is not right."""
    if not isinstance(blocks, list):
        raise text.fail("sources are written as [[source]] blocks", "source")
    places = text.blocks("source")
    sources = tuple(
        _read_source(places[number] if number < len(places) else text, block) for number, block in enumerate(blocks)
    )
    ids = [source.id for source in sources]
    for double in sorted({one for one in ids if ids.count(one) > 1}):
        raise text.fail(f"two sources have the id {double!r}", f'"{double}"')
    return sources


def _read_source(text: ConfigText, block: Any) -> Source:
    if not isinstance(block, Mapping):
        raise text.fail("a [[source]] has to be a table", "source")
    identity = text.word(block, "id")
    if not identity or not _IDENTIFIER.fullmatch(identity):
        raise text.fail("every [[source]] needs an id of letters, digits, '.', '_' or '-'", identity or "source")
    text.known(block, SOURCE_KEYS, f"setting of source {identity}")
    url = text.word(block, "url")
    if not url:
        raise text.fail(f"source {identity} has no url", identity)
    if has_password(url):
        raise text.fail(
            f"source {identity}: a password stands in the url; put the url into an environment variable and"
            f' write url = "${{{identity.upper().replace("-", "_").replace(".", "_")}_URL}}"',
            "url",
        )
    return Source(
        identity,
        url,
        text.word(block, "owner"),
        text.words(block, "include"),
        text.words(block, "exclude"),
        _read_declaration(text, block, identity),
        text.begin + 1 if text.end is not None else 0,
        text.path,
    )


def _read_declaration(text: ConfigText, block: Mapping[str, Any], identity: str) -> Declaration:
    where = block.get("where", {})
    if not isinstance(where, Mapping):
        raise text.fail(f'where of source {identity} has to be a table: "glob" = ["P1"]', "where")
    return Declaration(
        identity,
        _purposes(text, block.get("purposes"), identity),
        tuple(_narrowing(text, glob, some, identity) for glob, some in where.items()),
        text.word(block, "department"),
        text.choice(block, "env", "", ENVIRONMENTS) if "env" in block else "",
        _subjects(text, block),
        _duration(text, block),
        text.words(block, "entrusted_to"),
        _provided(text, block),
        _switch(text, block, "encrypted"),
        _switch(text, block, "access_log"),
        _country(text, block),
        _day(text, block, "reviewed"),
    )


def _purposes(text: ConfigText, value: Any, where: str) -> tuple[str, ...]:
    if value in (None, "none"):
        return ()
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise text.fail(f'purposes of {where} have to be a list such as ["P1", "P6"], or "none"', "purposes")


def _narrowing(text: ConfigText, glob: str, value: Any, identity: str) -> Narrowing:
    """``"glob" = ["P1"]`` or a table of purposes, subjects and retention."""
    if not glob:
        raise text.fail(f"where of source {identity} has an empty glob", '""')
    text = text.within(glob)
    if not isinstance(value, Mapping):
        return Narrowing(glob, _purposes(text, value, f"{identity} where {glob}"))
    text.known(value, NARROWING_KEYS, f"setting of {identity} where {glob}")
    return Narrowing(
        glob,
        _purposes(text, value["purposes"], f"{identity} where {glob}") if "purposes" in value else None,
        _subjects(text, value) if "subjects" in value else None,
        _duration(text, value) if "retention" in value else None,
    )


def _subjects(text: ConfigText, block: Mapping[str, Any]) -> tuple[str, ...]:
    subjects = text.words(block, "subjects")
    for one in subjects:
        if one not in SUBJECTS:
            raise text.fail(f"unknown subject {one!r}; known: {', '.join(SUBJECTS)}", "subjects")
    return subjects


def _duration(text: ConfigText, block: Mapping[str, Any]) -> str:
    """An ISO 8601 duration; ``5y`` and ``90d`` are understood as well."""
    value = block.get("retention", "")
    if not isinstance(value, str):
        raise text.fail('retention has to be a duration in quotes, such as "P5Y" or "90d"', "retention")
    value = value.strip()
    short = _SHORT_DURATION.fullmatch(value)
    value = f"P{short[1]}{short[2].upper()}" if short else value
    if value and not _DURATION.fullmatch(value):
        raise text.fail(f'retention {value!r} is no duration; write "P5Y", "P6M", "P90D" or "5y"', "retention")
    return value


def _provided(text: ConfigText, block: Mapping[str, Any]) -> tuple[Provided, ...]:
    value = block.get("provided_to", [])
    right = 'provided_to has to be a list such as ["agency"] or [{ recipient = "agency", item = "5-6" }]'
    if not isinstance(value, list):
        raise text.fail(right, "provided_to")
    provided = []
    for one in value:
        if isinstance(one, str) and one:
            provided.append(Provided(one))
        elif isinstance(one, Mapping) and isinstance(one.get("recipient"), str) and one["recipient"]:
            text.known(one, ("recipient", "item"), "key of provided_to")
            provided.append(Provided(one["recipient"], text.word(one, "item")))
        else:
            raise text.fail(right, "provided_to")
    return tuple(provided)


def _switch(text: ConfigText, block: Mapping[str, Any], key: str) -> bool | None:
    value = block.get(key)
    if value is not None and not isinstance(value, bool):
        raise text.fail(f"{key} has to be true or false", key)
    return value


def _country(text: ConfigText, block: Mapping[str, Any]) -> str:
    value = text.word(block, "country")
    if value and not re.fullmatch(r"[A-Z]{2}", value):
        raise text.fail(f'country {value!r} has to be two letters of ISO 3166, such as "JP"', "country")
    return value


def _day(text: ConfigText, block: Mapping[str, Any], key: str) -> str:
    """A day: a date of TOML or YAML, or text; empty where there is none."""
    value = block.get(key, "")
    if value == "" or type(value) is date:
        return str(value)
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise text.fail(f"{key} has to be a day such as 2026-04-01", key) from None


def has_password(url: str) -> bool:
    """Whether a literal password stands in a URL (a ``${...}`` reference is none)."""
    if "://" not in url:
        return False
    query = parse_qs(urlsplit(url).query)
    for name in ("password", "passwd", "pwd"):
        if any(value and not REFERENCE.fullmatch(value) for value in query.get(name, ())):
            return True
    rest = url.split("://", 1)[1].split("/", 1)[0]
    credentials = rest.rpartition("@")[0]
    password = credentials.partition(":")[2]
    return bool(password) and not REFERENCE.fullmatch(password)

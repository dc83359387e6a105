"""``daicho.toml`` (or the same as YAML): which sources there are, what they are for, when to fail."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from detectors.custom import RuleSet
from reports.mapping import Declaration
from reports.policy_document import StrictLoader
from scanner.config_rules import RULE_KEYS, read_rules
from scanner.config_text import ConfigError as ConfigError
from scanner.config_text import ConfigText

NAMES = ("daicho.toml", "daicho.yaml", "daicho.yml")
_REFERENCE = re.compile(r"\$\{(?P<file>file:)?(?P<name>[^}]+)\}")
_SOURCE_KEYS = ("id", "url", "owner", "env", "include", "exclude", "purposes", "where", "department", "note")
_TOP_KEYS = ("version", "project", "language", "owner", "policy", "scan", "gate", "source", *RULE_KEYS)
_SCAN_KEYS = ("sample",)
_GATE_KEYS = ("fail_on", "baseline")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Source:
    """One configured place. ``url`` may hold ``${ENV}`` and ``${file:...}`` references until it is opened."""

    id: str
    url: str
    owner: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    declaration: Declaration = field(default_factory=lambda: Declaration(""))

    @property
    def is_database(self) -> bool:
        """Whether the URL names a database (anything but ``file:`` and plain paths)."""
        scheme = urlsplit(self.url).scheme if "://" in self.url else ""
        return scheme not in ("", "file") or "${" in self.url


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration. ``path`` is None when there is no file."""

    path: Path | None = None
    project: str = ""
    language: str = ""
    policy: Path | None = None
    sample: int | None = None
    fail_on: str = ""
    baseline: Path | None = None
    sources: tuple[Source, ...] = ()
    rules: RuleSet = field(default_factory=RuleSet)


def find_config(start: Path) -> Path | None:
    """The configuration file in ``start`` or the nearest folder above it; two in one folder are an error."""
    for folder in (start, *start.parents):
        found = [folder / name for name in NAMES if (folder / name).is_file()]
        if len(found) > 1:
            raise ConfigError(f"{folder}: both {found[0].name} and {found[1].name} are here; keep one of them")
        if found:
            return found[0]
    return None


def read_config(path: Path, *, trial: bool = True) -> Config:
    """Read and check a configuration file. Without ``trial`` the examples of its rules are not run."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({type(error).__name__}); check the path and its rights") from None
    try:
        data = tomllib.loads(text) if path.suffix == ".toml" else yaml.load(text, StrictLoader)
    except (tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: {_first_line(error)}") from None
    except RecursionError:
        raise ConfigError(f"{path}: is nested too deeply to be a configuration") from None
    reader = _Reader(path, tuple(text.splitlines()))
    return reader.config(data if data is not None else {}, trial)


def _first_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return f"line {mark.line + 1}: {getattr(error, 'problem', None) or 'not valid YAML'}"
    return str(error).splitlines()[0]


class _Reader(ConfigText):
    """Checks parsed data."""

    def config(self, data: Any, trial: bool) -> Config:
        if not isinstance(data, Mapping):
            raise self.fail("the file has to be a table of settings")
        self.known(data, _TOP_KEYS, "setting")
        if data.get("version", 1) != 1:
            raise self.fail("version has to be 1", "version")
        scan = self.table(data, "scan", _SCAN_KEYS)
        gate = self.table(data, "gate", _GATE_KEYS)
        fail_on = gate.get("fail_on", "")
        if fail_on and fail_on not in ("critical", "high", "medium", "low", "none"):
            raise self.fail("fail_on has to be critical, high, medium, low or none", "fail_on")
        language = data.get("language", "")
        if language not in ("", "ja", "en"):
            raise self.fail('language has to be "ja" or "en"', "language")
        blocks = data.get("source", [])
        if not isinstance(blocks, list):
            raise self.fail("sources are written as [[source]] blocks", "source")
        sources = tuple(self.source(block) for block in blocks)
        ids = [source.id for source in sources]
        for double in sorted({one for one in ids if ids.count(one) > 1}):
            raise self.fail(f"two sources have the id {double!r}", f'"{double}"')
        policy = data.get("policy")
        return Config(
            self.path,
            self.word(data, "project"),
            language,
            (self.path.parent / self.word(data, "policy")) if policy else None,
            self.sample(scan.get("sample")),
            fail_on,
            (self.path.parent / self.word(gate, "baseline")) if gate.get("baseline") else None,
            sources,
            read_rules(self, data, trial=trial),
        )

    def sample(self, value: Any) -> int | None:
        if value in (None, "full"):
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fail('sample has to be a number of rows or "full"', "sample")
        return value

    def purposes(self, value: Any, where: str) -> tuple[str, ...]:
        if value in (None, "none"):
            return ()
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise self.fail(f'purposes of {where} have to be a list such as ["P1", "P6"], or "none"', "purposes")

    def source(self, block: Any) -> Source:
        if not isinstance(block, Mapping):
            raise self.fail("a [[source]] has to be a table", "source")
        identity = self.word(block, "id")
        if not identity or not _IDENTIFIER.fullmatch(identity):
            raise self.fail("every [[source]] needs an id of letters, digits, '.', '_' or '-'", identity or "source")
        self.known(block, _SOURCE_KEYS, f"setting of source {identity}")
        url = self.word(block, "url")
        if not url:
            raise self.fail(f"source {identity} has no url", identity)
        if has_password(url):
            raise self.fail(
                f"source {identity}: a password stands in the url; put the url into an environment variable and"
                f' write url = "${{{identity.upper().replace("-", "_").replace(".", "_")}_URL}}"',
                identity,
            )
        where = block.get("where", {})
        if not isinstance(where, Mapping):
            raise self.fail(f'where of source {identity} has to be a table: "glob" = ["P1"]', "where")
        narrowed = tuple((glob, self.purposes(some, f"{identity} where {glob}")) for glob, some in where.items())
        return Source(
            identity,
            url,
            self.word(block, "owner"),
            self.words(block, "include"),
            self.words(block, "exclude"),
            Declaration(identity, self.purposes(block.get("purposes"), identity), narrowed),
        )


def has_password(url: str) -> bool:
    """Whether a literal password stands in a URL (a ``${...}`` reference is none)."""
    if "://" not in url:
        return False
    query = parse_qs(urlsplit(url).query)
    for name in ("password", "passwd", "pwd"):
        if any(value and not _REFERENCE.fullmatch(value) for value in query.get(name, ())):
            return True
    rest = url.split("://", 1)[1].split("/", 1)[0]
    credentials = rest.rpartition("@")[0]
    password = credentials.partition(":")[2]
    return bool(password) and not _REFERENCE.fullmatch(password)


def resolve_url(url: str, base: Path) -> str:
    """Replace ``${NAME}`` by the environment variable and ``${file:PATH}`` by the file's first line; a relative
    path is taken from ``base`` (the folder of the configuration)."""

    def replace(match: re.Match[str]) -> str:
        if match["file"]:
            try:
                lines = (base / match["name"]).read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError):
                raise ConfigError(f"the file {match['name']} that a url refers to cannot be read") from None
            return lines[0].strip() if lines else ""
        value = os.environ.get(match["name"])
        if value is None:
            raise ConfigError(f"the environment variable {match['name']} that a url refers to is not set")
        return value

    resolved = _REFERENCE.sub(replace, url)
    if "://" not in resolved:
        return str(base / resolved)
    for prefix in ("sqlite:///", "file://"):
        path = resolved.removeprefix(prefix)
        if path != resolved and not path.startswith("/"):
            return prefix + str((base / path).absolute())
    return resolved

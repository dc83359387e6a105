"""``daicho.toml`` (or the same as YAML): which sources there are, what they are for, when to fail."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from detectors.custom import RuleSet
from reports.base import Branding
from reports.policy_document import StrictLoader
from scanner.config_history import HISTORY_KEYS, HistorySettings, read_history
from scanner.config_notify import MailServer, Target, read_mail_server, read_notify
from scanner.config_report import REPORT_KEYS as REPORT_KEYS
from scanner.config_report import read_branding
from scanner.config_rules import RULE_KEYS, read_rules
from scanner.config_schedule import Schedule, read_schedules
from scanner.config_sources import Source as Source
from scanner.config_sources import has_password as has_password
from scanner.config_sources import read_sources
from scanner.config_text import ConfigError as ConfigError
from scanner.config_text import ConfigText
from scanner.secret_references import resolve_references

NAMES = ("daicho.toml", "daicho.yaml", "daicho.yml")
PROJECT = "pyproject.toml"
_PROJECT_TABLE = re.compile(r"\s*\[{1,2}\s*tool\s*\.\s*daicho\b")
_TOP_KEYS = (
    *("version", "project", "language", "owner", "policy"),
    *("scan", "gate", "history", "report", "source", *RULE_KEYS),
    *("notify", "smtp", "schedule"),
)
_SCAN_KEYS = ("sample",)
_GATE_KEYS = ("fail_on", "baseline")
_HISTORY_KEYS = HISTORY_KEYS


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration. ``path`` is None when there is no file."""

    path: Path | None = None
    project: str = ""
    language: str = ""
    policy: Path | None = None
    sample: int | None = None
    fail_on: str = ""
    baseline: str = ""
    sources: tuple[Source, ...] = ()
    rules: RuleSet = field(default_factory=RuleSet)
    index: bool = False
    branding: Branding = field(default_factory=Branding)
    history: HistorySettings = field(default_factory=HistorySettings)
    rules_sha256: str = ""
    notify: tuple[Target, ...] = ()
    smtp: MailServer | None = None
    schedules: tuple[Schedule, ...] = ()


def find_config(start: Path) -> Path | None:
    """The configuration: the file that ``DAICHO_CONFIG`` names, else the one in ``start`` or the nearest folder above,
    else the nearest ``pyproject.toml`` with a table ``[tool.daicho]``; two in one folder are an error."""
    if named := os.environ.get("DAICHO_CONFIG"):
        return Path(named)
    for folder in (start, *start.parents):
        found = [folder / name for name in NAMES if (folder / name).is_file()]
        if len(found) > 1:
            raise ConfigError(f"{folder}: both {found[0].name} and {found[1].name} are here; keep one of them")
        if found:
            return found[0]
    return find_project(start)


def find_project(start: Path) -> Path | None:
    """The nearest ``pyproject.toml``, in ``start`` or above it, that holds ``[tool.daicho]``."""
    candidates = (folder / PROJECT for folder in (start, *start.parents))
    return next((path for path in candidates if path.is_file() and _has_daicho(path)), None)


def _has_daicho(path: Path) -> bool:
    """Whether a ``pyproject.toml`` is meant: one that says nothing of Daicho is not ours to complain of."""
    with suppress(OSError, ValueError, RecursionError):
        text = path.read_text(encoding="utf-8")
        return "daicho" in text and "daicho" in tomllib.loads(text).get("tool", {})
    return False


def read_config(path: Path, *, trial: bool = True) -> Config:
    """Read and check a configuration file. Without ``trial`` the examples of its rules are not run."""
    text, data = parse_config(path)
    return _Reader(text.path, text.lines, text.begin).config(data, trial)


def parse_config(path: Path) -> tuple[ConfigText, Any]:
    """The lines of a configuration and what they say, not yet checked; of ``pyproject.toml`` its ``[tool.daicho]``."""
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
    lines = tuple(text.splitlines())
    if path.name != PROJECT:
        return ConfigText(path, lines), data if data is not None else {}
    begin = next((number for number, line in enumerate(lines) if _PROJECT_TABLE.match(line)), 0)
    tool = data.get("tool", {})
    if not isinstance(tool, Mapping) or "daicho" not in tool:
        raise ConfigError(f"{path}: has no table [tool.daicho]; write the settings below [tool.daicho]")
    return ConfigText(path, lines, begin), tool["daicho"]


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
        history = read_history(self, data)
        fail_on = gate.get("fail_on", "")
        if fail_on and fail_on not in ("critical", "high", "medium", "low", "none"):
            raise self.fail("fail_on has to be critical, high, medium, low or none", "fail_on")
        language = data.get("language", "")
        if language not in ("", "ja", "en"):
            raise self.fail('language has to be "ja" or "en"', "language")
        policy = data.get("policy")
        notify = read_notify(self, data.get("notify", []), scheduled=bool(data.get("schedule")))
        sources = read_sources(self, data.get("source", []))
        return Config(
            self.path,
            self.word(data, "project"),
            language,
            (self.path.parent / self.word(data, "policy")) if policy else None,
            self.sample(scan.get("sample")),
            fail_on,
            self.baseline(self.word(gate, "baseline")),
            sources,
            read_rules(self, data, trial=trial),
            history.index,
            read_branding(self, data),
            history=history,
            rules_sha256=digest_rules(data),
            notify=notify,
            smtp=read_mail_server(self, data, notify),
            schedules=read_schedules(self, data.get("schedule", []), [source.id for source in sources]),
        )

    def baseline(self, value: str) -> str:
        """``last`` and ``git:REF`` as they are, a path from the folder of the configuration."""
        return value if not value or value == "last" or value.startswith("git:") else str(self.path.parent / value)

    def sample(self, value: Any) -> int | None:
        if value in (None, "full"):
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fail('sample has to be a number of rows or "full"', "sample")
        return value


def digest_rules(data: Mapping[str, Any]) -> str:
    """A digest of the rules as they are written, so that runs under other ones can be told apart; empty without any."""
    rules = {key: data[key] for key in RULE_KEYS if key in data}
    return hashlib.sha256(json.dumps(rules, sort_keys=True, default=str).encode()).hexdigest() if rules else ""


def resolve_url(url: str, base: Path) -> str:
    """What the references in a URL stand for (:mod:`scanner.secret_references`); a relative path is taken from ``base``
    (the folder of the configuration)."""
    resolved = resolve_references(url, base)
    if "://" not in resolved:
        return str(base / resolved)
    for prefix in ("sqlite:///", "file://"):
        path = resolved.removeprefix(prefix)
        if path != resolved and not path.startswith("/"):
            return prefix + str((base / path).absolute())
    return resolved

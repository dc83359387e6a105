"""``daicho.toml`` (or the same as YAML): which sources there are, what they are for, when to fail."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from detectors.custom import RuleSet
from reports.base import Branding
from reports.policy_document import StrictLoader
from scanner.config_report import read_branding
from scanner.config_rules import RULE_KEYS, read_rules
from scanner.config_sources import REFERENCE, read_sources
from scanner.config_sources import Source as Source
from scanner.config_sources import has_password as has_password
from scanner.config_text import ConfigError as ConfigError
from scanner.config_text import ConfigText

NAMES = ("daicho.toml", "daicho.yaml", "daicho.yml")
_TOP_KEYS = ("version", "project", "language", "owner", "policy", "scan", "gate", "history", "report", "source", *RULE_KEYS)
_SCAN_KEYS = ("sample",)
_GATE_KEYS = ("fail_on", "baseline")
_HISTORY_KEYS = ("index",)


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
    index: bool = False
    branding: Branding = Branding()


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
        history = self.table(data, "history", _HISTORY_KEYS)
        if not isinstance(history.get("index", False), bool):
            raise self.fail("index has to be true or false", "index")
        fail_on = gate.get("fail_on", "")
        if fail_on and fail_on not in ("critical", "high", "medium", "low", "none"):
            raise self.fail("fail_on has to be critical, high, medium, low or none", "fail_on")
        language = data.get("language", "")
        if language not in ("", "ja", "en"):
            raise self.fail('language has to be "ja" or "en"', "language")
        policy = data.get("policy")
        return Config(
            self.path,
            self.word(data, "project"),
            language,
            (self.path.parent / self.word(data, "policy")) if policy else None,
            self.sample(scan.get("sample")),
            fail_on,
            (self.path.parent / self.word(gate, "baseline")) if gate.get("baseline") else None,
            read_sources(self, data.get("source", [])),
            read_rules(self, data, trial=trial),
            history.get("index", False),
            read_branding(self, data),
        )

    def sample(self, value: Any) -> int | None:
        if value in (None, "full"):
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fail('sample has to be a number of rows or "full"', "sample")
        return value


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

    resolved = REFERENCE.sub(replace, url)
    if "://" not in resolved:
        return str(base / resolved)
    for prefix in ("sqlite:///", "file://"):
        path = resolved.removeprefix(prefix)
        if path != resolved and not path.startswith("/"):
            return prefix + str((base / path).absolute())
    return resolved

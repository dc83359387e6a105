"""The configuration that is in effect, with where each value comes from: flag, environment, line of the file, default.

Secrets stay what they are in the file, references; of URLs only the scheme and the database are shown. Of rules only
their number: what they allow or find may be data.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scanner.command import guess_language
from scanner.config import NAMES, parse_config
from scanner.config_rules import RULE_KEYS
from scanner.config_text import ConfigText
from scanner.environment import write_variable
from scanner.secret_references import REFERENCE

HIDDEN = "***"
_SECRET_KEYS = ("password", "secret", "token", "user")
_FLAGS = {
    "policy": ("", "policy", "(shipped)"),
    "lang": ("", "language", ""),
    "fail_on": ("gate", "fail_on", "high"),
    "baseline": ("gate", "baseline", ""),
    "sample": ("scan", "sample", "full"),
    "min_severity": ("", "", "low"),
    "color": ("", "", "auto"),
}
"""What a scan takes from flags or variables: the table and key of the file that say the same, and the default."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A value in effect. ``origin`` is ``flag``, ``environment``, ``file`` or ``default``, ``detail`` the flag, the
    variable, or the file with its line."""

    key: str
    value: str
    origin: str
    detail: str = ""


def list_settings(config: Path | None, flags: Mapping[str, str]) -> Iterator[Setting]:
    """Everything in effect; ``flags`` are those of this command that scanning has too. The file has been checked."""
    text, data = parse_config(config) if config else (ConfigText(Path(), ()), {})
    yield _configuration(config, flags)
    covered = {(table, key) for table, key, _ in _FLAGS.values()}
    for name in _FLAGS:
        yield _effective(name, text, data, flags)
    for key, value in data.items():
        if key in RULE_KEYS:
            yield Setting(key, f"{len(value)} × [[{key}]]", "file", _line(text, text.line_of(key)))
        elif isinstance(value, Mapping):
            place = _table(text, key)
            for below, one in value.items():
                if (key, below) not in covered:
                    yield Setting(f"{key}.{below}", mask(below, one), "file", _line(text, place.line_of(below)))
        elif isinstance(value, list):
            yield from _blocks(text, key, value)
        elif ("", key) not in covered:
            yield Setting(key, mask(key, value), "file", _line(text, text.line_of(key)))


def _configuration(config: Path | None, flags: Mapping[str, str]) -> Setting:
    if "config" in flags:
        return Setting("configuration", str(config), "flag", "--config")
    if config is None:
        return Setting("configuration", "-", "default", ", ".join(NAMES))
    names = (write_variable("doctor", "config"), write_variable("", "config"))
    variable = next((one for one in names if os.environ.get(one)), "")
    return Setting("configuration", str(config), "environment" if variable else "found", variable)


def _effective(name: str, text: ConfigText, data: Mapping[str, Any], flags: Mapping[str, str]) -> Setting:
    table, key, default = _FLAGS[name]
    if name in flags:
        return Setting(name, flags[name], "flag", f"--{name.replace('_', '-')}")
    if variable := _variable(name):
        return Setting(name, os.environ[variable], "environment", variable)
    within = data.get(table, {}) if table else data
    if key and key in within:
        place = _table(text, table) if table else text
        return Setting(name, mask(key, within[key]), "file", _line(text, place.line_of(key)))
    if name == "lang":
        locale = next((one for one in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(one)), "")
        return Setting(name, guess_language(), "environment" if locale else "default", locale)
    return Setting(name, default, "default")


def _variable(name: str) -> str:
    """The variable that decides an option of a scan; empty where none is set."""
    names = [write_variable("scan", name), write_variable("", name)]
    return next((one for one in names if os.environ.get(one)), "")


def _blocks(text: ConfigText, name: str, blocks: Sequence[Any]) -> Iterator[Setting]:
    places = text.blocks(name)
    for number, block in enumerate(blocks):
        place = places[number] if number < len(places) else text
        title = block.get("id") or block.get("name") or str(number + 1)
        for key, value in block.items():
            yield Setting(f"{name}.{title}.{key}", mask(str(key), value), "file", _line(text, place.line_of(str(key))))


def _table(text: ConfigText, name: str) -> ConfigText:
    """The part of the file that begins with a table."""
    for header in (f"[{name}]", f"[tool.daicho.{name}]", name):
        if text.line_of(header):
            return text.within(header)
    return text


def _line(text: ConfigText, line: int) -> str:
    return f"{text.path.name}:{line}" if line else text.path.name


def mask(key: str, value: Any) -> str:
    """A value as it may be shown."""
    if isinstance(value, str):
        if REFERENCE.fullmatch(value) or not value:
            return value
        if key in _SECRET_KEYS:
            return HIDDEN
        return mask_url(value) if "://" in value or value.lower().startswith("mailto:") else value
    if isinstance(value, list):
        return "[" + ", ".join(mask(key, one) for one in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {mask(str(name), one)}" for name, one in value.items()) + " }"
    return str(value).lower() if isinstance(value, bool) else str(value)


def mask_url(url: str) -> str:
    """A URL without user, password, host and parameters; those of files have none and stay."""
    scheme, _, rest = url.partition(":")
    if scheme.lower() in ("file", "sqlite"):
        return url
    if not rest.startswith("//"):
        return f"{scheme}:{HIDDEN}"
    try:
        path = urlsplit(REFERENCE.sub("reference", url)).path
    except ValueError:
        path = ""
    # The path of an address on the web is often its secret; that of a database is the name of the database.
    return f"{scheme}://{HIDDEN}" + (path if scheme.lower() not in ("http", "https") else "")

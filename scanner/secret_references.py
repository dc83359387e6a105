"""Secrets stay out of the configuration: ``${NAME}`` stands for an environment variable, ``${file:PATH}`` for the first
line of a file, ``${keyring:SERVICE/NAME}`` for an entry of the keyring of the desktop or the system."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

from scanner.config_text import ConfigError

REFERENCE = re.compile(r"\$\{(?:(?P<file>file:)|(?P<keyring>keyring:))?(?P<name>[^}]+)\}")
_PASSWORD_PLACE = re.compile(r"(?P<before>[a-z][\w+.-]*://[^/:@?#]*):(?P<password>\$\{[^}]+\})@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """One ``${…}``: where a secret is kept, never the secret. ``kind`` is ``environment``, ``file`` or ``keyring``."""

    kind: str
    name: str


def find_references(text: str) -> Iterator[Reference]:
    """The references in a text, in order."""
    for match in REFERENCE.finditer(text):
        yield _as_reference(match)


def resolve_references(text: str, base: Path) -> str:
    """A text with what its references stand for; relative paths start at ``base``, the folder of the configuration. A
    reference that is the whole password of a URL may stand for any characters: they are escaped as a URL needs it.
    ConfigError, without any secret, for one that leads nowhere."""

    at = _PASSWORD_PLACE.match(text)
    if at is None:
        return _replace_all(text, base)
    password = quote(_replace_all(at["password"], base), safe="")
    return f"{_replace_all(at['before'], base)}:{password}@{_replace_all(text[at.end() :], base)}"


def _replace_all(text: str, base: Path) -> str:
    return REFERENCE.sub(lambda match: look_up(_as_reference(match), base), text)


def _as_reference(match: re.Match[str]) -> Reference:
    return Reference("file" if match["file"] else "keyring" if match["keyring"] else "environment", match["name"])


def look_up(reference: Reference, base: Path) -> str:
    """What a reference stands for. ConfigError where there is nothing."""
    if reference.kind == "file":
        return _read_file(reference.name, base)
    if reference.kind == "keyring":
        return _ask_keyring(reference.name)
    value = os.environ.get(reference.name)
    if value is None:
        raise ConfigError(
            f"the environment variable {reference.name} that the configuration refers to is not set; set it, and start"
            " daicho from the same shell"
        )
    return value


def _read_file(name: str, base: Path) -> str:
    try:
        lines = (base / name).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or "it is no text"
        raise ConfigError(
            f"the file {name} that the configuration refers to cannot be read ({reason}); check the path and its rights"
        ) from None
    return lines[0].strip() if lines else ""


def _ask_keyring(name: str) -> str:
    service, _, entry = name.partition("/")
    if not service or not entry:
        raise ConfigError(f"${{keyring:{name}}} has to be ${{keyring:SERVICE/NAME}}")
    try:
        keyring = import_module("keyring")
    except ImportError:
        raise ConfigError(
            f"${{keyring:{name}}} needs the package keyring; run: pip install 'daicho[keyring]'"
        ) from None
    try:
        value = keyring.get_password(service, entry)
    except Exception as error:  # noqa: BLE001 - each backend raises errors of its own, and their texts may hold secrets
        kind = type(error).__name__
        raise ConfigError(
            f"the keyring cannot be asked for {name} ({kind}); unlock it, or use an environment variable or a file"
        ) from None
    if value is None:
        raise ConfigError(f"the keyring has no entry {name}; make it with: keyring set {service} {entry}")
    return str(value)

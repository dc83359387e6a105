"""The text of a configuration while it is checked: every complaint names the file and the line, and what is right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Any

import yaml


class ConfigError(Exception):
    """A configuration that cannot be used: the file, the place in it, what would be right."""


@dataclass(frozen=True, slots=True)
class ConfigText:
    """The lines of a file, or of one block in it: ``begin`` is its first line from 0, ``end`` the line behind it."""

    path: Path
    lines: tuple[str, ...]
    begin: int = 0
    end: int | None = None

    def fail(self, problem: str, near: str = "") -> ConfigError:
        """The complaint, with the first line of the block in which ``near`` stands, as a key if it does so anywhere; a
        block has a line in any case."""
        line = self._find(near)
        line = self.begin if line is None and self.end is not None else line
        return ConfigError(f"{self.path}:{line + 1}: {problem}" if line is not None else f"{self.path}: {problem}")

    def line_of(self, near: str) -> int:
        """The line, from 1, on which a key stands; 0 where it stands on none."""
        line = self._find(near)
        return 0 if line is None else line + 1

    def within(self, key: str) -> ConfigText:
        """The part of the block that begins with the first line in which a key stands; all of it where none does."""
        line = self._find(key)
        return self if line is None else replace(self, begin=line, end=self._block().stop)

    def _block(self) -> range:
        return range(self.begin, len(self.lines) if self.end is None else self.end)

    def _find(self, near: str) -> int | None:
        """The first line of the block in which a word stands as a key, else in which it stands at all."""
        sign = "=" if self.path.suffix == ".toml" else ":"
        key = re.compile(rf"(?<![\w.#/-])[\"']?{re.escape(near)}[\"']?\s*{sign}(?:\s|[\"'\[{{\d]|$)")
        keyed = (number for number in self._block() if near and key.search(self.lines[number]))
        held = (number for number in self._block() if near and near in self.lines[number])
        return next(chain(keyed, held), None)

    def blocks(self, name: str) -> tuple[ConfigText, ...]:
        """The ``[[name]]`` blocks of a TOML file, or the items of the list ``name`` of a YAML file."""
        if self.path.suffix == ".toml":
            return tuple(replace(self, begin=begin, end=end) for begin, end in self._toml_blocks(name))
        node = yaml.compose("\n".join(self.lines), Loader=yaml.SafeLoader)
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        items = next((value.value for key, value in pairs if key.value == name), ())
        return tuple(replace(self, begin=one.start_mark.line, end=one.end_mark.line + 1) for one in items)

    def _toml_blocks(self, name: str) -> list[tuple[int, int]]:
        above = r"tool\s*\.\s*daicho\s*\.\s*" if self.path.name == "pyproject.toml" else ""
        header = re.compile(rf"\s*\[\[\s*{above}(?:{re.escape(name)}|\"{re.escape(name)}\")\s*\]\]")
        starts = [number for number, line in enumerate(self.lines) if header.match(line)]
        tables = [
            number for number, line in enumerate(self.lines) if re.match(r"\s*\[\[?[\w.\" -]+\]\]?\s*(?:#.*)?$", line)
        ]
        inner = re.compile(rf"\s*\[\[?\s*{above}{re.escape(name)}\.")
        ends = [number for number in tables if not inner.match(self.lines[number])]
        return [(begin, next((end for end in ends if end > begin), len(self.lines))) for begin in starts]

    def known(self, data: Mapping[str, Any], keys: Sequence[str], what: str) -> None:
        """Refuse a key that is none of ``keys``."""
        for key in data:
            if key not in keys:
                close = get_close_matches(str(key), keys, 1)
                right = f"did you mean {close[0]}?" if close else f"known: {', '.join(keys)}"
                raise self.fail(f"unknown {what} {key!r}; {right}", str(key))

    def table(self, data: Mapping[str, Any], key: str, keys: Sequence[str]) -> Mapping[str, Any]:
        """The table of that name, with these keys only; empty where there is none."""
        value = data.get(key, {})
        if not isinstance(value, Mapping):
            raise self.fail(f"{key} has to be a table", key)
        self.known(value, keys, f"setting of [{key}]")
        return value

    def word(self, data: Mapping[str, Any], key: str) -> str:
        """A text; empty where there is none."""
        value = data.get(key, "")
        if not isinstance(value, str):
            raise self.fail(f"{key} has to be text", key)
        return value

    def words(self, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of texts; empty where there is none."""
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.fail(f"{key} has to be a list of texts", key)
        return tuple(value)

    def number(self, data: Mapping[str, Any], key: str, default: float, low: float, high: float) -> float:
        """A number between two others."""
        value = data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self.fail(f"{key} has to be a number from {low:g} to {high:g}", key)
        return float(value)

    def choice(self, data: Mapping[str, Any], key: str, default: str, allowed: Sequence[str]) -> str:
        """One of some words."""
        value = data.get(key, default)
        if value not in allowed:
            raise self.fail(f"{key} has to be one of {', '.join(allowed)}", key)
        return str(value)

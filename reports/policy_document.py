"""The file that a policy is written in: TOML or YAML parsed to tables, and mistakes told with their line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from detectors.catalogue import closest_ids
from reports.policy import Origin, PolicyError

SUFFIXES = (".toml", ".yaml", ".yml")

ORIGIN_KEYS = ("from", "place", "confidence")

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """One parsed file: its name as the user gave it, its bytes, and its text to find the line of a
    mistake."""

    name: str
    data: bytes
    text: str
    table: Table

    def error(self, problem: str, *, at: str = "", part: str = "", nth: int = 1) -> PolicyError:
        """An error that points to the ``nth`` line which holds ``at`` as a whole word, if any line does,
        looked for from the heading of ``part`` (``matrix``) on."""
        heading = re.compile(rf"[\s\[\"']*{re.escape(part)}[\s\]=:\"']" if part else "")
        word = re.compile(rf"(?<![\w.-]){re.escape(at)}(?![\w.-])")
        lines = self.text.splitlines()
        first = next((number for number, line in enumerate(lines) if heading.match(line)), 0)
        places = [number for number, line in enumerate(lines[first:], first + 1) if word.search(line)]
        place = f":{places[min(nth, len(places)) - 1]}" if at and places else ""
        return PolicyError(f"{self.name}{place}: {problem}")

    def string(self, table: Table, key: str, *, default: str | None = None) -> str:
        """The text under ``key``; with ``default`` it may be missing. A date or a whole number may stand
        without quotes; 2026.10 may not, for it would be read as the number 2026.1."""
        value = table.get(key)
        if value is None or value == "":
            if default is None:
                raise self.error(f"'{key}' is missing or empty, and it is needed", at=key)
            return default
        if isinstance(value, str):
            return value
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        raise self.error(f"'{key}' must be text: put it in quotes", at=key)

    def title(self, table: Table, *, default: str) -> Mapping[str, str]:
        """Titles in ``ja`` and ``en``. A plain text stands for both, and so does the only one given."""
        value = table.get("title") or default
        titles = {"ja": value, "en": value} if isinstance(value, str) else value
        if not isinstance(titles, dict) or not titles or not set(titles) <= {"ja", "en"}:
            raise self.error("'title' must be text, or a table with ja and en", at="title")
        known = {language: self.string(titles, language) for language in titles}
        only = next(iter(known.values()))
        return {language: known.get(language, only) for language in ("ja", "en")}

    def tables(self, key: str, allowed: tuple[str, ...]) -> list[Table]:
        """The list of tables under ``key``, none of them with a key that is not ``allowed``."""
        value = self.table.get(key) or []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.error(f"'{key}' must be a list of tables ([[{key}]] in TOML)", at=key)
        for entry in value:
            self.refuse_unknown_keys(entry, allowed, key)
        return value

    def mapping(self, key: str) -> Table:
        """The table under ``key``, empty where it is missing."""
        value = self.table.get(key) or {}
        if not isinstance(value, dict):
            raise self.error(f"'{key}' must be a table from category to value", at=key)
        return value

    def strings(self, table: Table, key: str) -> tuple[str, ...]:
        """The list of texts under ``key``, empty where it is missing."""
        value = table.get(key) or []
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self.error(f"'{key}' must be a list of texts in quotes", at=key)
        return tuple(value)

    def day(self, table: Table, key: str) -> str:
        """The date under ``key`` in ISO 8601, empty where it is missing."""
        text = self.string(table, key, default="")
        try:
            return date.fromisoformat(text).isoformat() if text else ""
        except ValueError:
            raise self.error(f"'{key}' must be a date such as 2026-04-01; '{text}' is none", at=text) from None

    def origin(self, table: Table) -> Origin | None:
        """Where an imported item came from; None where the file does not say."""
        if not any(key in table for key in ORIGIN_KEYS):
            return None
        confidence = table.get("confidence", 1.0)
        if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
            raise self.error("'confidence' must be a number from 0 to 1", at="confidence")
        sentence, place = (self.string(table, key, default="") for key in ("from", "place"))
        return Origin(sentence, place, float(confidence))

    def refuse_unknown_category(self, key: Any, part: str, categories: Collection[str]) -> None:
        """Every key has to be a category or to stand above one."""
        if not isinstance(key, str) or not is_known(key, categories):
            closest = ", ".join(closest_ids(str(key), categories))
            raise self.error(f"unknown category '{key}'; the closest are {closest}", at=str(key), part=part)

    def refuse_unknown_keys(self, table: Table, allowed: tuple[str, ...], kind: str) -> None:
        """A misspelt key would otherwise be passed over in silence."""
        for key in table:
            if key not in allowed:
                raise self.error(f"unknown key '{key}' in {kind}; the keys are {', '.join(allowed)}", at=str(key))


def is_known(key: str, categories: Collection[str]) -> bool:
    """Whether the key is a category or stands above one."""
    return any(id == key or id.startswith(f"{key}.") for id in categories)


class StrictLoader(yaml.SafeLoader):
    """YAML without the trap that the second of two equal keys silently replaces the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                problem = f"the key '{key.value}' stands twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def open_document(file: Path) -> PolicyDocument:
    """Reads and parses ``file``; :class:`PolicyError` where that cannot be done."""
    if file.suffix.lower() not in SUFFIXES:
        raise PolicyError(f"{file}: a policy is a file that ends in {', '.join(SUFFIXES)}")
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise PolicyError(f"{file}: there is no such file") from None
    except OSError as error:
        raise PolicyError(f"{file}: cannot be read ({error.strerror})") from None
    text = _decode(file, data)
    table = _parse_toml(file, text) if file.suffix.lower() == ".toml" else _parse_yaml(file, text)
    if not isinstance(table, dict):
        raise PolicyError(f"{file}: a policy is a table with id, version, announced, purposes and matrix")
    return PolicyDocument(str(file), data, text, table)


def _decode(file: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PolicyError(f"{file}:{line}: is not UTF-8 text; save it as UTF-8") from None


def _parse_toml(file: Path, text: str) -> Table:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f":{line[1]}" if line else ""
        raise PolicyError(f"{file}{place}: is not valid TOML: {error}") from None


def _parse_yaml(file: Path, text: str) -> object:
    try:
        return yaml.load(text, StrictLoader)
    except yaml.MarkedYAMLError as error:
        place = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise PolicyError(f"{file}{place}: is not valid YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        raise PolicyError(f"{file}: is not valid YAML") from None

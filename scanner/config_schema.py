"""The JSON Schema of the configuration, for editors that complete and check as one writes (``daicho schema config``).

Made from the same tables of keys by which :mod:`scanner.config` reads the file, so that neither knows a key that the
other does not; the file is checked by the code, which knows more than a schema can say.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from scanner import config, config_notify, config_rules, config_schedule, config_sources

FILE_NAME = "daicho.schema.json"
"""What ``daicho init`` calls the schema that it puts beside a configuration."""


@dataclass(frozen=True, slots=True)
class Section:
    """The keys of one part of the configuration: its top, a ``[table]``, or ``[[blocks]]``."""

    name: str
    kind: Literal["top", "table", "blocks"]
    keys: tuple[str, ...]

    @property
    def title(self) -> str:
        """How the part is called where people read of it."""
        return {"top": "Top level", "table": f"`[{self.name}]`", "blocks": f"`[[{self.name}]]`"}[self.kind]


SECTIONS = (
    Section("top", "top", config._TOP_KEYS),
    Section("scan", "table", config._SCAN_KEYS),
    Section("gate", "table", config._GATE_KEYS),
    Section("history", "table", config._HISTORY_KEYS),
    Section("report", "table", config.REPORT_KEYS),
    Section("source", "blocks", config_sources.SOURCE_KEYS),
    Section("category", "blocks", config_rules.CATEGORY_KEYS),
    Section("detector", "blocks", config_rules.DETECTOR_KEYS),
    Section("allow", "blocks", config_rules.ALLOW_KEYS),
    Section("deny", "blocks", config_rules.DENY_KEYS),
    Section("recognizer", "blocks", config_rules.RECOGNIZER_KEYS),
    Section("notify", "blocks", config_notify.NOTIFY_KEYS),
    Section("smtp", "table", config_notify.SMTP_KEYS),
    Section("schedule", "blocks", config_schedule.SCHEDULE_KEYS),
)
"""Every part of the configuration, in the order in which the reference shows them."""


def load_forms() -> Mapping[str, Any]:
    """``data/config_schema.toml``: what each key may hold."""
    return tomllib.loads((files("scanner") / "data" / "config_schema.toml").read_text(encoding="utf-8"))


def build_schema() -> dict[str, Any]:
    """The schema as a document."""
    forms = load_forms()
    meanings = tomllib.loads((files("scanner") / "data" / "reference.toml").read_text(encoding="utf-8"))["config"]
    parts = {section.name: _describe(section, forms, meanings) for section in SECTIONS}
    top = parts.pop("top")
    for section in SECTIONS:
        if section.kind != "top":
            reference = {"$ref": f"#/$defs/{section.name}"}
            form = reference if section.kind == "table" else {"type": "array", "items": reference}
            top["properties"][section.name] = {**top["properties"].get(section.name, {}), **form}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "daicho.toml",
        **top,
        "$defs": {**forms["defs"], **parts},
    }


def _describe(section: Section, forms: Mapping[str, Any], meanings: Mapping[str, Any]) -> dict[str, Any]:
    known, told = forms["keys"].get(section.name, {}), meanings.get(section.name, {})
    properties = {
        key: {**known.get(key, {}), "description": _plain(told.get(key, ("", "", ""))[2])} for key in section.keys
    }
    described: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    required = forms["required"].get(section.name)
    return {**described, "required": required} if required else described


def _plain(markdown: str) -> str:
    """A meaning without the links and marks of Markdown."""
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", markdown).replace("`", "")


def write_schema() -> str:
    """The schema as text."""
    return json.dumps(build_schema(), ensure_ascii=False, indent=2) + "\n"

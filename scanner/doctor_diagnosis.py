"""What ``daicho doctor`` found: one record for each look; the sentences stand in ``data/doctor.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

Level = Literal["ok", "warning", "problem"]
GLYPHS: Mapping[Level, str] = {"ok": "✓", "warning": "!", "problem": "✗"}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at. ``place`` is the id of a source, "" for the machine; ``code`` names the sentence;
    ``details`` fill it in: numbers, versions and names of programs, never data, a host, a user or a password."""

    place: str
    code: str
    level: Level = "ok"
    details: Mapping[str, str | int | float] = field(default_factory=dict)


@cache
def load_words() -> Mapping[str, Mapping[str, str]]:
    """The sentences of ``data/doctor.toml``; read once."""
    data = tomllib.loads((files("scanner") / "data" / "doctor.toml").read_text(encoding="utf-8"))
    words: Mapping[str, Mapping[str, str]] = data["text"]
    return words


def say(code: str, lang: str, details: Mapping[str, str | int | float] | None = None) -> str:
    """A sentence, filled in."""
    shown = {key: f"{value:,}" if isinstance(value, int) else str(value) for key, value in (details or {}).items()}
    return load_words()[code][lang].format_map(shown)


def tell(one: Diagnosis, lang: str) -> str:
    """The sentence of a diagnosis, with what to do where there is something to do."""
    todo = f"{one.code}.todo"
    after = f" → {say(todo, lang, one.details)}" if one.level != "ok" and todo in load_words() else ""
    return say(one.code, lang, one.details) + after

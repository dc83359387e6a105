"""The nearest keys of the Fides taxonomy (Ethyca fideslang) for categories and purposes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from detectors.catalogue import load_catalogue
from reports.policy import Purpose


@cache
def load_uses() -> Mapping[str, Any]:
    """The whole of ``data/fides.toml``; read once."""
    return tomllib.loads((files("reports") / "data" / "fides.toml").read_text(encoding="utf-8"))


def data_uses_of(purpose: Purpose | None) -> tuple[str, ...]:
    """Keys of data uses for a purpose, the nearest first."""
    uses = load_uses()
    return tuple(uses["use"].get(purpose.key if purpose else "", (uses["unknown"],)))


def fides_key_of(category: str) -> str:
    """The key of the data category; ``user`` for one that the catalogue does not hold."""
    catalogue = load_catalogue()
    return catalogue[category].fides_key if category in catalogue else "user"

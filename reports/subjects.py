"""Whose data it is: the kinds of persons that a source or a purpose may name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_subjects() -> Mapping[str, Mapping[str, Any]]:
    """Id -> ``title`` (ja, en) and the nearest data subject of the Fides taxonomy, ``fides_key``."""
    subjects = tomllib.loads((files("reports") / "data" / "subjects.toml").read_text(encoding="utf-8"))
    return {key: value for key, value in subjects.items() if isinstance(value, Mapping)}


SUBJECTS: tuple[str, ...] = tuple(load_subjects())
"""The ids, in the order of the file."""

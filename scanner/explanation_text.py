"""The words of ``daicho explain``, in Japanese and English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_explanations() -> Mapping[str, Any]:
    """The shipped texts of ``data/explanation.toml``; read once."""
    return tomllib.loads((files("scanner") / "data" / "explanation.toml").read_text(encoding="utf-8"))


def explain_text(key: str, lang: str, **params: object) -> str:
    """A heading or sentence of ``daicho explain``, filled in."""
    text: str = load_explanations()["text"][key][lang]
    return text.format_map(params)

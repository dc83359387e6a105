"""What to do about a category that was found, in Japanese and English, read from ``data/remedies.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "remedies.toml"


@cache
def load_remedies() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Category or key above categories -> language -> sentences; read once."""
    with DATA.open("rb") as file:
        data = tomllib.load(file)
    return {key: texts for key, texts in data.items() if isinstance(texts, dict)}


def list_remedies(category: str, lang: str) -> tuple[str, ...]:
    """What to do, most specific first: the category's own advice, then that of each key above it. Empty for a
    category that stands under none of them (one from a configuration)."""
    remedies = load_remedies()
    parts = category.split(".")
    keys = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return tuple(sentence for key in keys if key in remedies for sentence in remedies[key][lang])

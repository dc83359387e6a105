"""The published policies that the policy tests read, and what a reader finds in them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from detectors.catalogue import load_catalogue
from reports.policy_reading import Reading, read_policy_text
from reports.policy_text import PolicyText, read_text

FOLDER = Path(__file__).parent / "data" / "policies"
PUBLISHED = sorted(path for path in FOLDER.iterdir() if path.suffix in (".txt", ".md", ".html"))
SEED = Path(__file__).parents[2] / "shared" / "data" / "policy" / "fuji-infox-net.txt"
CATEGORIES = load_catalogue().ids


def expected(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.with_suffix(".expected.toml").read_text(encoding="utf-8"))


def lines_of(text: str) -> PolicyText:
    return read_text(text.encode(), "policy.txt")


def reading_of(text: str) -> Reading:
    return read_policy_text(lines_of(text))


def spread(keys: Iterable[str]) -> set[str]:
    """Every category that one of the keys covers."""
    wanted = tuple(keys)
    return {id for id in CATEGORIES for key in wanted if id == key or id.startswith(f"{key}.")}

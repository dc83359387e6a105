"""Published lists that detectors look into: top-level domains and the names of known cookies."""

from __future__ import annotations

from functools import cache
from importlib import resources


def _entries(name: str) -> list[str]:
    text = resources.files("detectors").joinpath("data", name).read_text(encoding="utf-8")
    return text.rstrip("\n").split("\n")[1:]


@cache
def top_level_domains() -> frozenset[str]:
    """Top-level domains in use, lower-case (IANA's root zone by way of the Public Suffix List)."""
    return frozenset(_entries("tlds.txt"))


@cache
def _cookies() -> tuple[frozenset[str], tuple[str, ...]]:
    listed = _entries("cookies.txt")
    prefixes = tuple(name[:-1] for name in listed if name.endswith("*"))
    return frozenset(name for name in listed if not name.endswith("*")), prefixes


@cache
def is_known_cookie(name: str) -> bool:
    """Whether a cookie of this name is known (Open Cookie Database and our own additions)."""
    exact, prefixes = _cookies()
    return name in exact or name.startswith(prefixes)

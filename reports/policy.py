"""The privacy policy as data: articles, announced categories, purposes, and which category a purpose needs.

``reports.policy_file`` reads one from a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Fit = Literal["expected", "plausible", "needs-notice", "unexpected", "barred"]


class PolicyError(Exception):
    """A policy file that cannot be used; the message names the file, the place in it and what would be
    right."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One declared purpose of use. ``item`` is its place in the policy (``2-1``); ``delegating`` purposes
    refer to another text (a cookie policy, an individual notice) and say nothing by themselves."""

    id: str
    key: str
    item: str
    title: Mapping[str, str]
    text: str = ""
    delegating: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the policy. ``role`` says what it is about (``acquisition``, ``purpose``, ``security``,
    ...), whatever its number and title; ``title`` is by language (``ja``, ``en``)."""

    number: int
    role: str
    title: Mapping[str, str]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One item by which the policy says what it acquires. ``categories`` are keys as the file has them: a
    key covers the keys below it."""

    item: str
    text: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of a privacy policy.

    ``announced`` maps a category to the item of the acquisition article that announces it (absent: the
    policy does not announce it). ``matrix`` maps category -> purpose id -> fit; what is not in it is
    ``unexpected``. ``sensitivity`` maps a category to a level that differs from the catalogue's. In all three
    a category is spelled out even where the file names only a key above it. ``sha256`` is over the file's
    bytes. ``effective`` is an ISO 8601 date or empty.
    """

    id: str
    version: str
    sha256: str
    title: Mapping[str, str]
    announced: Mapping[str, str]
    purposes: tuple[Purpose, ...]
    matrix: Mapping[str, Mapping[str, Fit]]
    sensitivity: Mapping[str, str]
    articles: tuple[Article, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    effective: str = ""

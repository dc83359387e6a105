"""What a published privacy policy says: its outline read with the dictionary.

Every sentence is either read as something (a heading, an item, a fact, the text of an article whose role is known) or
listed as unrecognised. Nothing is dropped, and nothing is settled: a person reviews the outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.policy import (
    Announcement,
    Article,
    Desk,
    EntrustedParty,
    Measure,
    Milestone,
    Operator,
    Origin,
    Provision,
    Purpose,
    Retention,
    Unrecognised,
)
from reports.policy_acquisition import read_announcements
from reports.policy_claims import Claims
from reports.policy_outline import Outline, outline_policy
from reports.policy_particulars import read_identity, read_measures, read_processors, read_provisions, read_retention
from reports.policy_purposes import FoundPurpose, read_purposes
from reports.policy_sentences import split_sentences
from reports.policy_text import PolicyText
from reports.policy_vocabulary import find_role

_TITLE = re.compile(
    r"(?:ポリシー|方針|個人情報の取り?扱い.{0,10})$|privacy (?:policy|notice|statement)$", re.IGNORECASE
)
# Roles whose sentences have to be read one by one: what is not understood there is missing from the outcome.
_READ_CLOSELY = frozenset({"acquisition", "purpose", "special-care", "cookie", ""})


@dataclass(frozen=True, slots=True)
class Term:
    """A term that the policy defines, with the sentence that does."""

    term: str
    meaning: str
    place: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A law as the policy cites it, raw."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was found. ``scopes`` maps the id of a purpose to the categories that a table of the policy
    gives it (absent: the policy does not say)."""

    title: str
    articles: tuple[Article, ...]
    announcements: tuple[Announcement, ...]
    purposes: tuple[Purpose, ...]
    labels: Mapping[str, tuple[str, ...]]
    scopes: Mapping[str, tuple[str, ...]]
    measures: tuple[Measure, ...]
    provisions: tuple[Provision, ...]
    entrusted: tuple[EntrustedParty, ...]
    retention: tuple[Retention, ...]
    operator: Operator
    desk: Desk
    milestones: tuple[Milestone, ...]
    terms: tuple[Term, ...]
    citations: tuple[Citation, ...]
    unrecognised: tuple[Unrecognised, ...]


def read_policy_text(text: PolicyText) -> Reading:
    """Reads a policy; never raises for what it says, and never loses a sentence."""
    outline = outline_policy(text)
    roles, articles = _read_articles(outline, text.language)
    claims = Claims(outline, roles)
    announcements = read_announcements(claims)
    purposes = _number(read_purposes(claims))
    identity = read_identity(claims)
    return Reading(
        title=_find_title(claims),
        articles=articles,
        announcements=announcements,
        purposes=tuple(purpose for purpose, _ in purposes),
        labels={purpose.id: found.labels for purpose, found in purposes},
        scopes={purpose.id: found.categories for purpose, found in purposes if found.categories},
        measures=read_measures(claims),
        provisions=read_provisions(claims),
        entrusted=read_processors(claims, identity.operator.name),
        retention=read_retention(claims),
        operator=identity.operator,
        desk=identity.desk,
        milestones=identity.milestones,
        terms=tuple(Term(*one) for one in identity.terms),
        citations=tuple(Citation(*one) for one in identity.citations),
        unrecognised=tuple(_list_unrecognised(claims)),
    )


def _read_articles(outline: Outline, language: str) -> tuple[tuple[str, ...], tuple[Article, ...]]:
    """The role of each article and the articles themselves; a title without a known role gives way to the first
    sentence."""
    roles, articles = [], []
    for section in outline.sections:
        role, confidence = find_role(section.title), 0.95
        if not role:
            first = next(iter(split_sentences(section.text[:500])), "")
            role, confidence = find_role(first), 0.5
        confidence = confidence if role else 0.0
        title = section.title or section.text[:40] or str(section.number)
        origin = Origin("", section.place, confidence)
        articles.append(Article(section.number, role, {language: title}, section.text, origin))
        roles.append(role)
    return tuple(roles), tuple(articles)


def _number(found: tuple[FoundPurpose, ...]) -> list[tuple[Purpose, FoundPurpose]]:
    """Purposes with their ids, P1 and on; a parent is told by its id."""
    ids = {one.index: f"P{number}" for number, one in enumerate(found, 1) if one.index >= 0}
    numbered = []
    for number, one in enumerate(found, 1):
        purpose = Purpose(
            id=f"P{number}",
            key=one.labels[0] if one.labels else "other",
            item=one.item,
            title={},
            text=one.text,
            delegating=one.delegating,
            parent=ids.get(one.parent, "") if one.parent >= 0 else "",
            subjects=one.subjects,
            origin=one.origin,
        )
        numbered.append((purpose, one))
    return numbered


def _find_title(claims: Claims) -> str:
    titles = [block for block in claims.outline.within(-1) if _TITLE.search(block.text) and len(block.text) <= 60]
    titles.sort(key=lambda block: bool(re.search(r"[>＞»›/|]", block.text)))
    for block in titles[:1]:
        claims.claim(block)
    return titles[0].text if titles else ""


def _list_unrecognised(claims: Claims) -> Iterator[Unrecognised]:
    for block in claims.outline.blocks:
        if claims.role_of(block) not in _READ_CLOSELY:
            continue
        for sentence in claims.unclaimed(block):
            yield Unrecognised(sentence, block.place)

"""The clause of the policy that stands beside a check: its own words, with the item, the version and the date.

Nothing here writes a word of a policy. A long clause ends after a sentence and says so with an ellipsis.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.base import Entry
from reports.checks import find_clause, load_checks
from reports.policy import Article, Policy, Purpose
from reports.verdicts import COVERING, find_open_notices

LENGTH = 280
"""A clause of more characters is shortened."""

ELLIPSIS = "…"

_SENTENCE_END = re.compile(r"[。．！？]|[.!?](?=\s+[^\sa-z(（]|\s*$)")
_PAUSE = re.compile(r"[、，]|[,;:](?=\s)|\s")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of the policy. ``item`` is their place (``2-4``, ``3-5``, ``1(1)2``; an article's number where they open
    it), ``title`` that of the article by language, ``text`` the words in the language they were published in, and
    ``reason`` what the policy file's matrix says beside them (empty: nothing). ``version`` and ``effective`` (ISO 8601
    or empty) are the policy's. Without ``text`` the policy has nothing to quote."""

    item: str
    title: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    version: str = ""
    effective: str = ""
    reason: str = ""


def quote(policy: Policy, entry: Entry, check: str) -> Clause:
    """The clause to show beside a check (``POL-MISMATCH``) of a finding: the first of :func:`quote_all`."""
    return quote_all(policy, entry, check)[0]


def quote_all(policy: Policy, entry: Entry, check: str) -> tuple[Clause, ...]:
    """Every clause that a check of a finding rests on, at least one: the purposes declared at the place where they are
    what it is about, else the article that the check looks at, with the policy's reason for what is barred."""
    purposes = _find_purposes(policy, entry, check)
    if purposes:
        return tuple(_quote_purpose(policy, one, _find_reason(policy, entry, check, one.id)) for one in purposes)
    reason = _find_reason(policy, entry, check, "*")
    return (quote_item(policy, _find_item(policy, check), reason),)


def quote_check(policy: Policy, check: str) -> Clause:
    """The clause that a check looks at in this policy, whatever it found."""
    return quote_item(policy, _find_item(policy, check))


def quote_item(policy: Policy, item: str, reason: str = "") -> Clause:
    """The words of one item of the policy (``3-5``, as observations name it), or the opening of an article (``3``)."""
    article = _find_article(policy, item)
    title = article.title if article else {}
    return Clause(item, title, shorten(_find_text(policy, item, article)), policy.version, policy.effective, reason)


def _find_purposes(policy: Policy, entry: Entry, check: str) -> tuple[Purpose, ...]:
    """The declared purposes that a check is about."""
    fits = {fit.purpose: fit.fit for fit in entry.purposes}
    if check == "POL-DELEGATE":
        return find_open_notices(entry.purposes, policy)
    if check == "POL-BARRED":
        chosen = {id for id, fit in fits.items() if fit == "barred"}
    elif check == "POL-MISMATCH":
        chosen = set(fits)
    elif check == "POL-SUBJECT":
        chosen = {id for id, fit in fits.items() if fit in COVERING}
    else:
        chosen = set()
    return tuple(one for one in policy.purposes if one.id in chosen)


def _find_reason(policy: Policy, entry: Entry, check: str, purpose: str) -> str:
    """Why the matrix says so, in the words of the policy file."""
    if check not in ("POL-BARRED", "POL-MISMATCH"):
        return ""
    reasons = policy.reasons.get(entry.finding.category, {})
    return shorten(reasons.get(purpose) or reasons.get("*", ""))


def _quote_purpose(policy: Policy, purpose: Purpose, reason: str) -> Clause:
    article = _find_article(policy, purpose.item) or _article_of(policy, "purpose")
    title = article.title if article else {}
    text = purpose.text or next(iter(purpose.title.values()), "")
    return Clause(purpose.item or purpose.id, title, shorten(text), policy.version, policy.effective, reason)


_OWN_ROLES = {"POL-CONSENT": "special-care", "POL-NORETENTION": "retention"}
"""Articles that say more of a check than those of its role, where a policy has them."""


def _find_item(policy: Policy, check: str) -> str:
    own = _article_of(policy, _OWN_ROLES.get(check, ""))
    if own:
        return str(own.number)
    known = load_checks()
    return find_clause(known[check], policy) if check in known else ""


def _article_of(policy: Policy, role: str) -> Article | None:
    return next((one for one in policy.articles if role and one.role == role), None)


def _find_article(policy: Policy, item: str) -> Article | None:
    """The article in which an item stands: ``1(2)1`` stands in article 1."""
    number = re.match(r"\d+", item)
    return next((one for one in policy.articles if number and one.number == int(number[0])), None)


def _find_text(policy: Policy, item: str, article: Article | None) -> str:
    """The text of an item; for an article its opening, or its items where the file has no text of it."""
    items = [
        *((one.item, one.text) for one in policy.measures),
        *((one.item, one.text) for one in policy.provisions),
        *((one.item, one.text) for one in policy.purposes),
        *((one.item, one.text) for one in policy.announcements),
        *((one.item, one.text) for one in policy.retention),
    ]
    opening = article.text.strip().partition("\n\n")[0] if article else ""
    if article and item == str(article.number) and opening:
        return opening
    exact = next((text for place, text in items if place == item and text), "")
    if exact or article is None:
        return exact
    return opening or "\n".join(text for place, text in items if text and _find_article(policy, place) is article)


def shorten(text: str, length: int = LENGTH) -> str:
    """A text of one line, cut after the last sentence that ends within ``length`` characters, else where it pauses;
    what was cut is marked with an ellipsis."""
    whole = join_lines(text)
    if len(whole) <= length:
        return whole
    ends = [found.end() for found in _SENTENCE_END.finditer(whole) if found.end() <= length]
    if ends:
        return f"{whole[: ends[-1]]}{ELLIPSIS}" if _is_wide(whole[ends[-1] - 1]) else f"{whole[: ends[-1]]} {ELLIPSIS}"
    pauses = [found.start() for found in _PAUSE.finditer(whole) if 0 < found.start() < length]
    return whole[: pauses[-1] if pauses else length - 1].rstrip() + ELLIPSIS


def join_lines(text: str) -> str:
    """Lines as one: with a space between them, except where both sides are Japanese."""
    joined = ""
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        gap = "" if not joined or (_is_wide(joined[-1]) and _is_wide(line[0])) else " "
        joined += gap + line
    return joined


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F")

"""What a privacy policy leaves open: items that the law asks for, purposes that say nothing, readings nobody has
settled. It says what is missing and what would settle it, and draws no conclusion from that.

The rules, their words and the articles they rest on are data: ``data/policy_rules.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from reports.policy import Policy
from reports.policy_vocabulary import is_vague, mentions

DATA = Path(__file__).parent / "data" / "policy_rules.toml"

LintSeverity = Literal["high", "medium", "low"]
SEVERITIES: tuple[LintSeverity, ...] = ("high", "medium", "low")
UNSURE = 0.6
"""Below this confidence a person has to look at what an import read."""

_COVERING = ("expected", "plausible", "needs-notice")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to settle. ``line`` is that of the policy file, 0 where something is missing altogether; ``problem``
    and ``settle`` are by language (``ja``, ``en``)."""

    rule: str
    severity: LintSeverity
    line: int
    law: str
    problem: Mapping[str, str]
    settle: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Found:
    """A rule that applies: to what, and the words by which its line is found."""

    rule: str
    at: str = ""
    params: Mapping[str, str] | None = None


@cache
def load_rules() -> Mapping[str, Any]:
    """The shipped rules and words; read once."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def check_policy(policy: Policy, source: str, *, special: Collection[str] = ()) -> tuple[Remark, ...]:
    """Everything to settle in a policy, the most severe first, then by line.

    ``source`` is the text of the policy file, to find lines in; ``special`` are the categories whose acquisition needs
    consent (APPI 20(2)).
    """
    text = "\n".join((*(article.text for article in policy.articles), *(one.text for one in policy.measures)))
    facts = _Facts(policy, text, frozenset(special))
    lines = source.splitlines()
    remarks = [_remark(found, lines) for check in _CHECKS for found in check(facts)]
    return tuple(sorted(remarks, key=lambda one: (SEVERITIES.index(one.severity), one.line, one.rule)))


@dataclass(frozen=True, slots=True)
class _Facts:
    """A policy and the text of all its articles."""

    policy: Policy
    text: str
    special: frozenset[str]

    def texts_of(self, role: str) -> str:
        """The text of the articles of one role."""
        return "\n".join(article.text for article in self.policy.articles if article.role == role)

    def has_role(self, role: str) -> bool:
        """Whether an article has that role."""
        return any(article.role == role for article in self.policy.articles)


def _remark(found: _Found, lines: list[str]) -> Remark:
    rule = load_rules()["rules"][found.rule]
    params = {"what": found.at, **(found.params or {})}
    problem, settle = ({lang: rule[lang][part].format_map(params) for lang in ("ja", "en")} for part in (0, 1))
    return Remark(found.rule, rule["severity"], _find_line(found.at, lines), rule["law"], problem, settle)


def _find_line(at: str, lines: list[str]) -> int:
    """The first line that declares ``at`` (as a value or key), else that holds it."""
    if not at:
        return 0
    word = re.compile(rf"(?<![\w.-]){re.escape(at)}(?![\w-])")
    declaring = re.compile(
        rf"\s*(?:-\s*)?[\"']?(?:id|item|raw|number|name)[\"']?\s*[=:]\s*[\"']?{re.escape(at)}[\"']?\s*$"
    )
    held = 0
    for number, line in enumerate(lines, 1):
        if declaring.match(line):
            return number
        held = held or (number if word.search(line) and not line.lstrip().startswith("#") else 0)
    return held


def _check_operator(facts: _Facts) -> Iterator[_Found]:
    operator, desk = facts.policy.operator, facts.policy.desk
    for value, rule in (
        (operator.name, "POL-OPERATOR-NAME"),
        (operator.address, "POL-OPERATOR-ADDRESS"),
        (operator.representative, "POL-OPERATOR-REPRESENTATIVE"),
    ):
        if not value:
            yield _Found(rule)
    if not operator.manager and not mentions(facts.text, "manager"):
        yield _Found("POL-MANAGER-MISSING")
    if not (desk.name or desk.email or desk.phone) and not mentions(facts.texts_of("contact"), "complaint"):
        yield _Found("POL-COMPLAINT-MISSING")


def _check_purposes(facts: _Facts) -> Iterator[_Found]:
    for purpose in facts.policy.purposes:
        if purpose.delegating:
            if not purpose.ref:
                yield _Found("POL-PURPOSE-DELEGATING", purpose.id)
        elif is_vague(purpose.text or purpose.title["en"]):
            yield _Found("POL-PURPOSE-VAGUE", purpose.id)
    if not facts.policy.matrix:
        yield _Found("POL-MATRIX-MISSING")


def _check_categories(facts: _Facts) -> Iterator[_Found]:
    policy = facts.policy
    for one in policy.announcements:
        if not one.categories:
            yield _Found("POL-ITEM-UNSETTLED", one.item)
    for category in policy.announced:
        fits = policy.matrix.get(category, {}).values()
        if policy.matrix and not set(fits) & set(_COVERING):
            yield _Found("POL-CATEGORY-UNUSED", category)
    for category, row in policy.matrix.items():
        if category not in policy.announced and "expected" in row.values():
            yield _Found("POL-CATEGORY-UNANNOUNCED", category)
    special = [category for category in policy.announced if category in facts.special]
    if special and not mentions("\n".join((facts.text, *(one.text for one in policy.announcements))), "consent"):
        yield _Found("POL-SPECIAL-CARE", special[0])


def _check_duties(facts: _Facts) -> Iterator[_Found]:
    policy = facts.policy
    if not policy.measures and not facts.has_role("security"):
        yield _Found("POL-SECURITY-MISSING")
    rights = facts.texts_of("rights")
    if not facts.has_role("rights"):
        yield _Found("POL-REQUEST-MISSING")
    else:
        title = next(str(article.number) for article in policy.articles if article.role == "rights")
        if not mentions(rights, "procedure"):
            yield _Found("POL-REQUEST-PROCEDURE", title)
        if not mentions(rights, "fee"):
            yield _Found("POL-REQUEST-FEE", title)
    if not policy.retention and not mentions(facts.text, "retention"):
        yield _Found("POL-RETENTION")
    if not (facts.has_role("change") or mentions(facts.texts_of("supplementary"), "change")):
        yield _Found("POL-CHANGE-MISSING")


def _check_others(facts: _Facts) -> Iterator[_Found]:
    """Everybody else who gets the data."""
    policy = facts.policy
    joint = facts.texts_of("joint-use")
    if facts.has_role("joint-use"):
        wanted = ("joint_items", "joint_scope", "joint_purpose", "joint_manager")
        missing = [name.removeprefix("joint_") for name in wanted if not mentions(joint, name)]
        if missing:
            number = next(str(article.number) for article in policy.articles if article.role == "joint-use")
            yield _Found("POL-JOINT-USE", number, {"what": ", ".join(missing)})
    if not facts.has_role("foreign") and not mentions(facts.text, "foreign"):
        yield _Found("POL-FOREIGN")
    for party in policy.entrusted:
        if not party.country:
            yield _Found("POL-ENTRUSTED-COUNTRY", party.id, {"what": party.name})
    if facts.has_role("entrustment") and not policy.entrusted:
        yield _Found("POL-ENTRUSTED-UNNAMED")
    for provision in policy.provisions:
        if provision.ground in ("", "other"):
            yield _Found("POL-PROVISION-GROUND", provision.item)
    announces = any(category.startswith("usage.cookie") for category in policy.announced)
    points = any("cookie" in purpose.key or "cookie" in purpose.text.casefold() for purpose in policy.purposes)
    if announces and not points and not mentions(facts.text, "cookie_transmission"):
        yield _Found("POL-COOKIE")


def _check_dates(facts: _Facts) -> Iterator[_Found]:
    policy = facts.policy
    if not policy.milestones and not policy.effective:
        yield _Found("POL-DATE-MISSING")
    for milestone in policy.milestones:
        if not milestone.date:
            yield _Found("POL-DATE-UNREAD", milestone.raw or milestone.kind)
    if policy.version == "unreviewed":
        yield _Found("POL-VERSION-UNREVIEWED", "unreviewed")


def _check_review(facts: _Facts) -> Iterator[_Found]:
    """What an import was not sure of."""
    policy = facts.policy
    origins = [(str(one.number), one.origin) for one in policy.articles]
    origins += [(one.item, one.origin) for one in policy.announcements if one.categories]
    origins += [(one.id, one.origin) for one in policy.purposes]
    origins += [(one.item, one.origin) for one in policy.measures]
    origins += [(one.item, one.origin) for one in policy.provisions]
    origins += [(one.item, one.origin) for one in policy.retention]
    for at, origin in origins:
        if origin is not None and origin.confidence < UNSURE:
            yield _Found("POL-REVIEW-LOW", at, {"sure": f"{origin.confidence:.2f}"})
    if policy.unrecognised:
        yield _Found("POL-REVIEW-UNRECOGNISED", "[[unrecognised]]", {"what": str(len(policy.unrecognised))})


_CHECKS: tuple[Callable[[_Facts], Iterator[_Found]], ...] = (
    _check_operator,
    _check_purposes,
    _check_categories,
    _check_duties,
    _check_others,
    _check_dates,
    _check_review,
)

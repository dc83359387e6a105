"""What lies between the policy and the data, in words: the rows of ``reports.gaps``, and observations."""

from __future__ import annotations

from reports.base import Observation
from reports.checks import load_checks
from reports.clauses import join_lines, quote_item, shorten
from reports.gaps import Direction, PolicyGap, Settlement
from reports.messages import label, message, write_number
from reports.phrases import category_title, name_field, pick_title, purpose_title, show
from reports.policy import Policy

_ARTICLES = {"undeclared": "acquisition", "not-found": "acquisition", "unclaimed": "purpose"}
"""The role of the article that a direction names."""

_WORDS = 80
"""So many characters of an announced item are shown."""


def say_direction(direction: Direction, policy: Policy, lang: str) -> str:
    """What a direction is called, with the article of the policy where it is about one."""
    title = message(f"direction.{direction}", lang)
    article = find_article(policy, _ARTICLES.get(direction, ""))
    return message("gap.direction-article", lang, direction=title, article=article) if article else title


def find_article(policy: Policy, role: str) -> str:
    """The number of the first article of a role, as text; empty where the policy has none."""
    return next((str(one.number) for one in policy.articles if role and one.role == role), "")


def say_policy_gap(gap: PolicyGap, policy: Policy, lang: str) -> str:
    """One row in a sentence: where, what, how many."""
    return message(
        f"gap.{_form(gap)}", lang, source=show(gap.source), what=name_gap_matter(gap, policy, lang), n=gap.count
    )


def _form(gap: PolicyGap) -> str:
    if gap.direction == "not-scanned":
        return "not-scanned-whole" if gap.whole else "not-scanned-part" if gap.partial else "not-scanned"
    if gap.direction in ("not-found", "unserved"):
        return f"{gap.direction}-part" if gap.partial else gap.direction
    if gap.direction == "unclaimed":
        return "unclaimed"
    return "found" if gap.category else "found-all"


def name_gap_matter(gap: PolicyGap, policy: Policy, lang: str) -> str:
    """What a row is about: the kind of data, the purpose, the announced item in the policy's words, or the reason."""
    if gap.category:
        return category_title(gap.category, lang)
    if gap.purpose:
        return show(" ".join(filter(None, (gap.purpose, _title_purpose(gap.purpose, policy, lang)))))
    if gap.direction == "not-found":
        text = next((one.text for one in policy.announcements if one.item == gap.item), "")
        return show(" ".join(filter(None, (gap.item, shorten(join_lines(text), _WORDS)))))
    return show(label("skip", gap.reason, lang)) if gap.reason else ""


def _title_purpose(id: str, policy: Policy, lang: str) -> str:
    """The title of a purpose; the policy's own words where the file gives it none."""
    title = purpose_title(policy, id, lang)
    text = next((one.text for one in policy.purposes if one.id == id), "")
    return title if title != id else shorten(text, _WORDS)


def say_settlements(gap: PolicyGap, policy: Policy, lang: str) -> tuple[str, ...]:
    """What would settle a row; one of them is enough."""
    return tuple(say_settlement(one, policy, lang) for one in gap.settlements)


def say_settlement(settlement: Settlement, policy: Policy, lang: str) -> str:
    """One way to settle a gap, with the number of the article in this policy."""
    if settlement == "announce":
        article = find_article(policy, "acquisition")
        return message("settle.announce" if article else "settle.announce-anew", lang, article=article)
    if settlement == "obtain-consent":
        article = find_article(policy, "purpose")
        return message("settle.obtain-consent" if article else "settle.obtain-consent-law", lang, article=article)
    return message(f"settle.{settlement}", lang)


def say_actor(gap: PolicyGap, lang: str) -> str:
    """Who has to act: the owner or department that the source declares where it is up to them, else the office."""
    own = gap.owner or gap.department if gap.actor == "owner" else gap.department if gap.actor == "department" else ""
    return show(own) or label("actor", gap.actor, lang)


def say_observation(observation: Observation, lang: str) -> str:
    """What a check saw, in its sentence; the title of the check where a fact is missing."""
    check = load_checks().get(observation.check)
    if check is None:
        return show(observation.check)
    facts = {name: _write_fact(name, value, lang) for name, value in observation.facts.items()}
    try:
        return check.sentence[lang].format_map(facts)
    except (KeyError, ValueError, IndexError):
        return check.title[lang]


def _write_fact(name: str, value: str | int | float, lang: str) -> object:
    """A fact for a sentence; categories stand under their titles."""
    if not isinstance(value, str):
        return write_number(value)
    if name in ("category", "categories"):
        joint = "、" if lang == "ja" else ", "
        return joint.join(category_title(one.strip(), lang) for one in value.split(","))
    return show(value)


def name_observation(observation: Observation, lang: str) -> str:
    """Where a check saw something: a place, a whole source, or the policy."""
    location = observation.location
    if not location.source:
        return message("label.policy", lang)
    if not location.collection:
        return show(location.source)
    parts = [show(location.source), show(location.collection)]
    return " / ".join((*parts, name_field(location, lang)) if location.field or location.path else parts)


def say_clause(observation: Observation, policy: Policy, lang: str) -> str:
    """The item of the policy that promises otherwise, with the title of its article; empty where none does."""
    if not observation.clause:
        return ""
    title = pick_title(quote_item(policy, observation.clause).title, lang)
    return show(" ".join(filter(None, (observation.clause, title))))

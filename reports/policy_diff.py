"""What changed between two versions of a privacy policy, and what each change puts at stake: notice (APPI 21(3)) or
new consent (17(2)), with the reason. A person decides; this lists what there is to decide.

The words and the articles they rest on are data: ``data/policy_rules.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from reports.policy import Article, Policy, Purpose
from reports.policy_likeness import match_texts, measure_likeness
from reports.policy_lint import load_rules
from reports.policy_text import fold
from reports.policy_vocabulary import label_purpose

Stake = Literal["consent", "notice", "publication", "none"]
STAKES: tuple[Stake, ...] = ("consent", "notice", "publication", "none")

_ORDER = ("barred", "unexpected", "needs-notice", "plausible", "expected")
_COVERING = ("expected", "plausible", "needs-notice")
_COVERED_GROUNDS = ("consent", "legal", "life", "public-health", "public-affairs", "research", "entrustment")
_COVERED = frozenset((*_COVERED_GROUNDS, "succession", "joint-use"))


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``what`` names the thing that changed; ``before`` and ``after`` are its texts (empty where it is
    new or gone); ``reason`` is by language."""

    kind: str
    stake: Stake
    law: str
    what: str
    before: str
    after: str
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PolicyDiff:
    """All differences between two versions, those with most at stake first. ``renamed`` maps the old id of a purpose
    to its new one where they differ."""

    old: tuple[str, str]
    new: tuple[str, str]
    changes: tuple[Change, ...]
    renamed: Mapping[str, str]

    @property
    def stake(self) -> Stake:
        """The most that is at stake."""
        return min((change.stake for change in self.changes), key=STAKES.index, default="none")


def diff_policies(
    old: Policy, new: Policy, *, special: Collection[str] = (), sensitive: Collection[str] = ()
) -> PolicyDiff:
    """Compare two versions.

    ``special`` are the categories whose acquisition needs consent (APPI 20(2)), ``sensitive`` those of which a new use
    is taken to need it as well. Purposes are matched by their texts, so that renumbering changes nothing.
    """
    matched = _match_purposes(old, new)
    changes = [
        *_diff_articles(old, new),
        *_diff_announced(old, new, frozenset(special)),
        *_diff_purposes(old, new, matched),
        *_diff_matrix(old, new, matched, frozenset((*special, *sensitive))),
        *_diff_provisions(old, new),
        *_diff_retention(old, new),
    ]
    ordered = sorted(changes, key=lambda change: STAKES.index(change.stake))
    renamed = {before: after for before, after in matched.items() if before != after}
    return PolicyDiff((old.version, old.sha256), (new.version, new.sha256), tuple(ordered), renamed)


def _change(kind: str, what: str, before: str = "", after: str = "", **params: str) -> Change:
    rule = load_rules()["changes"][kind]
    filled = {"what": what, "before": before, "after": after, **params}
    reason = {lang: rule[lang].format_map(filled) for lang in ("ja", "en")}
    return Change(kind, rule["stake"], rule["law"], what, before, after, reason)


Part = TypeVar("Part")


def _match(
    old: tuple[Part, ...], new: tuple[Part, ...], text: Callable[[Part], str], least: float
) -> list[tuple[Part | None, Part | None]]:
    """Pairs of what stands in both versions, then what is gone, then what is new."""
    pairs = match_texts([text(one) for one in old], [text(one) for one in new], least)
    taken = set(pairs.values())
    matched: list[tuple[Part | None, Part | None]] = [(old[one], new[other]) for one, other in pairs.items()]
    matched += [(one, None) for place, one in enumerate(old) if place not in pairs]
    matched += [(None, one) for place, one in enumerate(new) if place not in taken]
    return matched


def _wording(purpose: Purpose) -> str:
    return purpose.text or purpose.title["ja"]


def _match_purposes(old: Policy, new: Policy) -> dict[str, str]:
    """The id of each purpose that stands in both versions, old to new."""
    matched: dict[str, str] = {}
    for before, after in _match(old.purposes, new.purposes, _wording, 0.5):
        if before is not None and after is not None:
            matched[before.id] = after.id
    return matched


def _diff_articles(old: Policy, new: Policy) -> Iterator[Change]:
    for before, after in _match(old.articles, new.articles, lambda one: f"{one.title['ja']} {one.title['en']}", 0.8):
        if before is None or after is None:
            one = before or after
            if one is not None:
                yield _change("article-added" if after else "article-removed", _name_article(one))
            continue
        if before.text.split() != after.text.split():
            share = f"{measure_likeness(before.text, after.text):.0%}"
            yield _change("article-reworded", _name_article(after), before.text, after.text, near=share)
        if before.number != after.number:
            yield _change("article-renumbered", _name_article(after), near=str(before.number))


def _name_article(article: Article) -> str:
    return f"{article.number} {article.title['ja']}"


def _diff_announced(old: Policy, new: Policy, special: frozenset[str]) -> Iterator[Change]:
    for category in new.announced:
        if category not in old.announced:
            kind = "category-announced-special" if category in special else "category-announced"
            yield _change(kind, category, after=new.announced[category])
    for category in old.announced:
        if category not in new.announced:
            yield _change("category-withdrawn", category, before=old.announced[category])
    texts = {one.item: one.text for one in old.announcements}
    for announcement in new.announcements:
        before = texts.get(announcement.item, announcement.text)
        if before.split() != announcement.text.split():
            yield _change("item-reworded", announcement.item, before, announcement.text)


def _diff_purposes(old: Policy, new: Policy, matched: Mapping[str, str]) -> Iterator[Change]:
    earlier, later = ({one.id: one for one in policy.purposes} for policy in (old, new))
    for id, purpose in later.items():
        if id not in matched.values():
            near = _find_near(purpose, old)
            kind = "purpose-added-related" if near else "purpose-added-unrelated"
            yield _change(kind, id, after=_wording(purpose), near=near)
        if id in earlier and matched.get(id, "") != id:
            yield _change("purpose-id-reused", id, _wording(earlier[id]), _wording(purpose))
    for id, purpose in earlier.items():
        if id not in matched:
            yield _change("purpose-removed", id, before=_wording(purpose))
            continue
        after = later[matched[id]]
        if _wording(purpose).split() != _wording(after).split():
            added = [key for key in label_purpose(_wording(after)) if key not in label_purpose(_wording(purpose))]
            foreign = [key for key in added if not any(_are_near(key, known) for known in _keys(purpose))]
            foreign += _find_widening(_wording(purpose), _wording(after))
            kind = "purpose-reworded-wider" if foreign else "purpose-reworded-same"
            yield _change(kind, after.id, _wording(purpose), _wording(after), near=", ".join(foreign))


def _find_widening(before: str, after: str) -> list[str]:
    """Words of the new text that open the purpose to somebody or something the old one did not name."""
    found = (re.search(pattern, fold(after)) for pattern in load_rules()["widening"]["words"])
    return [match[0] for match in found if match and match[0] not in fold(before)]


def _keys(purpose: Purpose) -> tuple[str, ...]:
    return tuple(dict.fromkeys((purpose.key, *label_purpose(_wording(purpose)))))


def _find_near(purpose: Purpose, old: Policy) -> str:
    """The ids of earlier purposes that are near to a new one; what points to another text is near to nothing."""
    if purpose.delegating:
        return ""
    near = [one.id for one in old.purposes if not one.delegating and _are_near(one.key, purpose.key)]
    return ", ".join(near)


def _are_near(one: str, other: str) -> bool:
    families: Mapping[str, list[str]] = load_rules()["families"]
    return one == other or any(one in family and other in family for family in families.values())


def _diff_matrix(old: Policy, new: Policy, matched: Mapping[str, str], careful: frozenset[str]) -> Iterator[Change]:
    """Cells of purposes that stand in both versions; one change for each category, before and after."""
    for category in dict.fromkeys((*old.matrix, *new.matrix)):
        groups: dict[tuple[str, str], list[str]] = {}
        for before_id, after_id in matched.items():
            before = old.matrix.get(category, {}).get(before_id, "unexpected")
            after = new.matrix.get(category, {}).get(after_id, "unexpected")
            if before != after:
                groups.setdefault((before, after), []).append(after_id)
        for (was, now), ids in groups.items():
            if was in _COVERING and now in _COVERING:
                continue
            opened = _ORDER.index(now) > _ORDER.index(was)
            heavy = category in careful or was == "barred"
            kind = "use-closed" if not opened else "use-opened-sensitive" if heavy else "use-opened"
            yield _change(kind, category, was, now, near=", ".join(ids))


def _diff_provisions(old: Policy, new: Policy) -> Iterator[Change]:
    for before, after in _match(old.provisions, new.provisions, lambda one: one.text, 0.6):
        if before is None and after is not None:
            kind = "provision-added-covered" if after.ground in _COVERED else "provision-added"
            yield _change(kind, after.item, after=after.text, near=after.ground)
        elif after is None and before is not None:
            yield _change("provision-removed", before.item, before=before.text)


def _diff_retention(old: Policy, new: Policy) -> Iterator[Change]:
    earlier, later = ([(one.text, one.period) for one in policy.retention] for policy in (old, new))
    for text, period in later:
        if (text, period) not in earlier:
            yield _change("retention-changed", text or period, after=period)
    for text, period in earlier:
        if (text, period) not in later:
            yield _change("retention-changed", text or period, before=period)

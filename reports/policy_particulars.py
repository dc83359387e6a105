"""What a policy says beside categories and purposes: measures, cases of provision, processors, retention, and who
answers for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from reports.policy import Desk, EntrustedParty, Measure, Milestone, Operator, Provision, Retention
from reports.policy_claims import Claims, origin_of
from reports.policy_facts import (
    find_address,
    find_citations,
    find_companies,
    find_company,
    find_mail,
    find_manager,
    find_milestone,
    find_period,
    find_phone,
    find_representative,
    find_terms,
)
from reports.policy_outline import Block
from reports.policy_sentences import split_sentences
from reports.policy_vocabulary import find_categories, find_country, find_ground

_MEASURE = re.compile(
    r"暗号|アクセス|教育|研修|監査|規程|管理者|施錠|encrypt|access|training|audit|firewall|lock", re.IGNORECASE
)
_KEEPING = re.compile(r"保[存管持有]|廃棄|消去|削除|\b(?:kept|keep|retain|stored?|delet|destroy)", re.IGNORECASE)
_LOOKED_AT = 1_000
"""Characters of a paragraph in which a name or address is looked for."""
_DESK = re.compile(
    r"[^\s、。「」:：]{0,20}(?:窓口|相談室|相談係|事務局|お客様係)(?!ま)|[A-Z][\w ]{0,40}(?:[Dd]esk|[Cc]ounter)(?!\w)"
)
_COMPANY_LABEL = re.compile(r"(?:会?社名|事業者(?:の)?名(?:称)?|Company(?: name)?)\s*[:：]\s*(?P<name>.{2,60})")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the policy belongs to, when it was made, what it defines and cites (text and place of each)."""

    operator: Operator
    desk: Desk
    milestones: tuple[Milestone, ...]
    terms: tuple[tuple[str, str, str], ...]
    citations: tuple[tuple[str, str], ...]


def _leaves(claims: Claims, role: str) -> list[Block]:
    """The items of the articles of a role that nothing details; whole sentences between lists are none."""
    items = [block for block in claims.blocks_of(role) if block.kind == "item"]
    leaves = [block for block in items if not claims.outline.children(block)]
    nested = {block.article for block in leaves if block.parent >= 0}
    return [
        block for block in leaves if block.parent >= 0 or block.article not in nested or not block.text.endswith("。")
    ]


def read_measures(claims: Claims) -> tuple[Measure, ...]:
    """The security measures: items, or the sentences that name one."""
    leaves = _leaves(claims, "security")
    if leaves:
        return tuple(Measure(block.path, block.text, origin_of(block, 0.95)) for block in leaves)
    return tuple(
        Measure(str(claims.outline.sections[block.article].number), sentence, origin_of(block, 0.6, sentence))
        for block in claims.blocks_of("security")
        for sentence in split_sentences(block.text)
        if _MEASURE.search(sentence)
    )


def read_provisions(claims: Claims) -> tuple[Provision, ...]:
    """The cases in which data goes to somebody else."""
    provisions = []
    for block in _leaves(claims, "third-party"):
        ground = find_ground(block.text)
        provisions.append(
            Provision(block.path, block.text, ground, origin_of(block, 0.7 if ground == "other" else 0.9))
        )
    return tuple(provisions)


def read_processors(claims: Claims, operator: str) -> tuple[EntrustedParty, ...]:
    """The companies that the article on entrustment names."""
    found: dict[str, EntrustedParty] = {}
    for block in claims.blocks_of("entrustment"):
        for sentence in split_sentences(block.text):
            for name, note in find_companies(sentence):
                if name != operator and name not in found:
                    id = f"E{len(found) + 1}"
                    origin = origin_of(block, 0.7, sentence)
                    found[name] = EntrustedParty(id, name, find_country(note), origin=origin)
    return tuple(found.values())


def read_retention(claims: Claims) -> tuple[Retention, ...]:
    """How long data is kept: every sentence of the article on retention, and others that give a period."""
    kept = []
    for block in claims.outline.blocks:
        role = claims.role_of(block)
        for sentence in split_sentences(block.text):
            period, starts = find_period(sentence)
            if (
                not _KEEPING.search(sentence)
                or not (period or role == "retention")
                or role in ("rights", "third-party")
            ):
                continue
            item = block.path or (str(claims.outline.sections[block.article].number) if role else "")
            claims.claim(block, sentence)
            origin = origin_of(block, 0.85 if period else 0.5, sentence)
            kept.append(Retention(sentence, period, starts, find_categories(sentence), item, origin))
    return tuple(kept)


def read_identity(claims: Claims) -> Identity:
    """Name, address, desk and dates, wherever they stand; what stands outside of the articles is claimed."""
    outside = [block for block in claims.outline.blocks if not claims.role_of(block)]
    operator = Operator(
        name=_operator_name(claims),
        address=_first(claims, find_address, "contact", "joint-use", ""),
        representative=_first(claims, find_representative, "contact", "joint-use", ""),
        manager=_first(claims, find_manager, "contact", "security", ""),
    )
    address = operator.address
    if operator.name and address.startswith(operator.name):
        operator = replace(operator, address=address.removeprefix(operator.name).lstrip(" ,、"))
    desk = Desk(
        name=_desk_name(claims),
        address=operator.address,
        email=_first(claims, find_mail, "contact", "rights", ""),
        phone=_first(claims, find_phone, "contact", "rights", ""),
    )
    milestones, terms, citations = [], [], []
    for block in claims.outline.blocks:
        milestone = find_milestone(block.text)
        if milestone:
            milestones.append(milestone)
            claims.claim(block)
        for sentence in split_sentences(block.text):
            if len(sentence) > _LOOKED_AT:
                continue
            terms += [(term, sentence, block.place) for term in find_terms(sentence)]
            citations += [(citation, block.place) for citation in find_citations(sentence)]
            if find_terms(sentence):
                claims.claim(block, sentence)
    for block in outside:
        if block.text in (operator.name, operator.representative, "以上") or find_representative(
            block.text[:_LOOKED_AT]
        ):
            claims.claim(block)
    return Identity(operator, desk, _in_order(milestones), tuple(terms), tuple(citations))


def _in_order(milestones: list[Milestone]) -> tuple[Milestone, ...]:
    """The date lines as they stand, the revisions from the oldest to the newest (many policies list them backwards)."""
    revised = [one.date for one in milestones if one.kind == "revised" and one.date]
    backwards = any(later < earlier for earlier, later in pairwise(revised))
    return tuple(sorted(milestones, key=lambda one: one.date)) if backwards else tuple(milestones)


def _operator_name(claims: Claims) -> str:
    blocks = claims.outline.blocks
    inside = range(len(claims.roles))
    first = [block for block in blocks if block.article == -1]
    behind = [block for block in blocks if block.article not in inside and block.article >= 0]
    for block in (*first, *behind, *claims.blocks_of("contact"), *blocks):
        if labelled := _COMPANY_LABEL.search(block.text):
            return labelled["name"].strip()
        if name := find_company(block.text[:_LOOKED_AT]):
            if block.article == -1:
                claims.claim(
                    block, next(one for one in split_sentences(block.text) if name in one or one in block.text)
                )
            return name
    return ""


def _desk_name(claims: Claims) -> str:
    for block in claims.blocks_of("contact"):
        if match := _DESK.search(block.text):
            return match[0].strip()
    return ""


def _first(claims: Claims, find: Callable[[str], str], *roles: str) -> str:
    """The first that is found, in the articles of the first role that has any."""
    for role in roles:
        for block in claims.blocks_of(role):
            if found := find(block.text[:_LOOKED_AT]):
                return found
    return ""

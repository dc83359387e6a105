"""What a policy says it acquires: items of the articles on acquisition, acquiring sentences, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.policy import Announcement
from reports.policy_claims import Claims, origin_of
from reports.policy_outline import Block
from reports.policy_purposes import find_columns
from reports.policy_sentences import split_sentences
from reports.policy_vocabulary import find_categories, is_acquiring, is_denying

# "Account data: your name ...": the words before the colon only sum up the list behind it.
_SUMMARY = re.compile(r"[^:：、,。]{1,40}[:：]\s*(?P<list>\S.*)", re.DOTALL)
_MANNER = re.compile(r"方法|手段|\bhow\b|\bmethods?\b", re.IGNORECASE)
_OPEN = re.compile(r"(?:その他|など|等(?![級高])|\betc\b|\bother\b|such as|including)", re.IGNORECASE)


def read_announcements(claims: Claims) -> tuple[Announcement, ...]:
    """Every announced item, in the order of the text."""
    blocks = claims.blocks_of("acquisition", "special-care", "cookie", "purpose")
    if not claims.blocks_of("acquisition"):
        # Nothing calls itself acquisition: any sentence may say what is acquired.
        blocks = tuple(block for block in claims.outline.blocks if claims.role_of(block) != "definition")
    found: list[Announcement] = []
    for block in blocks:
        found += _read_block(claims, block)
    return tuple(found)


def _read_block(claims: Claims, block: Block) -> Iterator[Announcement]:
    role = claims.role_of(block)
    if block.kind == "row":
        yield from _read_row(claims, block)
    elif block.kind == "subheading" and role == "acquisition":
        claims.claim(block)
    elif block.kind == "item" and role == "acquisition":
        yield from _read_item(claims, block)
    elif role != "purpose" or block.kind == "text":
        yield from _read_sentences(claims, block)


def _read_item(claims: Claims, block: Block) -> Iterator[Announcement]:
    if claims.outline.children(block):
        claims.claim(block)
        return
    if is_denying(block.text):
        claims.claim(block)
        return
    summary = _SUMMARY.fullmatch(block.text)
    categories = find_categories(summary["list"]) if summary else ()
    categories = categories or find_categories(block.text)
    if not categories and _is_title(claims, block):
        return
    if not categories and re.search(r"[。.]$", block.text) and not _OPEN.search(block.text[-6:]):
        return
    claims.claim(block)
    confidence = 0.3 if not categories else 0.8 if _OPEN.search(block.text) else 0.9
    yield Announcement(block.path, block.text, categories, origin_of(block, confidence))


def _is_title(claims: Claims, block: Block) -> bool:
    """Whether an item only heads a paragraph (収集の原則), or says how something is acquired instead of what."""
    if block.parent >= 0 and _MANNER.search(claims.outline.blocks[block.parent].text):
        return True
    return any(claims.outline.children(one) for one in claims.outline.siblings(block))


def _read_sentences(claims: Claims, block: Block) -> Iterator[Announcement]:
    role = claims.role_of(block)
    number = str(claims.outline.sections[block.article].number) if role else ""
    for sentence in split_sentences(block.text):
        categories = find_categories(sentence)
        if role in ("acquisition", "special-care") and is_denying(sentence):
            claims.claim(block, sentence)
        elif (
            categories
            and is_acquiring(sentence)
            and (role in ("acquisition", "special-care", "cookie") or _is_plain(sentence))
        ):
            claims.claim(block, sentence)
            yield Announcement(
                number or "-", sentence, categories, origin_of(block, 0.7 if role == "acquisition" else 0.5, sentence)
            )
    if role == "acquisition" and _leads(claims, block):
        claims.claim(block)


def _is_plain(sentence: str) -> bool:
    """Outside of its own article only plain words of acquisition count."""
    return bool(re.search(r"取得|収集|\bcollect|\bacquir", sentence, re.IGNORECASE))


def _leads(claims: Claims, block: Block) -> bool:
    """Whether a list or a table comes right behind a paragraph, which then only introduces it."""
    following = claims.outline.blocks[block.index + 1 : block.index + 2]
    return any(one.article == block.article and one.kind in ("item", "row", "subheading") for one in following)


def _read_row(claims: Claims, block: Block) -> Iterator[Announcement]:
    columns = find_columns(claims, block)
    if columns is None:
        return
    what, _ = columns
    if block.cells[what:] and (categories := find_categories(block.cells[what])):
        number = claims.outline.sections[block.article].number if claims.role_of(block) else 0
        place = sum(one.kind == "row" and one.index <= block.index for one in claims.outline.within(block.article)) - 1
        text = " ".join(block.cells[what].split())
        yield Announcement(f"{number}-{place}", text, categories, origin_of(block, 0.9))

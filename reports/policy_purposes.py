"""The purposes of use that a policy declares: items, unnumbered lines, tables, lines by group of persons, prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reports.policy import Origin
from reports.policy_claims import Claims, origin_of
from reports.policy_outline import Block
from reports.policy_sentences import split_sentences
from reports.policy_text import fold
from reports.policy_vocabulary import find_categories, find_role, find_subjects, is_delegating, label_purpose

_STRONG = re.compile(
    r"(?:ため(?:に(?:利用|使用)(?:します|する|いたします)?)?|目的|に(?:利用|使用)(?:します|する|いたします)?)(?:[（(].{0,200}[）)])?$"
    r"|^(?:to|in order to|for|purposes? of)\s",
)
_SENTENCE = re.compile(
    r"(?:ます|ません|です|ない|する)。$|\b(?:we|the company|our company|you) (?:will|shall|may|do|can|must)\b"
)
# A case in which something else applies (同意がある場合), not a purpose.
_CASE = re.compile(r"(?:場合|とき)[。.]?$|^(?:when|where|if|with the consent)\b")
_GROUP = re.compile(
    r"に関する|について|に係る|の(?:個人)?(?:情報|データ)|[「」]|(?:方|皆様|皆さま)$"
    r"|^(?:personal )?(?:information|data) (?:of|about|on)\b"
)
_LABELLED = re.compile(r"(?P<label>[^:：、。,]{1,40})\s*[:：]\s*(?P<list>\S.*)", re.DOTALL)
_WHAT = re.compile(r"種類|情報|項目|対象|データ|区分|information|data|categor|type")
_WHY = re.compile(r"目的|利用|purpose|\buse|why")
_LOOSE_END = re.compile(r"(?:[;；,、]|[;,]? (?:and|or))$")


@dataclass(frozen=True, slots=True)
class FoundPurpose:
    """A purpose as it was found. ``index`` is that of its block (-1 for one of several in a row), ``parent`` that of
    the block whose purpose it details (-1: none); ``categories`` are those that a table puts beside it."""

    item: str
    text: str
    origin: Origin
    labels: tuple[str, ...]
    delegating: bool = False
    subjects: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    index: int = -1
    parent: int = -1


def read_purposes(claims: Claims) -> tuple[FoundPurpose, ...]:
    """Every declared purpose, in the order of the text; the same words in several rows are one purpose."""
    blocks = claims.blocks_of("purpose")
    found: list[FoundPurpose] = []
    for block in blocks:
        if block.kind == "row":
            found += _read_row(claims, block)
        elif block.kind == "subheading":
            claims.claim(block)
        elif block.kind == "item":
            found += _read_item(claims, block)
    for block in blocks:
        if block.kind == "text":
            found += _read_paragraph(claims, block, listed=bool(found))
    found = found or [one for block in claims.outline.blocks for one in _read_stray(claims, block)]
    order = {block.index: place for place, block in enumerate(claims.outline.blocks)}
    return tuple(_merge(sorted(found, key=lambda one: order.get(one.index, 0))))


def _merge(found: list[FoundPurpose]) -> list[FoundPurpose]:
    """The same words in several rows of a table are one purpose, for the categories of all these rows."""
    merged: list[FoundPurpose] = []
    places: dict[str, int] = {}
    for one in found:
        place = places.get(fold(one.text)) if one.categories else None
        if place is None:
            places[fold(one.text)] = len(merged)
            merged.append(one)
        else:
            together = dict.fromkeys((*merged[place].categories, *one.categories))
            merged[place] = replace(merged[place], categories=tuple(together))
    return merged


def _make(block: Block, text: str, confidence: float, **more: object) -> FoundPurpose:
    tidy = text.strip()
    while (shorter := _LOOSE_END.sub("", tidy).rstrip()) != tidy:
        tidy = shorter
    labels = label_purpose(tidy)
    sure = confidence if labels else confidence - 0.15
    made = FoundPurpose(block.path, tidy, origin_of(block, sure, text), labels, is_delegating(tidy), index=block.index)
    return replace(made, **more)  # type: ignore[arg-type]


def _is_strong(text: str) -> bool:
    return bool(_STRONG.search(fold(text).rstrip(" 。.;、")))


def _is_group(claims: Claims, block: Block) -> bool:
    """Whether an item only says whose data the items below are for, or that purposes follow."""
    if not claims.outline.children(block):
        return False
    names_purposes = len(block.text) <= 24 and find_role(block.text) == "purpose"
    return names_purposes or not _is_strong(block.text)


def _read_item(claims: Claims, block: Block) -> Iterator[FoundPurpose]:
    if _is_group(claims, block):
        claims.claim(block)
        return
    ancestors = _ancestors(claims, block)
    siblings = [
        one for one in claims.outline.within(block.article) if one.kind == "item" and one.parent == block.parent
    ]
    among_groups = any(_is_group(claims, one) for one in siblings)
    strong = _is_strong(block.text)
    if not strong and (among_groups or _SENTENCE.search(fold(block.text)) or _CASE.search(fold(block.text))):
        return
    claims.claim(block)
    subjects = next(
        (found for one in ancestors if _GROUP.search(fold(one.text)) and (found := find_subjects(one.text))), ()
    )
    labelled = _LABELLED.fullmatch(block.text)
    if labelled and (group := find_subjects(labelled["label"])):
        for text in re.split(r"[、，\n;；]", labelled["list"]):
            if text.strip(" 。."):
                yield _make(block, text, 0.7, subjects=group)
        return
    parent = next((one.index for one in ancestors if not _is_group(claims, one)), -1)
    yield _make(block, block.text, 0.95, subjects=subjects, parent=parent)


def _ancestors(claims: Claims, block: Block) -> list[Block]:
    """The items above an item, the nearest first."""
    above: list[Block] = []
    while block.parent >= 0:
        block = claims.outline.blocks[block.parent]
        above.append(block)
    return above


def _read_paragraph(claims: Claims, block: Block, *, listed: bool) -> Iterator[FoundPurpose]:
    """An introduction where a list stands beside it, an unnumbered item, or prose that says what for."""
    number = str(claims.outline.sections[block.article].number)
    inside = claims.outline.within(block.article)
    if any(one.kind in ("item", "row") and claims.is_claimed(one) for one in inside if one.index > block.index):
        claims.claim(block)
        return
    if not block.text.endswith(("。", ".")) or not _SENTENCE.search(fold(block.text)):
        if _is_strong(block.text):
            claims.claim(block)
            yield _make(block, block.text, 0.75, item=f"{number}-{_count(claims, block)}")
        return
    if listed:
        return
    for sentence in split_sentences(block.text):
        if re.search(r"ため|目的", sentence) or re.search(r"\bto \w+|\bfor ", sentence):
            claims.claim(block, sentence)
            yield _make(block, sentence, 0.5, item=number)


def _count(claims: Claims, block: Block) -> int:
    """The place of an unnumbered item among the paragraphs that are purposes."""
    inside = claims.outline.within(block.article)
    return sum(one.kind == "text" and _is_strong(one.text) and one.index <= block.index for one in inside)


def _read_stray(claims: Claims, block: Block) -> Iterator[FoundPurpose]:
    """In a text without an article on purposes only items count that say so themselves."""
    if block.kind == "item" and _is_strong(block.text) and not claims.role_of(block):
        claims.claim(block)
        yield _make(block, block.text, 0.5)


def find_columns(claims: Claims, row: Block) -> tuple[int, int] | None:
    """Which column of a row says what data (or whose), and which says what for; None for other tables."""
    for head in claims.outline.within(row.article):
        if head.kind != "row" or head.index >= row.index or len(head.cells) != len(row.cells):
            continue
        cells = [fold(cell) for cell in head.cells]
        why = next((place for place, cell in enumerate(cells) if _WHY.search(cell) and "目的" in cell), None)
        why = why if why is not None else next((place for place, cell in enumerate(cells) if _WHY.search(cell)), None)
        what = next((place for place, cell in enumerate(cells) if place != why and _WHAT.search(cell)), None)
        if what is not None and why is not None:
            claims.claim(head)
            return what, why
    return None


def _read_row(claims: Claims, block: Block) -> Iterator[FoundPurpose]:
    columns = find_columns(claims, block)
    if columns is None:
        return
    what, why = (block.cells[place] for place in columns)
    rows = sum(one.kind == "row" and one.index <= block.index for one in claims.outline.within(block.article)) - 1
    number = claims.outline.sections[block.article].number
    claims.claim(block)
    categories = find_categories(what)
    subjects = () if categories else find_subjects(what)
    texts = [re.sub(r"^[・●\-*]\s*", "", text).strip() for text in re.split(r"\n|;|；|(?<=ため)、|(?<=。)", why)]
    for text in filter(None, texts):
        yield _make(block, text, 0.9, item=f"{number}-{rows}", subjects=subjects, categories=categories)

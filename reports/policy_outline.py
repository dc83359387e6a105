"""A policy's text as articles and, in each, paragraphs, list items with their paths, and rows of tables.

Every line of the text is in exactly one block or heading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from reports.policy_headings import Heading, find_headings
from reports.policy_text import Line, PolicyText, count_columns

Kind = Literal["text", "item", "row", "subheading"]

_MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("paren", re.compile(r"[(（]\s*(?P<n>[0-9０-９]{1,2})\s*[)）]\s*")),
    (
        "chain",
        re.compile(r"(?:[0-9０-９]{1,2}\s*[.．]\s*){1,3}(?P<n>[0-9０-９]{1,2})(?:\s*[.．、)）]\s*|\s+|(?=[^\0-\x7f]))"),
    ),
    ("chain", re.compile(r"[0-9０-９]{1,2}[-‐－](?P<n>[0-9０-９]{1,2})\s*[.．、)）]\s*")),
    ("number", re.compile(r"(?P<n>[0-9０-９]{1,2})\s*[.．、)）]\s*(?![0-9０-９])")),
    ("circle", re.compile(r"(?P<n>[①-⑳])\s*")),
    ("kana", re.compile(r"[(（]?(?P<n>[ア-ンｱ-ﾝイロハニホヘト])\s*[)）.．、]\s*")),
    ("roman", re.compile(r"[(（](?P<n>[ivx]{1,5})[)）]\s*")),
    ("letter", re.compile(r"[(（]?(?P<n>[a-zａ-ｚA-Z])\s*[)）.．]\s+")),
    ("section", re.compile(r"(?P<n>[2-9２-９])[　]+")),
    ("bullet", re.compile(r"(?:[*-]\s+)?(?P<n>[・•●■○◆◇▪*＊–-])\s*(?=[^\s\d※-])")),
)
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノ"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ENDED = re.compile(r"(?:[。．.!?！？;；:：」）)]|ため|目的|こと|場合|とき)$")
_REMARK = re.compile(r"(?:[-*]\s+)?(?:※|[（(]?注)")
_CAPITAL = re.compile(r"[A-Z]")
_LABEL = re.compile(r"[^:：。、]{1,24}[:：]")
# 商品の ／ 発送のため: one sentence on two items.
_TORN = re.compile(r"[のをにがへ]$")
_TAIL = re.compile(
    r"以\s*上|[附付]\s*則.{0,20}|.{0,60}(?:制定|改定|改訂|施行|enacted|last updated|revised|effective|established)"
    r"(?:日|版|date)?[\s:：。.]{0,3}(?:.{0,40})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"[12１２][0-9０-９]{3}|令和|平成|昭和")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or row of a table. ``article`` is the index of its article (-1: before the first;
    the number of articles: behind the last), ``path`` the item's place (``1(2)1``, ``2-17``), ``parent`` the index of
    the block that the item details (-1: none). ``torn`` items were one sentence on two markers."""

    index: int
    kind: Kind
    text: str
    place: str
    article: int
    path: str = ""
    parent: int = -1
    cells: tuple[str, ...] = ()
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """An article: its heading and its text as published, without the heading."""

    number: int
    title: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A policy in parts; ``blocks`` are in the order of the text."""

    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    _by_parent: Mapping[int, tuple[Block, ...]] = field(repr=False)
    _by_article: Mapping[int, tuple[Block, ...]] = field(repr=False)

    def children(self, block: Block) -> tuple[Block, ...]:
        """The items that detail this one."""
        return self._by_parent.get(block.index, ())

    def siblings(self, block: Block) -> tuple[Block, ...]:
        """The items beside this one, itself among them."""
        beside = self._by_parent.get(block.parent, ()) if block.parent >= 0 else self.within(block.article)
        return tuple(one for one in beside if one.kind == "item" and one.parent == block.parent)

    def within(self, article: int) -> tuple[Block, ...]:
        """The blocks of one article."""
        return self._by_article.get(article, ())


def _group(blocks: Iterable[Block], key: Callable[[Block], int]) -> Mapping[int, tuple[Block, ...]]:
    groups: dict[int, list[Block]] = {}
    for block in blocks:
        groups.setdefault(key(block), []).append(block)
    return {name: tuple(group) for name, group in groups.items()}


def outline_policy(text: PolicyText) -> Outline:
    """Articles and lists of a policy's text."""
    lines = text.lines
    headings = find_headings(lines)
    gatherer = _Gatherer()
    start = headings[0].first if headings else len(lines)
    gatherer.gather(lines[:start], -1, "")
    sections = []
    for position, heading in enumerate(headings):
        end = headings[position + 1].first if position + 1 < len(headings) else len(lines)
        body = _body(lines, heading, end)
        tail = _find_tail(body) if position + 1 == len(headings) else len(body)
        gatherer.gather(body[:tail], position, str(heading.number))
        gatherer.gather(body[tail:], len(headings), "")
        text_of_article = join_lines(body[:tail])
        sections.append(Section(heading.number, heading.title, lines[heading.first].place, text_of_article))
    blocks = tuple(gatherer.blocks)
    return Outline(
        tuple(sections), blocks, _group(blocks, lambda one: one.parent), _group(blocks, lambda one: one.article)
    )


def _body(lines: Sequence[Line], heading: Heading, end: int) -> tuple[Line, ...]:
    body = tuple(lines[heading.last + 1 : end])
    return (replace(lines[heading.last], text=heading.rest), *body) if heading.rest else body


def _find_tail(body: Sequence[Line]) -> int:
    """Where the dates and names behind the last article begin."""
    for index, line in enumerate(body):
        if (
            count_columns(line.text) <= 100
            and _TAIL.fullmatch(line.text)
            and (_YEAR.search(line.text) or len(line.text) < 6)
        ):
            return index
    return len(body)


def join_lines(lines: Iterable[Line]) -> str:
    """Lines as they stood, with their indents and the blank lines between them."""
    parts = [("\n" if line.after_blank else "") + " " * line.indent + line.text for line in lines]
    return "\n".join(parts).strip("\n")


@dataclass(slots=True)
class _Level:
    """A list that is open: its kind of marker, its last number, where it stands."""

    kind: str
    last: int
    indent: int
    index: int
    path: str


class _Gatherer:
    """Puts lines together to blocks, one article after the other."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.open: list[_Level] = []
        self.previous: Line | None = None
        self.paths: dict[str, int] = {}
        self.dots: dict[str, int] = {}

    def gather(self, lines: Sequence[Line], article: int, label: str) -> None:
        """Adds the lines of one article."""
        self.open, self.previous = [], None
        for line in lines:
            self._add(line, article, label)
            self.previous = line

    def _add(self, line: Line, article: int, label: str) -> None:
        if line.cells:
            self.blocks.append(Block(len(self.blocks), "row", line.text, line.place, article, cells=line.cells))
        elif line.heading:
            self.open = []
            self.blocks.append(Block(len(self.blocks), "subheading", line.text, line.place, article))
        elif marker := _find_marker(line.text):
            self._item(line, marker, article, label)
        elif self._continues(line):
            self._lengthen(line)
        else:
            self.blocks.append(Block(len(self.blocks), "text", line.text, line.place, article))

    def _item(self, line: Line, marker: tuple[str, int, str], article: int, label: str) -> None:
        kind, number, text = marker
        if self._mend(kind, number, text):
            return
        above = self._place(kind, number, line.indent)
        sibling: _Level | None = None
        while self.open and self.open[-1] is not above:
            sibling = self.open.pop()
        if number == 0:
            number = sibling.last + 1 if sibling and sibling.kind == kind else 1
        number, path = self._path(above.path if above else label, kind, number)
        index = len(self.blocks)
        self.blocks.append(Block(index, "item", text, line.place, article, path, above.index if above else -1))
        self.open.append(_Level(kind, number, line.indent, index, path))

    def _mend(self, kind: str, number: int, text: str) -> bool:
        """Puts a sentence together again that was torn over two items; False where there is none."""
        level = self.open[-1] if self.open else None
        if not level or level.kind != kind or level.index != len(self.blocks) - 1 or number not in (0, level.last + 1):
            return False
        last = self.blocks[-1]
        if not _TORN.search(last.text):
            return False
        self.blocks[-1] = replace(last, text=last.text + text, torn=True)
        level.last += 1
        return True

    def _place(self, kind: str, number: int, indent: int) -> _Level | None:
        """The open item that the new one details; None: it stands at the top of the article."""
        if kind == "section":
            return None
        same = [depth for depth, level in enumerate(self.open) if level.kind == kind and indent + 1 >= level.indent]
        if not same:
            return self.open[-1] if self.open and indent + 1 >= self.open[0].indent else None
        following = [depth for depth in same if number and self.open[depth].last + 1 == number]
        depth = (following or same)[-1]
        deeper = indent > self.open[depth].indent + 1 and (number == 1 or kind == "bullet")
        if deeper and depth == len(self.open) - 1:
            return self.open[depth]
        return self.open[depth - 1] if depth else None

    def _path(self, above: str, kind: str, number: int) -> tuple[int, str]:
        """The path of an item, which no other has: dots count on, a number that stands twice gets a suffix."""
        path = _extend(above, kind, number)
        if kind == "bullet":
            number = max(number, self.dots.get(above, 0) + 1) if path in self.paths else number
            self.dots[above] = number
            path = _extend(above, kind, number)
        again = self.paths.get(path, 0) + 1
        self.paths[path] = again
        return number, f"{path}#{again}" if again > 1 else path

    def _continues(self, line: Line) -> bool:
        """Whether a line without a marker goes on with the block before it."""
        last, previous = (self.blocks[-1] if self.blocks else None), self.previous
        if last is None or previous is None or previous.complete or line.complete or line.after_blank:
            return False
        if last.kind not in ("item", "text") or _LABEL.match(line.text) or _REMARK.match(line.text):
            return False
        if last.kind == "item" and self.open:
            indent = self.open[-1].indent
            if line.indent > indent or line.indent < indent or _CAPITAL.match(line.text):
                return line.indent > indent
            return not _ENDED.search(last.text)
        return count_columns(previous.text) >= 60 and not _ENDED.search(last.text)

    def _lengthen(self, line: Line) -> None:
        last = self.blocks[-1]
        latin = last.text[-1:].isascii() and line.text[:1].isascii()
        self.blocks[-1] = replace(last, text=last.text + (" " if latin else "") + line.text)


def _extend(above: str, kind: str, number: int) -> str:
    if kind == "paren":
        return f"{above}({number})"
    if kind == "circle":
        return f"{above}{chr(0x245F + number)}"
    return f"{above}{'' if above.endswith(')') or not above else '-'}{number}"


def _find_marker(text: str) -> tuple[str, int, str] | None:
    """The kind and number of the marker that a line begins with, and the text behind it."""
    for kind, pattern in _MARKERS:
        match = pattern.match(text)
        if match and (rest := text[match.end() :].strip()):
            return kind, _count(kind, match["n"]), rest
    return None


def _count(kind: str, sign: str) -> int:
    plain = unicodedata.normalize("NFKC", sign)
    if plain.isdigit():
        return int(plain)
    if kind == "roman" and plain in _ROMAN:
        return _ROMAN.index(plain) + 1
    if kind == "letter":
        return ord(plain.lower()) - ord("a") + 1
    return _KANA.find(plain) + 1 if kind == "kana" else 0

"""Finds the headings of a policy's articles, however it writes them.

In this order: ``第1条`` and ``Article 1``; headings of the markup; numbers that rise from 1 before a title of a known
role; short lines alone that have the title of a known role.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reports.policy_text import Line, count_columns
from reports.policy_vocabulary import find_role

_DIGITS = "〇一二三四五六七八九"
_NUMBER = r"[0-9０-９〇一二三四五六七八九十]{1,4}"
# 第2条第1項に定める ... is body text, not a heading.
_ARTICLE = re.compile(
    rf"(?:[-*・●■]\s*)?(?:第?\s*(?P<ja>{_NUMBER})\s*条(?:\s*の\s*{_NUMBER})?(?![のとはが]|\s*(?:第|に|を|及|又|で|から|、|，))"
    r"|(?:Article|Section|Clause|ARTICLE|SECTION)\s+(?P<en>\d{1,3})\b)"
    r"[\s　:：．.\-–—]{0,5}(?P<title>.{0,80}?)"
)
_INLINE = re.compile(rf"第\s*(?P<ja>{_NUMBER})\s*条[\s　]+(?P<text>.+)")
_CAPTION = re.compile(r"[（(【][^（）()【】]{1,40}[）)】]")
_SUPPLEMENT = re.compile(r"[附付]\s*則(?:[\s　（(].{0,30})?")
_DECIMAL = re.compile(r"(?P<number>[0-9０-９]{1,2})\s*[.．、:：]\s*(?![0-9０-９])(?P<title>.{1,60})")
_NUMBERED_TITLE = re.compile(r"(?:[0-9０-９]{1,2}\s*[.．、:：)）]\s*|[IVX]{1,5}\.\s+)(?P<title>\S.*)")
_SENTENCE_END = re.compile(r"(?:[。．!?！？;；:：]|(?<!etc)\.)$")
# What the last item of a list of purposes may look like, before the next heading.
_PURPOSE = re.compile(r"(?:ため|こと|対応|連絡|案内|管理|発送|実施|業務)$|^(?:To|For|In order) ")
_WRAPPED = re.compile(r"[（(【「](?P<inside>.*)[）)】」]")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of an article. ``first`` and ``last`` are the indexes of its lines (a caption may stand on a line
    before it); ``rest`` is text that stands behind it on the same line."""

    number: int
    title: str
    first: int
    last: int
    rest: str = ""


def find_headings(lines: Sequence[Line]) -> tuple[Heading, ...]:
    """The headings in order; the numbers rise, whatever the text says."""
    found: Sequence[Heading] = ()
    for find in (_article_headings, _marked_headings, _decimal_headings, _bare_headings):
        found = find(lines)
        if len(found) > 1:
            break
    return tuple(_rising(found)) if len(found) > 1 else ()


def _rising(found: Sequence[Heading]) -> list[Heading]:
    headings: list[Heading] = []
    for one in found:
        last = headings[-1].number if headings else 0
        number = one.number if one.number > last else last + 1
        headings.append(Heading(number, one.title, one.first, one.last, one.rest))
    return headings


def read_number(text: str) -> int:
    """A number in Latin, full-width or Japanese digits, up to 99 in the latter (十二); 0 where it is none."""
    plain = unicodedata.normalize("NFKC", text)
    if plain.isdigit():
        return int(plain)
    tens, ten, units = plain.rpartition("十")
    values = [_DIGITS.find(part) if len(part) == 1 else (1 if ten and not part else -1) for part in (tens, units)]
    if not ten:
        return max(0, values[1])
    return values[0] * 10 + (0 if not units else max(0, values[1])) if values[0] > 0 else 0


def _unwrap(title: str) -> str:
    wrapped = _WRAPPED.fullmatch(title.strip())
    return (wrapped["inside"] if wrapped else title).strip(" 　:：")


def _is_short(text: str) -> bool:
    return count_columns(text) <= 90 and not re.search(r"[。．]$|(?<!etc)\.$", text)


def _article_headings(lines: Sequence[Line]) -> list[Heading]:
    found = []
    for index, line in enumerate(lines):
        match = _ARTICLE.fullmatch(line.text) if _is_short(line.text) and not line.cells else None
        if match:
            number = read_number(match["ja"]) if match["ja"] else int(match["en"])
            found.append(Heading(number, _unwrap(match["title"]), index, index))
        elif index and (inline := _INLINE.fullmatch(line.text)) and _CAPTION.fullmatch(lines[index - 1].text):
            number, title = read_number(inline["ja"]), _unwrap(lines[index - 1].text)
            found.append(Heading(number, title, index - 1, index, inline["text"]))
        elif found and _SUPPLEMENT.fullmatch(line.text):
            found.append(Heading(0, line.text, index, index))
    return [] if len(found) == 1 else found


def _marked_headings(lines: Sequence[Line]) -> list[Heading]:
    """The headings of the level at which most titles have a known role."""
    levels = Counter(line.heading for line in lines if line.heading and find_role(line.text))
    if not levels or max(levels.values()) < 2:
        return []
    level = max(levels, key=lambda one: (levels[one], -one))
    found = []
    for index, line in enumerate(lines):
        if line.heading == level:
            numbered = _NUMBERED_TITLE.fullmatch(line.text)
            found.append(Heading(0, _unwrap(numbered["title"] if numbered else line.text), index, index))
    return found


def _decimal_headings(lines: Sequence[Line]) -> list[Heading]:
    """Numbered lines that rise from 1 and have a role; an item of a list stands next to its neighbours."""
    numbered = {index: match for index, line in enumerate(lines) if (match := _as_decimal(line))}
    numbers = {index: read_number(match["number"]) for index, match in numbered.items()}
    found: list[Heading] = []
    for index, match in numbered.items():
        number = numbers[index]
        in_list = numbers.get(index + 1) == number + 1 or (
            numbers.get(index - 1) == number - 1
            and not lines[index].after_blank
            and (bool(_PURPOSE.search(match["title"])) or not _is_sentence(lines, index + 1))
        )
        if number == len(found) + 1 and find_role(match["title"]) and not in_list:
            found.append(Heading(number, _unwrap(match["title"]), index, index))
    return found


def _is_sentence(lines: Sequence[Line], index: int) -> bool:
    return index < len(lines) and bool(re.search(r"[。．.]$", lines[index].text))


def _as_decimal(line: Line) -> re.Match[str] | None:
    plain = line.indent < 2 and not line.cells and not _SENTENCE_END.search(line.text)
    return _DECIMAL.fullmatch(line.text) if plain else None


def _bare_headings(lines: Sequence[Line]) -> list[Heading]:
    found = []
    for index, line in enumerate(lines[:-1]):
        bare = _NUMBERED_TITLE.fullmatch(line.text)
        title = bare["title"] if bare else re.sub(r"^[■●◆□○◇【]\s*", "", line.text).rstrip("】")
        stands_alone = (line.after_blank or index == 0 or line.text != title) and not line.cells
        short = count_columns(title) <= 50 and not _SENTENCE_END.search(title) and "、" not in title
        if stands_alone and short and find_role(title) and count_columns(lines[index + 1].text) > count_columns(title):
            found.append(Heading(0, _unwrap(title), index, index))
    return found

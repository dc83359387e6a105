"""Lines out of HTML and Word documents: headings, list items with their numbers, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from reports.policy import PolicyError

MAXIMUM_XML = 20_000_000

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl"}
    | {"dt", "fieldset", "figure", "footer", "form", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre"}
    | {"section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
    | {"h1", "h2", "h3", "h4", "h5", "h6"}
)
_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "title"})
_OWN_MARKER = re.compile(r"\s*(?:[（(]?(?:\d{1,2}|[ア-ンa-z])[）).．、]|[・●■①-⑳※*-])")
# A whole tag, or a "<" that begins none: nothing is read past the next "<", so that no page is slow to look through.
_TAG = re.compile(r"""<(?:[A-Za-z/!?](?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>)?+""")
_CONDITION = re.compile(r"<!\[(?:if|endif)\b[^\]>]*+\](?:--)?>", re.IGNORECASE)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class MarkupLine:
    """One paragraph, list item (its number or a dot before it) or row of a table. ``number`` is the line of the
    HTML source, or the count of the paragraph in a Word document."""

    number: int
    text: str = ""
    indent: int = 0
    heading: int = 0
    cells: tuple[str, ...] = ()


class _Reader(HTMLParser):
    """Gathers lines while the markup goes by; unclosed and stray tags are borne with."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[MarkupLine] = []
        self.pieces: list[str] = []
        self.cells: list[str] | None = None
        self.counters: list[int | None] = []
        self.marker = ""
        self.heading = 0
        self.silent = ""
        self.start = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.silent and tag != "body":
            return
        self.silent = tag if tag in _SILENT else ""
        if self.cells is not None and tag in ("td", "th"):
            self.close_cell()
        elif self.cells is not None and tag not in ("tr", "table"):
            self.pieces.append("\n" if tag in _BLOCKS else "")
        elif tag in _BLOCKS:
            self.flush()
            self._open(tag, dict(attrs))

    def _open(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "ol":
            start = attributes.get("start") or "1"
            self.counters.append(int(start) - 1 if re.fullmatch(r"\d{1,3}", start) else 0)
        elif tag == "ul":
            self.counters.append(None)
        elif tag == "li":
            count = self.counters[-1] if self.counters else None
            self.marker = "・" if count is None else f"{count + 1}. "
            if count is not None:
                self.counters[-1] = count + 1
        elif tag == "tr":
            self.cells = []
        elif tag[0] == "h" and tag[1:].isdigit():
            self.heading = int(tag[1:])

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            self.silent = "" if tag == self.silent else self.silent
        elif tag in ("td", "th") and self.cells is not None:
            if not self.close_cell():
                self.cells.append("")
        elif tag in ("tr", "table"):
            self.close_row()
        elif tag in _BLOCKS and self.cells is None:
            self.flush()
            if tag in ("ol", "ul") and self.counters:
                self.counters.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            if not self.pieces:
                self.start = self.getpos()[0] + len(data[: len(data) - len(data.lstrip())].splitlines()[1:])
            self.pieces.append(data if self.cells is not None else re.sub(r"\s+", " ", data))

    def close_cell(self) -> bool:
        """Ends a cell of a table; False where there was nothing in it."""
        text = _collapse("".join(self.pieces))
        self.pieces = []
        if self.cells is not None and text:
            self.cells.append(text)
        return bool(text)

    def close_row(self) -> None:
        """Ends a row of a table; what stands outside of its cells becomes a cell."""
        if self.cells is None:
            return
        self.close_cell()
        if len([cell for cell in self.cells if cell]) > 1:
            self.lines.append(MarkupLine(self.start, cells=tuple(self.cells)))
        else:
            self.lines += (MarkupLine(self.start, text) for cell in self.cells for text in cell.split("\n") if text)
        self.cells = None

    def flush(self) -> None:
        """Ends a line, or the row of a table that is open."""
        if self.cells is not None:
            self.close_row()
            return
        text = re.sub(r"\s+", " ", "".join(self.pieces)).strip()
        self.pieces = []
        if text:
            marker = "" if _OWN_MARKER.match(text) else self.marker
            self.lines.append(MarkupLine(self.start, marker + text, 2 * len(self.counters), self.heading))
            self.marker, self.heading = "", 0


def _collapse(text: str) -> str:
    """A cell's text with its own line breaks and no other white space."""
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _tame(html: str) -> str:
    """The page with every ``<`` escaped that begins no whole tag or comment: ``html.parser`` needs the square of the
    length for many that do not end."""
    closed = {"<!--": html.rfind("-->"), "<![CDATA[": html.rfind("]]>")}

    def escape(match: re.Match[str]) -> str:
        begin = next((mark for mark in closed if html.startswith(mark, match.start())), None)
        if begin is None:
            whole = len(match[0]) > 1 and (not match[0].startswith("<![") or _CONDITION.fullmatch(match[0]) is not None)
        else:
            whole = match.start() < closed[begin]
        return match[0] if whole else "&lt;" + match[0][1:]

    return _TAG.sub(escape, html)


def read_html(text: str, name: str) -> Iterator[MarkupLine]:
    """Every line that a browser would show; scripts, styles and templates are left out.
    :class:`reports.policy.PolicyError` where it cannot be read; ``name`` is for the message."""
    reader = _Reader()
    try:
        reader.feed(_tame(text))
        reader.close()
    except AssertionError:  # how html.parser speaks of a document type that it does not understand
        raise PolicyError(f"{name}: is no HTML that can be read; save it as text") from None
    reader.close_row()
    reader.flush()
    yield from reader.lines


def read_word(data: bytes, name: str) -> Iterator[MarkupLine]:
    """The paragraphs and tables of a .docx file; :class:`reports.policy.PolicyError` where it is none."""
    try:
        with ZipFile(BytesIO(data)) as archive, archive.open("word/document.xml") as part:
            xml = part.read(MAXIMUM_XML + 1)
        if len(xml) > MAXIMUM_XML:
            raise PolicyError(f"{name}: unpacks to more than {MAXIMUM_XML:,} bytes; no privacy policy does")
        if b"\0" in xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            raise PolicyError(f"{name}: defines entities of its own, which no Word document needs; it is not read")
        body = ElementTree.fromstring(xml).find(f"{_WORD}body")
    except (BadZipFile, KeyError, ElementTree.ParseError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise PolicyError(f"{name}: is no Word document (.docx) that can be read") from None
    yield from _word_lines(body if body is not None else ElementTree.Element("body"))


def _word_lines(body: ElementTree.Element) -> Iterator[MarkupLine]:
    counters: dict[tuple[str, int], int] = {}
    for number, element in enumerate(body, 1):
        if element.tag == f"{_WORD}p":
            yield from _paragraph(element, number, counters)
        elif element.tag == f"{_WORD}tbl":
            for row in element.iter(f"{_WORD}tr"):
                cells = ("\n".join(_runs(part) for part in cell.iter(f"{_WORD}p")) for cell in row.iter(f"{_WORD}tc"))
                yield MarkupLine(number, cells=tuple(_collapse(cell) for cell in cells))
        else:
            yield from (MarkupLine(number, _runs(part)) for part in element.iter(f"{_WORD}p"))


def _paragraph(element: ElementTree.Element, number: int, counters: dict[tuple[str, int], int]) -> Iterator[MarkupLine]:
    style = _value(element, "pStyle")
    level = re.fullmatch(r"(?:heading|見出し|\D{0,12}?)\s*([1-6])", style, re.IGNORECASE)
    list_id, depth_text = _value(element, "numId"), _value(element, "ilvl")
    marker, depth = "", 0
    if list_id and list_id != "0":
        depth = int(depth_text) if depth_text.isdigit() else 0
        counters[list_id, depth] = counters.get((list_id, depth), 0) + 1
        for key in [key for key in counters if key[0] == list_id and key[1] > depth]:
            del counters[key]
        marker = f"{counters[list_id, depth]}. "
    for text in filter(str.strip, _runs(element).split("\n")):
        own = bool(_OWN_MARKER.match(text)) or (level is not None and not marker)
        yield MarkupLine(number, text if own else marker + text, 2 * depth, int(level[1]) if level else 0)


def _value(element: ElementTree.Element, name: str) -> str:
    found = element.find(f".//{_WORD}{name}")
    return found.get(f"{_WORD}val", "") if found is not None else ""


def _runs(element: ElementTree.Element) -> str:
    pieces = []
    for one in element.iter():
        if one.tag == f"{_WORD}t":
            pieces.append(one.text or "")
        elif one.tag in (f"{_WORD}br", f"{_WORD}cr"):
            pieces.append("\n")
        elif one.tag == f"{_WORD}tab":
            pieces.append(" ")
    return "".join(pieces)

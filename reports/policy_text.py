"""The text of a published privacy policy as lines, from plain text, Markdown, HTML, PDF or a Word document.

Nothing is judged here: every line that a reader of the policy would see comes out, in order.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO

from reports.policy import PolicyError
from reports.policy_markup import MarkupLine, read_html, read_word

MAXIMUM_BYTES = 10_000_000
MAXIMUM_PAGES = 500
MAXIMUM_LINES = 5_000
MAXIMUM_CHARACTERS = 300_000
"""Of text; the longest published policies have a third of it, in some hundred lines."""

_JAPANESE = ("cp932", "euc_jp")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)
_TABLE_RULE = re.compile(r"\|?[\s:|-]*-{3,}[\s:|-]*")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,200}?)(?<=\S)\1")
_INVISIBLE = dict.fromkeys((*range(9), *range(14, 32), 127, *range(0x80, 0xA0), 0x200B, 0x2060, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``number`` counts from 1 in the text that was read, ``page`` is 0 where there are no pages;
    ``indent`` is in columns, ``heading`` the level that markup gives it (0: none), ``cells`` are those of a
    table's row. ``complete`` lines are whole paragraphs: the next line never continues them."""

    number: int
    text: str
    indent: int = 0
    heading: int = 0
    cells: tuple[str, ...] = ()
    after_blank: bool = False
    complete: bool = False
    page: int = 0

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"page {self.page}, line {self.number}" if self.page else f"line {self.number}"


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A published policy, read. ``sha256`` is over the bytes it was read from; ``language`` is ``ja`` or
    ``en``."""

    name: str
    sha256: str
    lines: tuple[Line, ...]
    language: str


def read_text(data: bytes, name: str) -> PolicyText:
    """The lines of a policy in whatever form ``data`` has; ``name`` is for messages.

    Raises :class:`reports.policy.PolicyError` where the form cannot be read or the text is too big.
    """
    if len(data) > MAXIMUM_BYTES:
        raise PolicyError(f"{name}: is larger than {MAXIMUM_BYTES:,} bytes; no privacy policy is")
    if data.startswith(b"%PDF-"):
        lines = tuple(_pdf_lines(data, name))
    elif data.startswith(b"PK\x03\x04"):
        lines = tuple(_marked_lines(read_word(data, name)))
    else:
        text = _decode(data, name)
        is_html = re.search(r"<(?:!doctype html|html|body|p|div|h[1-6]|table|ul|ol)\b", text[:20_000], re.IGNORECASE)
        lines = tuple(_marked_lines(read_html(text, name)) if is_html else _plain_lines(text.splitlines()))
    if len(lines) > MAXIMUM_LINES:
        raise PolicyError(f"{name}: has more than {MAXIMUM_LINES:,} lines; no privacy policy has")
    if sum(len(line.text) for line in lines) > MAXIMUM_CHARACTERS:
        raise PolicyError(f"{name}: has more than {MAXIMUM_CHARACTERS:,} characters of text; no privacy policy has")
    return PolicyText(name, hashlib.sha256(data).hexdigest(), lines, guess_language(lines))


def guess_language(lines: tuple[Line, ...]) -> str:
    """``ja`` where more than a twentieth of the letters are kana or kanji."""
    letters = [character for line in lines for character in line.text if character.isalpha()]
    japanese = sum(1 for character in letters if "぀" <= character <= "ヿ" or "一" <= character <= "鿿")
    return "ja" if japanese * 20 > len(letters) else "en"


def fold(text: str) -> str:
    """Text as dictionaries have it: full-width forms, letter case and kinds of quotes made one."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES)


_QUOTES = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "，": "、", "．": "。"})


def count_columns(text: str) -> int:
    """The width of a text in columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _decode(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        declared = _CHARSET.search(data[:4096])
        encodings = ["utf-8-sig", *([declared[1].decode("ascii")] if declared else [])]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    readable = [text for encoding in _JAPANESE if (text := _try(data, encoding)) is not None]
    if readable:
        return max(readable, key=_count_kana)
    raise PolicyError(f"{name}: is no text in UTF-8, UTF-16, Shift_JIS or EUC-JP, no HTML, no PDF and no Word document")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _count_kana(text: str) -> int:
    """Kana less half-width ones: EUC-JP read as Shift_JIS is full of the latter."""
    full = sum("\u3041" <= character <= "\u30fe" for character in text)
    return full - sum("\uff61" <= character <= "\uff9f" for character in text)


def _plain_lines(texts: list[str], page: int = 0, start: int = 1) -> Iterator[Line]:
    blank = True
    for number, raw in enumerate(texts, start):
        cleaned = raw.translate(_INVISIBLE).expandtabs(4) if "\t" not in raw.strip() else raw.translate(_INVISIBLE)
        text = cleaned.strip()
        if not text or _TABLE_RULE.fullmatch(text):
            blank = blank or not text
            continue
        indent = count_columns(cleaned[: len(cleaned) - len(cleaned.lstrip())])
        yield _plain_line(Line(number, text, indent, after_blank=blank, page=page))
        blank = False


def _plain_line(line: Line) -> Line:
    """What Markdown and tabs say about a line."""
    heading = _MARKDOWN_HEADING.fullmatch(line.text)
    text = _EMPHASIS.sub(r"\2", heading[2] if heading else line.text)
    cells: tuple[str, ...] = ()
    if text.startswith("|") and text.count("|") > 1:
        cells = tuple(re.sub(r"<br\s*/?>", "\n", cell).strip() for cell in text.strip("|").split("|"))
    elif "\t" in text:
        cells = tuple(cell.strip() for cell in re.split(r"\t+", text))
    level = len(heading[1]) if heading else 0
    return Line(line.number, text, line.indent, level, cells, line.after_blank, bool(heading or cells), line.page)


def _marked_lines(marked: Iterator[MarkupLine]) -> Iterator[Line]:
    for one in marked:
        text = one.text.translate(_INVISIBLE).strip()
        cells = tuple(cell.translate(_INVISIBLE).strip() for cell in one.cells)
        if text or any(cells):
            shown = text or " | ".join(" ".join(cell.split()) for cell in cells)
            yield Line(one.number, shown, one.indent, one.heading, cells, True, True)


def _pdf_lines(data: bytes, name: str) -> Iterator[Line]:
    try:
        pypdf = import_module("pypdf")  # an extra
    except ModuleNotFoundError:
        raise PolicyError(f"{name}: PDF needs pypdf; install it with: pip install 'daicho[policy-import]'") from None
    try:
        reader = pypdf.PdfReader(BytesIO(data))
        if len(reader.pages) > MAXIMUM_PAGES:
            raise PolicyError(f"{name}: has more than {MAXIMUM_PAGES} pages; no privacy policy has")
        pages = [page.extract_text() for page in reader.pages]
    except (pypdf.errors.PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError):
        raise PolicyError(f"{name}: this PDF cannot be read; save it as text and import that") from None
    start = 1
    for number, page in enumerate(pages, 1):
        texts = page.splitlines()
        yield from _plain_lines(texts, page=number, start=start)
        start += len(texts)

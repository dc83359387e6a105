"""Patterns that find the keys of a person inside any text, however they are written there.

Two for each key: a *loose* one (RE2, for Arrow) that looks through whole columns and misses nothing, escapes of JSON
and of URLs included; and an *exact* one that decides on the few texts that are left, after these escapes are undone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

from detectors.person_keys import normalise_person_key
from scanner.subject_keys import SUPPORTING, SubjectKey

DISTINCTIVE = 6
"""Characters from which on a number is looked for in running text (letters with digits; digits alone need two more)."""

_BETWEEN_DIGITS = r"[\s()\-./·・\x{2010}-\x{2015}\x{2212}\x{30FC}]{0,3}"
_BETWEEN_NAMES = r"[\s・·,.、_+\-]{0,3}"
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})")
_HONORIFIC = "サマ|サン|クン|チャン|ドノ|さま|さん|くん|ちゃん"


def is_distinctive(plain: str) -> bool:
    """Whether a number is long enough that the same characters are hardly chance."""
    mixed = any(mark.isdigit() for mark in plain) and any(mark.isalpha() for mark in plain)
    return len(plain) >= DISTINCTIVE + (0 if mixed else 2)


@cache
def _forms() -> Mapping[str, str]:
    """Character -> all characters that names treat as the same one."""
    ranges = ((0x3041, 0x3097), (0x30A1, 0x30F7), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
    marks = [chr(code) for low, high in (*ranges, (0x20000, 0x2A6E0)) for code in range(low, high)]
    plain = normalise_person_key("personal.name", pa.array(marks, pa.string())).to_pylist()
    groups: dict[str, list[str]] = {}
    for mark, one in zip(marks, plain, strict=True):
        groups.setdefault(one or mark, []).append(mark)
    return {mark: "".join(group) for group in groups.values() if len(group) > 1 for mark in group}


def _class(mark: str) -> str:
    forms = _forms().get(mark, mark) if not mark.isascii() else mark
    return f"[{re.escape(forms)}]" if len(forms) > 1 else re.escape(mark)


def _loose_mark(mark: str, *, named: bool) -> str:
    """A character of a key in RE2, as itself or as an escape of JSON or of a URL."""
    forms = _forms().get(mark, mark) if named and not mark.isascii() else mark
    escapes = []
    for form in forms:
        if not form.isalnum() or not form.isascii():
            escapes.append("".join(f"%{byte:02x}" for byte in form.encode()))
            units = form.encode("utf-16-be")
            escapes.append("".join(rf"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2)))
    plain = "".join(f"\\x{{{ord(form):x}}}" for form in forms)
    return f"(?:[{plain}]|{'|'.join(escapes)})" if escapes else f"[{plain}]"


def words_of(key: SubjectKey) -> tuple[str, ...]:
    """The parts of a name as it was given, in NFKC."""
    parts = re.split(r"[\s・·,、]+", unicodedata.normalize("NFKC", key.text))
    return tuple(part for part in parts if part)


def splits_of(key: SubjectKey) -> frozenset[tuple[str, str]]:
    """The ways in which a name can stand in two fields, each part made plain; with a space given there is one way (and
    its reverse), else every one."""
    words = words_of(key)
    whole = "".join(words)
    pairs = (
        [(words[0], "".join(words[1:])), ("".join(words[:-1]), words[-1])]
        if len(words) > 1
        else [(whole[:at], whole[at:]) for at in range(1, len(whole))]
    )
    parts = sorted({part for pair in pairs for part in pair})
    category = "personal.name.kana" if key.kind == "kana" else "personal.name"
    plain = dict(zip(parts, normalise_person_key(category, pa.array(parts, pa.string())).to_pylist(), strict=True))
    both = {(plain[one], plain[other]) for one, other in pairs}
    return frozenset((one, other) for one, other in both if one and other)


def _is_latin(text: str) -> bool:
    return bool(re.search(r"[A-Za-zÀ-ɏ]", text))


def _loose(key: SubjectKey) -> str:
    if key.kind == "phone":
        return _BETWEEN_DIGITS.join(re.sub(r"\D", "", key.plain).lstrip("0"))
    if key.kind == "email":
        return "".join(_loose_mark(mark, named=False) for mark in key.plain)
    if key.kind == "id":
        return r"[\s\-]?".join(_loose_mark(mark, named=False) for mark in key.plain)
    between = rf"(?:{_BETWEEN_NAMES}|%20|%e3%80%80|\\u3000)"
    words = ["".join(words_of(key))] if not _is_latin(key.text) else list(words_of(key))
    inside = "" if _is_latin(key.text) else between
    written = [inside.join(_loose_mark(mark, named=True) for mark in word) for word in words]
    return "|".join(between.join(order) for order in _orders(written))


def _orders(words: Sequence[str]) -> Iterator[Sequence[str]]:
    yield words
    if len(words) > 1:
        yield [words[-1], *words[:-1]]
        yield [*words[1:], words[0]]


def _exact(key: SubjectKey) -> tuple[str, str, str]:
    """The pattern in Python's form, between what may not stand before it and behind it; texts are in NFKC, letter case
    does not count."""
    if key.kind == "email":
        return r"(?<![A-Za-z0-9._%+\-])", re.escape(key.plain), r"(?![A-Za-z0-9\-]|\.[A-Za-z0-9])"
    if key.kind == "phone":
        return r"(?<!\d)", _exact_phone(key.plain), r"(?!\d)"
    if key.kind == "id":
        written = r"[ -]?".join(map(re.escape, key.plain))
        return r"(?<![A-Za-z0-9])0*", written, r"(?![A-Za-z0-9])"
    if _is_latin(key.text):
        orders = [_BETWEEN_NAMES.join(order) for order in _orders([re.escape(word) for word in words_of(key)])]
        return r"(?<![^\W\d_])", f"(?:{'|'.join(orders)})", r"(?![^\W\d_])"
    written = _BETWEEN_NAMES.join(_class(mark) for mark in "".join(words_of(key)))
    if re.fullmatch(r"[\u3041-\u30ff]+", key.plain):
        # A reading goes on in kana where it is another one; a name in kanji may stand in any sentence.
        return r"(?<![\u3041-\u30ff])", written, rf"(?=(?:{_HONORIFIC})|(?![\u3041-\u30ff]))"
    return "", written, ""


def _exact_phone(plain: str) -> str:
    between = re.sub(r"\\x\{(\w+)\}", r"\\u\1", _BETWEEN_DIGITS)
    digits = between.join(re.sub(r"\D", "", plain).lstrip("0"))
    if not plain.startswith("0"):
        return rf"(?:\+|00|010)?(?:1{between})?{digits}"
    return rf"(?:\(?0{between}|(?:\+|00|010{between})?81{between}(?:\(?0\)?{between})?){digits}"


@dataclass(frozen=True)
class Patterns:
    """The patterns of some keys. Kinds that only support others have none."""

    keys: tuple[SubjectKey, ...] = field(repr=False)

    @cached_property
    def searched(self) -> tuple[SubjectKey, ...]:
        """The keys that are looked for inside any text: a short number would be found everywhere."""
        return tuple(
            key for key in self.keys if key.kind not in SUPPORTING and (key.kind != "id" or is_distinctive(key.plain))
        )

    @cached_property
    def _loose(self) -> str:
        return "(?i)" + "|".join(f"(?:{_loose(key)})" for key in self.searched)

    @cached_property
    def _exact(self) -> tuple[tuple[SubjectKey, re.Pattern[str]], ...]:
        return tuple((key, re.compile("".join(_exact(key)), re.IGNORECASE)) for key in self.searched)

    @cached_property
    def _anywhere(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((key.kind, re.compile(_exact(key)[1], re.IGNORECASE)) for key in self.searched)

    def may_hold(self, texts: pa.Array) -> pa.Array | None:
        """Which of the texts may hold a key (in NFKC): true for all that do, and for few others; None for no one."""
        if not self.searched or not len(texts):
            return None
        found = pc.match_substring_regex(texts, self._loose)
        return found if pc.any(found).as_py() else None

    def find_in(self, text: str) -> Iterator[tuple[SubjectKey, bool]]:
        """The keys that a text (in NFKC) holds, each with whether it is the whole of it."""
        for key, pattern in self._exact:
            for form in spell_out(text):
                found = pattern.search(form)
                if found:
                    yield key, found[0] == form.strip()
                    break

    def kinds_in_name(self, name: str) -> tuple[str, ...]:
        """The kinds of keys that the name of a file or table holds, whatever ending it has."""
        shown = unicodedata.normalize("NFKC", name)
        cuts = [*(found.start() for found in re.finditer(r"[./!]", shown)), len(shown)]
        return tuple(dict.fromkeys(key.kind for cut in cuts for key, _ in self.find_in(shown[:cut])))

    def hide(self, text: str) -> str:
        """The text with every key in it replaced by its kind, wherever it stands: names of files and keys of JSON may
        hold a value."""
        for form in reversed(list(spell_out(unicodedata.normalize("NFKC", text)))):
            hidden = form
            for kind, pattern in self._anywhere:
                hidden = pattern.sub(f"<{kind}>", hidden)
            if hidden != form:
                return hidden
        return text


def spell_out(text: str) -> Iterable[str]:
    """A text, and the same with the escapes of URLs and of JSON undone."""
    yield text
    if "%" in text:
        yield unicodedata.normalize("NFKC", unquote(text))
    if "\\u" in text:
        plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        yield unicodedata.normalize("NFKC", plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def fold_column(column: pa.Array) -> pa.Array:
    """A column in NFKC; one of ASCII alone is so already."""
    return column if pc.all(pc.string_is_ascii(column)).as_py() is not False else pc.utf8_normalize(column, form="NFKC")

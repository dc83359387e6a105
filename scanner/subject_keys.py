"""The keys by which ``daicho subject find`` looks for one person: read from a prompt, standard input or a file, made
plain, and shown to nobody."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from detectors.dates import DATE_IN_TEXT, read_date
from detectors.person_keys import normalise_person_key
from scanner.config import ConfigError

LARGEST_FILE = 65536
"""Bytes of a file of keys that are read."""
ASK, STDIN = "?", "-"
"""What a flag says in place of a value: ask for it, read it from standard input."""


@cache
def load_words() -> Mapping[str, Any]:
    """The shipped words of ``data/subject.toml``; read once."""
    return tomllib.loads((files("scanner") / "data" / "subject.toml").read_text(encoding="utf-8"))


def say(key: str, lang: str, section: str = "text", **params: object) -> str:
    """A text of the data file, filled in."""
    text: str = load_words()[section][key][lang]
    return text.format_map({name: f"{one:,}" if isinstance(one, int) else one for name, one in params.items()})


KINDS: tuple[str, ...] = tuple(load_words()["kind"])
"""The kinds of keys, in the order of the data file."""
SUPPORTING = ("birth-date", "address")
"""Kinds that say nothing by themselves: they make a name more certain."""


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """One value of the person. ``text`` is as it was given, ``plain`` as it is compared; neither is ever shown, so
    they are no part of what ``repr`` tells."""

    kind: str
    text: str = field(repr=False)
    plain: str = field(repr=False)


def make_key(kind: str, given: str) -> SubjectKey:
    """A key from what was given; ConfigError, which never repeats it, for what is no value of that kind."""
    text = given.strip().removeprefix("\ufeff")
    words = load_words()["kind"][kind]
    if not text:
        raise ConfigError(f"the {kind} is empty; give a value, or leave the key out")
    if len(text) > words["longest"]:
        raise ConfigError(f"the {kind} has more than {words['longest']} characters; give the value alone")
    if any(unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp") for mark in text):
        raise ConfigError(f"the {kind} holds a line break or another control character; give the value alone")
    plain = _make_plain(kind, words["category"], text)
    if not plain:
        raise ConfigError(f"what was given as {kind} cannot be one; write it as {_EXAMPLES[kind]}")
    return SubjectKey(kind, text, plain)


_EXAMPLES = {
    "email": "name@example.jp",
    "phone": "090-1234-5678",
    "id": "K100200",
    "name": "山田 太郎",
    "kana": "ヤマダ タロウ",
    "birth-date": "1980-01-31",
    "address": "東京都…1-2-3",
}


def _make_plain(kind: str, category: str, text: str) -> str:
    if kind == "birth-date":
        return next(iter(days_in(text)), "")
    if kind == "address":
        folded = fold_address(text)
        return folded if len(folded) >= 6 else ""
    plain: str = normalise_person_key(category, pa.array([text], pa.string()))[0].as_py() or ""
    # One character says nothing of who it is.
    return "" if kind in ("name", "kana") and len(plain) < 2 else plain


def days_in(text: str) -> frozenset[str]:
    """The days (ISO 8601) that a text names, in any form that the detectors read."""
    found = (read_date(match) for match in DATE_IN_TEXT.finditer(unicodedata.normalize("NFKC", text[:1000])))
    return frozenset(day.isoformat() for day in found if day)


_KANJI_NUMBER = re.compile(r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")
_DIGITS = {mark: number for number, mark in enumerate("〇一二三四五六七八九")}


def fold_address(text: str) -> str:
    """A postal address so that 三丁目２番１号 and 3-2-1 are one; empty for what holds no letter."""
    folded = re.sub(r"[\s,、，.]", "", unicodedata.normalize("NFKC", text)).casefold()
    folded = re.sub(r"^〒?\d{3}-?\d{4}", "", folded)
    folded = re.sub(rf"({_KANJI_NUMBER.pattern})(?=丁目|番地?|号)", lambda match: _read_kanji(match[1]), folded)
    folded = re.sub(r"丁目|番地の?|番|号室?|(?<=\d)の(?=\d)|[\u2010-\u2015\u2212]|(?<=\d)ー(?=\d)", "-", folded)
    return re.sub(r"-+", "-", folded).strip("-") if re.search(r"[^\W\d_]", folded) else ""


def _read_kanji(number: str) -> str:
    tens, _, units = number.rpartition("十")
    if "十" not in number:
        return str(_DIGITS[number])
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0))


# --- where keys come from --------------------------------------------------------------------------------------------

Ask = Callable[[str], str]
"""Asks a person for a value of a kind."""


def gather_keys(
    flags: Mapping[str, Sequence[str]], file: str | None, stdin: BinaryIO | None, ask: Ask | None
) -> tuple[SubjectKey, ...]:
    """The keys that flags and a file give, each once, in the order of the kinds. ``ask`` is None where there is nobody
    to ask. ConfigError where there is none that tells one person from others."""
    keys: list[SubjectKey] = []
    lines = _lines_of(stdin) if any(STDIN in values for values in flags.values()) else iter(())
    if file == STDIN and any(STDIN in values for values in flags.values()):
        raise ConfigError("standard input can be read once: use --from -, or '-' with the keys, not both")
    for kind in KINDS:
        for value in flags.get(kind, ()):
            keys.append(make_key(kind, _resolve(kind, value, lines, ask)))
    if file is not None:
        keys += read_keys(*_open(file, stdin))
    keys = list({(key.kind, key.plain): key for key in keys}.values())
    if not keys:
        raise ConfigError("whom to look for? give --email, --phone, --id, --name or --kana (the value is asked for)")
    if all(key.kind in SUPPORTING for key in keys):
        raise ConfigError("a date of birth or an address says nothing by itself; add --name, --email, --phone or --id")
    return tuple(sorted(keys, key=lambda key: KINDS.index(key.kind)))


def _resolve(kind: str, value: str, lines: Iterator[str], ask: Ask | None) -> str:
    if value == STDIN:
        line = next(lines, None)
        if line is None:
            raise ConfigError(f"standard input has no line for --{kind}; write one line for each '-', in order")
        return line
    if value == ASK:
        if ask is None:
            raise ConfigError(f"--{kind}: there is no terminal to ask on; write --{kind} - and pipe it, or use --from")
        return ask(kind)
    return value


def _lines_of(stdin: BinaryIO | None) -> Iterator[str]:
    yield from _decode(_limited(stdin, "standard input"), "standard input").splitlines()


def _open(file: str, stdin: BinaryIO | None) -> tuple[bytes, str]:
    if file == STDIN:
        return _limited(stdin, "standard input"), "standard input"
    try:
        with Path(file).open("rb") as stream:
            return _limited(stream, file), file
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}); check the path and its rights") from None


def _limited(stream: BinaryIO | None, place: str) -> bytes:
    data = stream.read(LARGEST_FILE + 1) if stream else b""
    if len(data) > LARGEST_FILE:
        raise ConfigError(f"{place}: is larger than {LARGEST_FILE:,} bytes; it should hold the keys of one person")
    return data


def _decode(data: bytes, place: str) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigError(f"{place}: is neither UTF-8 nor Shift_JIS text") from None


def read_keys(data: bytes, place: str) -> list[SubjectKey]:
    """The keys in a JSON or TOML document or in ``kind: value`` lines; several values of a kind are a list or several
    lines. ConfigError tells the place and never what stands there."""
    text = _decode(data, place)
    keys = []
    for number, (name, value) in enumerate(_pairs(text, place), 1):
        kind = _names().get(unicodedata.normalize("NFKC", name).strip().casefold())
        if kind is None:
            raise ConfigError(f"{place}: key {number} has a name that is not known; known: {', '.join(KINDS)}")
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in values):
            raise ConfigError(f"{place}: the {kind} has to be text, or a list of texts")
        try:
            keys += [make_key(kind, str(one)) for one in values]
        except ConfigError as error:
            raise ConfigError(f"{place}: {error}") from None
    return keys


@cache
def _names() -> Mapping[str, str]:
    kinds = load_words()["kind"]
    named = {kind: kind for kind in kinds} | {kind.replace("-", "_"): kind for kind in kinds}
    return named | {name.casefold(): kind for kind, words in kinds.items() for name in words["names"]}


def _pairs(text: str, place: str) -> Iterable[tuple[str, Any]]:
    if text.lstrip().startswith("{"):
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            raise ConfigError(f'{place}: is no JSON; write {{"email": "..."}} or lines such as email: ...') from None
        return list(document.items())
    try:
        return [(name, _plain_date(value)) for name, value in tomllib.loads(text).items()]
    except (tomllib.TOMLDecodeError, RecursionError):
        return list(_read_lines(text, place))


def _plain_date(value: Any) -> Any:
    """TOML has dates of its own."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _read_lines(text: str, place: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, mark, value = re.sub(r"[:=：＝]", ":", line, count=1).partition(":")
        if not mark:
            raise ConfigError(f"{place}:{number}: write kind: value; kinds: {', '.join(KINDS)}")
        yield name, value.strip().strip("\"'")

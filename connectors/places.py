"""Where something lies, told by the names of its folders and by its own: a place for a while, for copies, for exports,
on the move, or open to others. The names are those of ``places.toml``."""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import get_args

from connectors.base import Condition, ConditionKind, Location

_WORD_END = re.compile(r"[\W_]+|(?<=\D)(?=\d)|(?<=\d)(?=\D)")
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_COMPRESSED = re.compile(r"\.(?:gz|bz2|xz|zst|zip)$")
_ENDING = re.compile(r"\.[a-z0-9]{1,6}$")


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """The names of one kind of place; see the head of ``places.toml``."""

    kind: ConditionKind
    folders: tuple[str, ...]
    words: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    paths: tuple[str, ...]
    mounts: tuple[str, ...]
    unless: tuple[str, ...]
    first: tuple[str, ...]

    def name_folder(self, folder: str) -> str:
        """The name by which a folder is such a place; "" where it is none."""
        plain = fold(folder)
        for name in self.folders:
            if folder == name if name != name.lower() else plain in (name, *_with_suffixes(name)):
                return name
        return next((name for name in self.first if re.match(rf"{re.escape(name)}\W", plain)), "")

    def name_word(self, name: str) -> str:
        """The word in a name of anything that makes it such a place; "" for none."""
        found = split_words(name)
        if not set(found).isdisjoint(self.unless):
            return ""
        return next((word for word in self.words if any(_is_word(one, word) for one in found)), "")

    def name_file(self, name: str) -> str:
        """What the name of a file says by its beginning, its end or a word."""
        plain = _COMPRESSED.sub("", fold(name))
        if not set(split_words(name)).isdisjoint(self.unless):
            return ""
        stem = _ENDING.sub("", plain)
        begun = next((start for start in self.starts if plain.startswith(start)), "")
        ended = next(
            (end for end in self.ends if any(len(one) > len(end) and one.endswith(end) for one in (plain, stem))), ""
        )
        return begun or ended or self.name_word(name)

    def name_path(self, parts: Sequence[str], is_mount: Callable[[str], bool]) -> str:
        """The row of folders, or the mount, that an absolute path goes through."""
        plain = tuple(fold(part) for part in parts)
        for row in self.paths:
            wanted = tuple(row.removeprefix("/").split("/"))
            if all(fnmatchcase(*pair) for pair in zip(plain[1:], wanted, strict=False)) and len(plain) > len(wanted):
                return row
        for row in self.mounts:
            wanted = tuple(row.removeprefix("/").split("/"))
            reached = all(fnmatchcase(*pair) for pair in zip(plain[1:], wanted, strict=False))
            if reached and len(plain) > len(wanted) and is_mount(os.path.join(*parts[: len(wanted) + 1])):
                return row
        return ""


@cache
def load_places() -> tuple[PlaceNames, ...]:
    """Every kind of place, in the order of the file."""
    data = tomllib.loads((files("connectors") / "places.toml").read_text(encoding="utf-8"))
    lists = ("folders", "words", "starts", "ends", "paths", "mounts", "unless", "first")
    kinds: tuple[ConditionKind, ...] = get_args(ConditionKind)
    return tuple(
        PlaceNames(kind, **{key: tuple(data[kind].get(key, ())) for key in lists}) for kind in kinds if kind in data
    )


@cache
def load_suffixes() -> tuple[str, ...]:
    """What may stand behind a Japanese word without changing it."""
    data = tomllib.loads((files("connectors") / "places.toml").read_text(encoding="utf-8"))
    return tuple(data["suffixes"])


def find_places(parts: Sequence[str]) -> Iterator[tuple[ConditionKind, str]]:
    """What a path below a root says: each kind of place once, with the name that says so (a name of the data file,
    never one of the path). The last part is the file."""
    for names in load_places():
        found = next(filter(None, (names.name_folder(part) or names.name_word(part) for part in parts[:-1])), "")
        if found := found or names.name_file(parts[-1] if parts else ""):
            yield names.kind, found


def find_root_places(
    parts: Sequence[str], is_mount: Callable[[str], bool] = os.path.ismount
) -> Iterator[tuple[ConditionKind, str]]:
    """The same for the folders of an absolute path, the root of the file system first."""
    for names in load_places():
        # /export/home and the like are where some systems keep everything.
        told = (names.name_folder(part) for part in parts[2 if names.kind == "export-place" else 1 :])
        if found := next(filter(None, told), "") or names.name_path(parts, is_mount):
            yield names.kind, found


def tell_table(source: str, table: str) -> Iterator[Condition]:
    """What the name of a table says by its words (``customers_bak_20240101``); a schema or file before it does not
    count."""
    own = table.rpartition("!")[2].rpartition(".")[2]
    for names in load_places():
        if found := names.name_word(own):
            yield Condition(Location(source, table), names.kind, found)


def fold(name: str) -> str:
    """A name in the form in which names are compared; bytes that are no text stand as they are."""
    return unicodedata.normalize("NFKC", name).casefold()


def split_words(name: str) -> list[str]:
    """The words of a name: what separators, digits and capitals part."""
    spaced = _CAPITAL.sub("_", unicodedata.normalize("NFKC", name))
    return [word for word in _WORD_END.split(spaced.casefold()) if word]


def _is_word(found: str, word: str) -> bool:
    if word.isascii():
        return found == word
    return found.endswith((word, *_with_suffixes(word)))


@cache
def _with_suffixes(word: str) -> tuple[str, ...]:
    return () if word.isascii() else tuple(word + suffix for suffix in load_suffixes())

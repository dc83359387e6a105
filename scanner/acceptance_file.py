"""``daicho-accepted.toml``: the exceptions that lie beside the configuration and are reviewed like code.

Blocks are only ever added. A later block for the same finding renews the earlier one; two made on one day are refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from reports.acceptance import ACCEPTANCE_KINDS, LONGEST, Acceptance, AcceptanceKind
from scanner.config_text import ConfigError, ConfigText

NAME = "daicho-accepted.toml"
KEYS = ("fingerprint", "where", "kind", "reason", "owner", "approved_by", "ticket", "created", "expires")
LONGEST_TEXT = 1000
"""A reason or a place has so many characters at most."""

_TOP_KEYS = ("version", "accept")
_FINGERPRINT = re.compile(r"v1:[0-9a-f]{16}")
_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")


@dataclass(frozen=True, slots=True)
class Block:
    """One ``[[accept]]`` block and the line in which it begins, from 1."""

    acceptance: Acceptance
    line: int


@dataclass(frozen=True, slots=True)
class AcceptanceFile:
    """The file as it was read. One that does not exist has no blocks."""

    path: Path
    blocks: tuple[Block, ...] = ()

    def current(self) -> tuple[Block, ...]:
        """The block that counts for each finding: the one made last."""
        last: dict[str, Block] = {}
        for block in sorted(self.blocks, key=lambda one: one.acceptance.created or date.min):
            last[block.acceptance.fingerprint] = block
        return tuple(sorted(last.values(), key=lambda one: one.line))

    def acceptances(self) -> tuple[Acceptance, ...]:
        """The exceptions that count."""
        return tuple(block.acceptance for block in self.current())


def acceptance_path(config: Path | None) -> Path:
    """Where the file is: beside the configuration, without one in the current folder."""
    return (config.parent if config else Path.cwd()) / NAME


def read_acceptances(path: Path, today: date) -> AcceptanceFile:
    """Read and check the file. ConfigError names the line and what would be right."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return AcceptanceFile(path)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: cannot be read ({type(error).__name__}); check its rights, save it as UTF-8"
        ) from None
    return parse_acceptances(path, text, today)


def parse_acceptances(path: Path, text: str, today: date) -> AcceptanceFile:
    """Check the text of the file."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r"\(at line (\d+)", str(error))
        line = f":{place[1] if place else max(1, len(text.splitlines()))}"
        raise ConfigError(f"{path}{line}: is no TOML; a block reads: [[accept]], then key = value lines") from None
    reader = ConfigText(path, tuple(text.splitlines()))
    reader.known(data, _TOP_KEYS, "setting")
    if data.get("version", 1) != 1:
        raise reader.fail("version has to be 1", "version")
    rows = data.get("accept", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise reader.fail("accept has to be [[accept]] blocks", "accept")
    places = reader.blocks("accept")
    readers = places if len(places) == len(rows) else (reader,) * len(rows)
    blocks = tuple(
        Block(_read_block(place, row, today), place.begin + 1) for place, row in zip(readers, rows, strict=True)
    )
    _refuse_doubles(readers, blocks)
    return AcceptanceFile(path, blocks)


def _read_block(reader: ConfigText, row: Mapping[str, Any], today: date) -> Acceptance:
    reader.known(row, KEYS, "key of an exception")
    words = {key: _read_word(reader, row, key) for key in KEYS[:7]}
    kind = words["kind"] or "fix-pending"
    close = get_close_matches(kind, ACCEPTANCE_KINDS, 1)
    if kind not in ACCEPTANCE_KINDS:
        right = f"did you mean {close[0]}?" if close else f"it is one of {', '.join(ACCEPTANCE_KINDS)}"
        raise reader.fail(f"kind {kind!r} is none; {right}", "kind")
    made = Acceptance(
        words["fingerprint"],
        words["where"],
        next(one for one in ACCEPTANCE_KINDS if one == kind),
        words["reason"],
        words["owner"],
        words["approved_by"],
        words["ticket"],
        _read_day(reader, row, "created"),
        _read_day(reader, row, "expires") or date.min,
    )
    for key, problem in find_problems(made, today):
        raise reader.fail(problem, key)
    return made


def _read_word(reader: ConfigText, row: Mapping[str, Any], key: str) -> str:
    word = reader.word(row, key).strip()
    if len(word) > LONGEST_TEXT:
        raise reader.fail(f"{key} is longer than {LONGEST_TEXT:,} characters", key)
    return word


def _read_day(reader: ConfigText, row: Mapping[str, Any], key: str) -> date | None:
    value = row.get(key)
    if value is not None and type(value) is not date:
        raise reader.fail(f"{key} has to be a day without quotes: {key} = 2026-09-30", key)
    return value


def find_problems(made: Acceptance, today: date) -> Sequence[tuple[str, str]]:
    """What is wrong with an exception: the key, and what would be right; most basic first."""
    found = []
    if not _FINGERPRINT.fullmatch(made.fingerprint):
        found.append(("fingerprint", "fingerprint has to be one that a report shows, such as v1:51d07be0c2f19a83"))
    if not made.reason:
        found.append(("reason", 'reason is missing; say why it may stay: reason = "..."'))
    for key, mail in (("owner", made.owner), ("approved_by", made.approved_by)):
        if (mail or key == "owner") and not _MAIL.fullmatch(mail):
            found.append((key, f'{key} has to be the mail address of who answers for it: {key} = "name@example.jp"'))
    if made.kind == "accepted-risk" and not made.approved_by:
        found.append(("kind", "an accepted-risk needs approved_by: somebody other than the owner"))
    if made.approved_by and is_same_person(made.owner, made.approved_by):
        found.append(("approved_by", "approved_by has to be somebody other than the owner"))
    return [*found, *_find_day_problems(made, today)]


def _find_day_problems(made: Acceptance, today: date) -> Sequence[tuple[str, str]]:
    if made.expires == date.min:
        latest = made.latest(today)
        return [("expires", f"expires is missing; say the last day: expires = {latest} at the latest")]
    if made.created and made.created > today + timedelta(days=1):
        return [("created", f"created lies in the future; today is {today}")]
    if made.created and made.expires < made.created:
        return [("expires", f"expires lies before created ({made.created})")]
    if made.expires > made.latest(today):
        longest = LONGEST[made.kind]
        return [
            ("expires", f"a {made.kind} lasts {longest} days at most: expires = {made.latest(today)} at the latest")
        ]
    return []


def is_same_person(one: str, other: str) -> bool:
    """Whether two mail addresses are one: capitals and a part behind + do not count."""
    return _plain_mail(one) == _plain_mail(other)


def _plain_mail(mail: str) -> tuple[str, str]:
    name, _, host = mail.strip().casefold().rpartition("@")
    return name.partition("+")[0], host


def _refuse_doubles(readers: Sequence[ConfigText], blocks: Sequence[Block]) -> None:
    seen: dict[tuple[str, date | None], Block] = {}
    for reader, block in zip(readers, blocks, strict=True):
        one = block.acceptance
        first = seen.setdefault((one.fingerprint, one.created), block)
        if first is not block:
            raise reader.fail(f"{one.fingerprint} is excepted twice, also in line {first.line}; keep one of the blocks")


def as_kind(word: str) -> AcceptanceKind:
    """The kind of that name."""
    return next(kind for kind in ACCEPTANCE_KINDS if kind == word)

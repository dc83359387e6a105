"""No detector does I/O: sockets are never made, and after the dictionaries have been read no file is opened."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connectors.base import Collection, Field
from connectors.batches import text_array
from detectors.custom import RuleSet, apply_rules
from detectors.inspection import DETECTORS, inspect_column, view_field
from detectors.judgement import judge_collection
from tests.detection import AWKWARD, BAIT
from tests.rule_samples import category, rule

_blocked: set[str] = set()
_broken: list[str] = []
_NETWORK = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.")
_FILES = ("open", "os.", "subprocess.", "shutil.", "tempfile.", "sqlite3.")
_HARMLESS = ("os.fspath",)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: sees what the interpreter and its C modules do, and cannot be taken out again."""
    if any(event.startswith(one) for one in _blocked) and event not in _HARMLESS:
        _broken.append(event)
        raise PermissionError(event)


sys.addaudithook(_watch)


@contextmanager
def block(*events: str) -> Iterator[None]:
    _broken.clear()
    _blocked.update(events)
    try:
        yield
    finally:
        _blocked.clear()


def columns() -> list[tuple[str, list[str]]]:
    """Fields with values of every category, awkward cells and bait."""
    data = tomllib.loads((Path(__file__).parent / "data" / "every_category.toml").read_text(encoding="utf-8"))
    listed = [
        (one["field"], list(one["values"]))
        for key, entry in data.items()
        if isinstance(entry, dict)
        for one in (*entry["find"], *entry["miss"])
    ]
    return [*listed, ("memo", AWKWARD), ("memo", [bait[:2000] for bait in BAIT.values()])]


def look(fields: list[tuple[str, list[str]]]) -> int:
    """How many findings there are in one table of these fields."""
    seen = []
    for name, values in fields:
        field = Field(name)
        seen.append((field, inspect_column(text_array(values * 8), view_field(field, "table"))))
    findings, _ = judge_collection("s", Collection("会員", "table"), seen)
    return len(findings)


@pytest.mark.slow
def test_no_detector_opens_a_file_or_a_socket() -> None:
    everything = columns()
    with block(*_NETWORK):
        expected = look(everything)
    with block(*_NETWORK, *_FILES):
        assert look(everything) == expected
    assert _broken == []
    assert expected > 100
    assert len(DETECTORS) > 30


def test_rules_of_users_do_none_either() -> None:
    rules = RuleSet((category(),), (), (rule(r"E\d{6}", words=["優待会員"], context=["badge"]),))
    with apply_rules(rules):
        look([("c", ["E123456 優待会員"])])
        with block(*_NETWORK, *_FILES):
            look([("c", ["E123456 優待会員", "badge E123457"])])
    assert _broken == []


@pytest.mark.parametrize("name", ["socket", "file", "path"])
def test_the_watch_itself_works(name: str, tmp_path: Path) -> None:
    import socket

    actions = {
        "socket": lambda: socket.socket(),
        "file": lambda: (tmp_path / "x").write_text("x"),
        "path": lambda: (tmp_path / "x").read_text(),
    }
    with block(*_NETWORK, *_FILES), pytest.raises(PermissionError):
        actions[name]()

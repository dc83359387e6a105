"""Where findings are shown in a repository: their own file, else the block of their source; never anything outside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from connectors.base import Location
from detectors.base import Sighting
from reports.anchors import CONFIGURATION, Anchor, find_anchor
from reports.base import SourceInfo
from scanner.anchors import find_folder, find_root, name_within
from scanner.config import read_config
from scanner.config_sources import Source

SOURCES = {
    "db": SourceInfo("db", "database", anchor="conf/daicho.toml", line=12, folder="db"),
    "logs": SourceInfo("logs", "files", anchor="daicho.toml", line=20, folder="var/logs"),
    "all": SourceInfo("all", "files", folder="."),
    "away": SourceInfo("away", "files", anchor="daicho.toml", line=30),
    "target": SourceInfo("target", "database"),
    "odd": SourceInfo("odd", "files", anchor="../daicho.toml", line=3),
}
AT = (Sighting(7, 0, 3), Sighting(9, 0, 3))


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (Location("db", "customers", "mail"), Anchor("conf/daicho.toml", 12)),
        (Location("logs", "app/a.log"), Anchor("var/logs/app/a.log", 7)),
        (Location("logs", "app/a.csv", "mail"), Anchor("var/logs/app/a.csv", 1)),
        (Location("logs", "app/a.sqlite!customers", "mail"), Anchor("var/logs/app/a.sqlite", 1)),
        (Location("logs", ""), Anchor("daicho.toml", 20)),
        (Location("all", "住所録.csv", "氏名"), Anchor("住所録.csv", 1)),
        (Location("away", "a.csv", "mail"), Anchor("daicho.toml", 30)),
        (Location("target", "customers", "mail"), Anchor(CONFIGURATION, 1)),
        (Location("", ""), Anchor(CONFIGURATION, 1)),
        (Location("nobody", "a"), Anchor(CONFIGURATION, 1)),
        (Location("odd", "a"), Anchor(CONFIGURATION, 1)),
        (Location("all", "../../etc/passwd"), Anchor(CONFIGURATION, 1)),
        (Location("all", "/etc/passwd"), Anchor(CONFIGURATION, 1)),
        (Location("logs", "a//b"), Anchor("daicho.toml", 20)),
        (Location("logs", "a\nb"), Anchor("daicho.toml", 20)),
        (Location("logs", "a\u202eb"), Anchor("daicho.toml", 20)),
        (Location("logs", "half \udc80"), Anchor("daicho.toml", 20)),
        (Location("logs", "x" * 5_000), Anchor("daicho.toml", 20)),
    ],
)
def test_anchors(location: Location, expected: Anchor) -> None:
    assert find_anchor(location, SOURCES, AT) == expected


def test_the_repository_is_the_nearest_with_version_control(tmp_path: Path) -> None:
    inner = tmp_path / "service" / "conf"
    inner.mkdir(parents=True)
    assert find_root(inner) == inner.resolve()
    (tmp_path / ".git").mkdir()
    assert find_root(inner) == tmp_path.resolve()
    assert name_within(inner / "daicho.toml", tmp_path.resolve()) == "service/conf/daicho.toml"
    assert name_within(tmp_path, tmp_path.resolve()) == "."
    assert name_within(Path("/etc/hosts"), tmp_path.resolve()) == ""


def test_folders_of_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path.resolve()
    (root / "logs" / "app").mkdir(parents=True)
    (root / "logs" / "a.csv").write_text("a\n", encoding="utf-8")
    with closing(sqlite3.connect(root / "logs" / "a.db")) as connection:
        connection.execute("create table t (a)")
        connection.commit()
    monkeypatch.setenv("SOMEWHERE", "/etc")

    def folder(url: str) -> str:
        return find_folder(Source("s", url), root, root)

    assert folder("logs") == "logs"
    assert folder("logs/**/*.log") == "logs"
    assert folder(".") == "."
    assert folder("logs/a.csv") == "logs"
    assert folder(f"file://{root}/logs/app") == "logs/app"
    assert folder("logs/a.db") == ""
    assert folder("sqlite:///logs/a.db") == ""
    assert folder("/etc") == ""
    assert folder("../elsewhere") == ""
    assert folder("${SOMEWHERE}") == ""
    assert folder("${file:nothing}") == ""


def test_the_line_of_a_block_reaches_the_source(tmp_path: Path) -> None:
    path = tmp_path / "daicho.toml"
    path.write_text(
        'version = 1\n\n[[source]]\nid = "a"\nurl = "a"\n\n[[source]]\nid = "b"\nurl = "b"\n', encoding="utf-8"
    )
    sources = read_config(path).sources
    assert [(one.line, one.file) for one in sources] == [(3, path), (7, path)]

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from file_samples import write
from hypothesis import given
from hypothesis import strategies as st

from connectors import paths
from connectors.paths import name_matches, parse_target, path_covers, path_leads, shown_name, walk_files


@pytest.mark.parametrize(
    ("url", "root", "pattern"),
    [
        ("/var/log", "/var/log", ()),
        ("file:///var/log", "/var/log", ()),
        ("file://localhost/var/log", "/var/log", ()),
        ("file:/var/log", "/var/log", ()),
        ("file:///no/%E6%B0%8F%20%E5%90%8D.csv", "/no/氏 名.csv", ()),
        ("/no/100%25.csv", "/no/100%25.csv", ()),
        ("/no/app/**/*.log*", "/no/app", ("**", "*.log*")),
        ("file:///no/app/*/a%20b?.log", "/no/app", ("*", "a b?.log")),
        ("file:///no/a%2Ab.csv", "/no/a*b.csv", ()),
        ("data/*.csv", "data", ("*.csv",)),
        ("*.csv", ".", ("*.csv",)),
        ("/*.csv", "/", ("*.csv",)),
    ],
)
def test_targets(url: str, root: str, pattern: tuple[str, ...]) -> None:
    target = parse_target(url)
    assert (str(target.root), target.pattern) == (root, pattern)


def test_a_file_that_is_called_like_a_pattern(tmp_path: Path) -> None:
    path = write(tmp_path, "[draft]*.csv", "a,b\n")
    assert parse_target(str(path)).root == path
    assert parse_target(str(path)).pattern == ()


@pytest.mark.parametrize(
    ("pattern", "path", "covers", "leads"),
    [
        ("**/*.log", "a.log", True, True),
        ("**/*.log", "x/y/a.log", True, True),
        ("**/*.log", "a.txt", False, True),
        ("*.log", "x/a.log", False, False),
        ("*", "x/a.log", True, True),
        ("x/*", "x/a/b.log", True, True),
        ("x/*/b", "x/y/b", True, True),
        ("x/*/b", "z/y/b", False, False),
        ("x/**", "x/a/b", True, True),
        ("**", "a", True, True),
    ],
)
def test_patterns(pattern: str, path: str, covers: bool, leads: bool) -> None:
    assert path_covers(pattern.split("/"), path.split("/")) is covers
    folder = path.split("/")[:-1] or [path]
    assert path_leads(pattern.split("/"), folder) is (leads or path_leads(pattern.split("/"), folder))
    assert not covers or path_leads(pattern.split("/"), path.split("/")[:-1])


@given(
    st.lists(st.sampled_from(["a", "b", "*", "**", "a*"]), min_size=1, max_size=5),
    st.lists(st.sampled_from("ab"), min_size=1, max_size=5),
)
def test_a_covered_path_is_below_folders_that_lead_to_it(pattern: list[str], path: list[str]) -> None:
    if path_covers(pattern, path):
        assert all(path_leads(pattern, path[:depth]) for depth in range(len(path)))


@pytest.mark.parametrize(
    ("name", "pattern", "matches"),
    [
        ("a.csv", "*.csv", True),
        ("x/a.csv", "*.csv", True),
        ("x/a.csv", "**/*.csv", True),
        ("a.csv", "**/*.csv", True),
        ("x/y/a.csv", "x", True),
        ("x/y/a.csv", "x/", True),
        ("xy/a.csv", "x", False),
        ("a.db!Users", "a.db", True),
        ("a.db!Users", "a.db!Users", True),
        ("a.db!Logs", "*!Users", False),
        ("A.CSV", "*.csv", False),
    ],
)
def test_include_and_exclude(name: str, pattern: str, matches: bool) -> None:
    assert name_matches(name, [pattern]) is matches


def names(folder: Path | str) -> list[str]:
    return [found.name for found in walk_files(parse_target(str(folder)))]


def test_files_come_in_order_and_version_control_is_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".hidden", ".git/config", "c/.svn/x", "c/名簿.csv"):
        write(tmp_path, name, "x")
    assert names(tmp_path) == [".hidden", "a/1.txt", "a/2.txt", "b.txt", "c/名簿.csv"]
    assert names(f"{tmp_path}/**/*.txt") == ["a/1.txt", "a/2.txt", "b.txt"]
    assert names(f"{tmp_path}/?/1*") == ["a/1.txt"]
    assert names(f"{tmp_path}/[ac]") == ["a/1.txt", "a/2.txt", "c/名簿.csv"]
    assert names(tmp_path / "a" / "1.txt") == ["1.txt"]


def test_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    root = tmp_path / "root"
    write(outside, "far.txt", "x")
    write(root, "real/a.txt", "x")
    (root / "loop").symlink_to(root)
    (root / "real" / "up").symlink_to("..")
    (root / "again").symlink_to(root / "real")
    (root / "away").symlink_to(outside)
    (root / "away2").symlink_to(outside)
    (root / "file").symlink_to(root / "real" / "a.txt")
    (root / "broken").symlink_to(root / "nothing")
    (root / "self").symlink_to("self")
    found = {item.name: item.trouble for item in walk_files(parse_target(str(root)))}
    assert list(found) == ["away/far.txt", "broken", "file", "real/a.txt", "self"]
    assert [name for name, trouble in found.items() if trouble] == ["broken", "self"]
    assert found["broken"] is not None
    assert found["broken"].reason == "missing"


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        found = list(walk_files(parse_target(str(tmp_path))))
    assert [(item.name, item.trouble and item.trouble.reason) for item in found] == [
        ("pipe", "unsupported-format"),
        ("s", "unsupported-format"),
    ]


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a/secret.txt", "x")
    write(tmp_path, "b.txt", "x")
    real = os.scandir

    def scandir(folder: Path) -> object:
        if Path(folder).name == "a":
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(paths.os, "scandir", scandir)
    found = [(item.name, item.trouble and item.trouble.reason) for item in walk_files(parse_target(str(tmp_path)))]
    assert found == [("a", "permission-denied"), ("b.txt", None)]


def test_file_names_from_an_older_japanese_system(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "名簿".encode("cp932") + b".txt"
    with open(raw, "wb") as file:
        file.write(b"x")
    assert names(tmp_path) == ["名簿.txt"]
    assert shown_name(["a", "b"]) == "a/b"

"""Variables behind flags, and which of flag, variable, file and default wins."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from conftest import Daicho

from scanner.cli import main
from scanner.environment import SHARED, walk_commands, write_variable

PEOPLE = "氏名,メール\n山田太郎,taro@shop.example.jp\n鈴木花子,hanako@shop.example.jp\n佐藤次郎,jiro@shop.example.jp\n"


def test_every_shared_variable_belongs_to_a_command() -> None:
    named = {
        variable
        for _, command in walk_commands(main)
        for option in command.params
        if isinstance(option, click.Option) and isinstance(option.envvar, list)
        for variable in option.envvar
    }
    assert {write_variable("", name) for name in SHARED} <= named
    assert {"DAICHO_SCAN_FAIL_ON", "DAICHO_FAIL_ON", "DAICHO_LANG", "DAICHO_CONFIG"} <= named
    assert "DAICHO_POLICY_CHECK_FAIL_ON" not in named


@pytest.mark.parametrize(
    ("flags", "env", "file", "code"),
    [
        ((), {}, "", 1),
        ((), {}, '[gate]\nfail_on = "none"', 0),
        ((), {"DAICHO_FAIL_ON": "low"}, '[gate]\nfail_on = "none"', 1),
        ((), {"DAICHO_FAIL_ON": "low", "DAICHO_SCAN_FAIL_ON": "none"}, "", 0),
        (("--fail-on", "low"), {"DAICHO_FAIL_ON": "none"}, '[gate]\nfail_on = "none"', 1),
        ((), {"DAICHO_FAIL_ON": "severe"}, "", 2),
    ],
)
def test_the_first_that_says_something_wins(
    daicho_here: Daicho,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    flags: tuple[str, ...],
    env: dict[str, str],
    file: str,
    code: int,
) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "daicho.toml").write_text(f'{file}\n[[source]]\nid = "s"\nurl = "people.csv"\n', encoding="utf-8")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert daicho_here("scan", "-q", *flags).code == code


def test_daicho_config_and_pyproject(daicho_here: Daicho, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    project = '[project]\nname = "x"\nversion = "1"\n[tool.daicho]\nlanguage = "en"\n[[tool.daicho.source]]\n'
    (tmp_path / "pyproject.toml").write_text(f'{project}id = "from-project"\nurl = "people.csv"\n', encoding="utf-8")
    assert "from-project" in daicho_here("scan").out
    (tmp_path / "daicho.toml").write_text('[[source]]\nid = "from-file"\nurl = "people.csv"\n', encoding="utf-8")
    assert "from-file" in daicho_here("scan").out
    (tmp_path / "other.toml").write_text('[[source]]\nid = "from-variable"\nurl = "people.csv"\n', encoding="utf-8")
    monkeypatch.setenv("DAICHO_CONFIG", "other.toml")
    assert "from-variable" in daicho_here("scan").out
    monkeypatch.setenv("DAICHO_CONFIG", "nowhere.toml")
    missing = daicho_here("scan")
    assert (missing.code, "nowhere.toml: cannot be read" in missing.err) == (2, True)


@pytest.mark.parametrize(
    ("below", "line", "says"),
    [
        ("[tool.daicho]\nversion = 2\n", 5, "version has to be 1"),
        ("[tool.daicho]\nlangage = 'ja'\n", 5, "did you mean language"),
        (
            '[[tool.daicho.source]]\nid = "a"\nurl = "x"\n[[tool.daicho.source]]\nid = "b"\nurls = "x"\n',
            9,
            "did you mean url",
        ),
        ("[tool]\ndaicho = 3\n", None, "table of settings"),
    ],
)
def test_a_pyproject_is_complained_of_with_its_line(
    daicho_here: Daicho, tmp_path: Path, below: str, line: int | None, says: str
) -> None:
    head = '[project]\nname = "x"\nversion = "1"\n'
    (tmp_path / "pyproject.toml").write_text(head + below, encoding="utf-8")
    ran = daicho_here("scan")
    assert ran.code == 2
    assert says in ran.err
    assert line is None or f"pyproject.toml:{line}: " in ran.err


def test_a_pyproject_of_others_is_none_of_ours(daicho_here: Daicho, tmp_path: Path) -> None:
    for text in ("[tool.black]\nline-length = 1\n", "this is = no [toml, daicho"):
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
        assert "there is no daicho.toml here or above" in daicho_here("scan").err

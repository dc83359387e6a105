"""``daicho explain CHECK-ID``: every check in both languages, under the configured policy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from detectors.catalogue import load_catalogue
from reports.checks import load_checks
from reports.messages import LANGUAGES
from reports.policy_file import read_policy
from reports.policy_lint import load_rules
from scanner.check_explanation import explain_check, find_check, list_check_ids, open_facts
from scanner.explanation import explain
from scanner.paragraphs import WIDTH

POLICY = read_policy(categories=load_catalogue().ids)
Capture = pytest.CaptureFixture[str]

OWN = """\
id = "example-shop"
version = "3"
effective = 2026-05-01
title = "Example privacy notice"

[[articles]]
number = 8
role = "acquisition"
title = { en = "What we collect" }
text = "We collect names."

[[announced]]
item = "8-1"
text = "Names"
categories = ["personal.name"]

[[purposes]]
id = "serve"
text = "To ship orders"

[matrix]
"personal.name" = "●"
"""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("id", list_check_ids())
def test_every_check_is_explained_within_the_width(id: str, lang: str) -> None:
    lines = list(explain_check(id, POLICY, lang))
    assert lines[0].startswith(f"{id}  ")
    assert all(cell_len(line) <= WIDTH + 4 for line in lines[1:])
    assert "{" not in "\n".join(lines)
    assert len(lines) > 6


def test_what_is_told_of_a_check() -> None:
    text = "\n".join(explain_check("POL-UNDECLARED", POLICY, "en"))
    check = load_checks()["POL-UNDECLARED"]
    for word in (
        "APPI 21(1) (in force on 2025-07-01)",
        "The privacy office",
        "version 2022-06-07",
        check.remedy["en"][:40],
    ):
        assert word in text
    assert "1 Acquisition of personal information: Our company will acquire" in " ".join(text.split())
    assert "第1条" not in text


def test_a_policy_without_the_article_is_said_to_have_none() -> None:
    bare = replace(POLICY, articles=())
    assert "This policy has no article on it." in "\n".join(explain_check("POL-MISMATCH", bare, "en"))


def test_facts_stand_open() -> None:
    assert open_facts("{n} values in {where}, {{as is}}") == "… values in …, {as is}"


@pytest.mark.parametrize(
    ("word", "id"),
    [
        ("POL-MISMATCH", "POL-MISMATCH"),
        ("pol-mismatch", "POL-MISMATCH"),
        ("POL-PURPOSE-VAGUE", "POL-PURPOSE-VAGUE"),
        ("POL", ""),
        ("personal.name", ""),
        ("", ""),
    ],
)
def test_checks_are_known_by_their_ids(word: str, id: str) -> None:
    assert find_check(word) == id


def test_the_configured_policy_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    (tmp_path / "policy.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "daicho.toml").write_text('version = 1\npolicy = "policy.toml"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert explain(category="pol-undeclared", list_all=False, lang="en") == 0
    out = capsys.readouterr().out
    assert "Example privacy notice, version 3, effective 2026-05-01" in out
    assert "- 8 What we collect: We collect names." in out
    assert explain(category="POL-NORETENTION", list_all=False, lang="ja") == 0
    assert "このポリシーには、これについての条がありません。" in capsys.readouterr().out


def test_wrong_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    assert explain(category="POL-MISMACH", list_all=False, lang="en") == 2
    assert (
        "no category 'POL-MISMACH', nor a check of that name; the closest are: POL-MISMATCH" in capsys.readouterr().err
    )
    assert explain(category="POL-MISMATCH", list_all=False, lang="en", run=tmp_path / "run.json") == 2
    assert "--run goes with the fingerprint" in capsys.readouterr().err
    assert explain(category="POL-MISMATCH", list_all=True, lang="en") == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_has_every_check(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    assert explain(category=None, list_all=True, lang=lang) == 0
    out = capsys.readouterr().out
    assert [id for id in (*load_checks(), *load_rules()["rules"]) if f" {id} " not in out] == []
    assert [id for id in load_catalogue().ids if f" {id} " not in out] == []

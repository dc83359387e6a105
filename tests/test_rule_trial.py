"""``daicho test-rule``, ``scan`` and ``explain`` with rules of the user's own, as real commands."""

from __future__ import annotations

import json
import re
import string
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from conftest import Daicho

from scanner.command import read_schema

pytestmark = pytest.mark.slow

CONFIG = """
version = 1
[[category]]
id = "custom.badge"
title = { ja = "社員証番号", en = "Badge number" }
sensitivity = "critical"
[[category]]
id = "custom.project"
title = "Secret project"
[[detector]]
id = "badge"
category = "custom.badge"
pattern = 'E\\d{6}'
field_names = ["badge_no"]
must_match = ["番号はE123456です"]
must_not_match = ["E12345"]
[[detector]]
id = "checked"
category = "custom.badge"
pattern = '\\d{10}'
check = "luhn"
[[deny]]
id = "projects"
category = "custom.project"
words = ["月光計画"]
[[allow]]
reason = "our own desk"
category = "personal.contact"
values = ["desk@shop.example.jp"]
"""
POLICY = """
id = "p"
version = "1"
[[announced]]
item = "9"
categories = ["custom"]
[[purposes]]
id = "P1"
title = "Doors"
[matrix]
"custom" = "○"
"custom.project" = "✕"
[sensitivity]
"custom.project" = "high"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "daicho.toml").write_text(CONFIG, encoding="utf-8")
    rows = [f"{number},E{204518 + 7 * number},desk@shop.example.jp,月光計画の件\n" for number in range(40)]
    (tmp_path / "staff.csv").write_text("id,badge_no,mail,memo\n" + "".join(rows), encoding="utf-8")
    return tmp_path


def test_a_rule_of_the_configuration(daicho: Daicho, folder: Path) -> None:
    ran = daicho("test-rule", "badge", "staff.csv", "--limit", "2")
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert "rule badge (custom.badge, Badge number)" in lines
    assert "examples: 2 of 2 as wanted" in lines
    assert "  must_match 1: ok 3-10 X999999" in lines
    assert "staff/staff.csv/badge_no 1:0-7  X999999  custom.badge  counts by itself" in lines
    assert "staff/staff.csv/badge_no  and 38 more" in lines
    assert "hits: 40 (40 by themselves), in 40 of 160 values, in 1 of 4 fields" in lines
    assert any(line.startswith("worst bait: ") for line in lines)
    assert any(line.startswith("time: ") for line in lines)
    assert "E2045" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("personal.contact.email", "staff.csv"), "d***@s***.jp  personal.contact.email"),
        (("personal.contact", "staff.csv"), "(40 by themselves), in 40 of 160 values, in 1 of 4 fields"),
        (("projects", "staff.csv"), "staff/staff.csv/memo 1:0-4  漢漢漢漢  custom.project"),
        (("custom.badge", "staff.csv"), "custom.badge  counts by itself"),
        (("personal.id.my_number",), "as wanted"),
        (("checked", "staff.csv"), "hits: 0"),
        (("badge", "staff.csv", "--lang", "ja"), "単独で数える"),
    ],
)
def test_ways_to_ask(daicho: Daicho, folder: Path, words: tuple[str, ...], says: str) -> None:
    ran = daicho("test-rule", *words)
    assert ran.code == 0, ran.err
    assert says in ran.out


def test_standard_input(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scanner.cli", "test-rule", "badge", "-"],
        input="x\nmy badge is E123456\n", capture_output=True, text=True, cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "LANG": "C.UTF-8"}, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "-/stdin 2:12-19  X999999" in done.stdout


def test_exit_codes(daicho: Daicho, folder: Path) -> None:
    assert daicho("test-rule", "badge").code == 0
    missing = daicho("test-rule", "badge", "nofile.csv")
    assert (missing.code, "nothing was scanned" in missing.err) == (3, True)
    assert daicho("test-rule", "projects").code == 3
    unknown = daicho("test-rule", "bdge")
    assert (unknown.code, "closest are: badge" in unknown.err) == (2, True)
    (folder / "daicho.toml").write_text(CONFIG.replace('"E12345"', '"E123456"'), encoding="utf-8")
    failed = daicho("test-rule", "badge", "staff.csv")
    assert failed.code == 1
    assert "must_not_match 1: NOT as wanted: it is matched at 0-7 (X999999)" in failed.out
    assert daicho("scan", "staff.csv").code == 2
    (folder / "daicho.toml").write_text(CONFIG.replace(r"E\d{6}", "(E+)+$"), encoding="utf-8")
    slow = daicho("test-rule", "badge", "staff.csv")
    assert (slow.code, "too slow" in slow.err) == (2, True)


def test_a_scan_knows_the_new_categories_everywhere(daicho: Daicho, folder: Path) -> None:
    (folder / "policy.toml").write_text(POLICY, encoding="utf-8")
    ran = daicho("scan", "staff.csv", "--policy", "policy.toml", "-o", "json", "-o", "html:r.html")
    assert ran.code == 1, ran.err
    document = ran.json()
    jsonschema.validate(document, json.loads(read_schema("run")))
    found = {(one["location"]["field"], one["category"]): one for one in document["findings"]}
    badge, project = found["badge_no", "custom.badge"], found["memo", "custom.project"]
    assert (badge["severity"], badge["policy"]) == ("critical", "no-purpose")
    assert (project["severity"], project["policy"]) == ("critical", "barred")
    assert ("mail", "personal.contact.email") not in found
    assert {"category": "personal.contact.email", "reason": "allowed:our own desk"}.items() <= document["dismissed"][
        0
    ].items()
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert "社員証番号" in page
    assert "our own desk" in page


def test_explain_knows_them(daicho: Daicho, folder: Path) -> None:
    ran = daicho("explain", "custom.badge")
    assert ran.code == 0, ran.err
    assert r"pattern E\d{6}" in ran.out
    assert "badge_no" in ran.out
    assert "custom.badge" in daicho("explain", "--list").out
    assert "must be reported" in daicho("explain", "custom.project").out
    assert daicho("explain", "custom.nothing").code == 2
    (folder / "daicho.toml").write_text("nonsense = 1", encoding="utf-8")
    assert daicho("explain", "personal.name").code == 0
    assert daicho("explain", "custom.badge").code == 2


def test_recognizers_are_told_on_standard_error(daicho: Daicho, folder: Path) -> None:
    pytest.importorskip("presidio_analyzer")
    block = """
[[recognizer]]
id = "urls"
class = "presidio_analyzer.predefined_recognizers:IbanRecognizer"
entities = { IBAN_CODE = "personal.financial.bank_account" }
limit = 5
"""
    (folder / "daicho.toml").write_text(CONFIG + block, encoding="utf-8")
    ran = daicho("scan", "staff.csv", "-o", "json")
    assert "recognizer urls: applied to 12 different values in 4 fields, not to 70 more (limit 5 a field)" in ran.err
    (folder / "daicho.toml").write_text(CONFIG + block.replace("IbanRecog", "NoSuchRecog"), encoding="utf-8")
    ran = daicho("scan", "staff.csv")
    assert (ran.code, "cannot be imported" in ran.err) == (2, True)


def test_the_words_of_the_command_are_complete_in_both_languages() -> None:
    data = tomllib.loads((files("scanner") / "data" / "rule_trial.toml").read_text(encoding="utf-8"))
    assert re.fullmatch(r"\d{4}\.\d{2}", data["version"])
    for key, texts in data["text"].items():
        assert set(texts) == {"ja", "en"}, key
        named = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts.values()]
        assert named[0] == named[1], key

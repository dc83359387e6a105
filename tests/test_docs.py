"""The documents: generated pages are current, everything is documented, commands run, links lead somewhere."""

from __future__ import annotations

import csv
import json
import re
import shlex
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import click
import pytest
import report_samples as samples
from conftest import Daicho

from connectors import SCHEMES, files, media
from detectors.catalogue import load_catalogue
from reports import FORMATS, jsonl
from reports.base import POLICY_VERDICTS
from reports.policy_file import read_policy
from scanner import cli, config, config_notify, config_rules, config_schedule, config_sources
from scanner.acceptance_file import read_acceptances
from scanner.config import read_config
from scanner.reference import PAGES, load_words, write_pages

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES_OF_ALL = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")])
README, README_JA = ROOT / "README.md", ROOT / "README.ja.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
NAMES = [str(page.relative_to(ROOT)) for page in PAGES_OF_ALL]


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    return [code for kind, code in FENCE.findall(read(page)) if kind == language]


def prose(page: Path) -> str:
    return FENCE.sub("", read(page))


def commands(page: Path) -> list[list[str]]:
    """Every ``daicho`` line of the page's shell blocks, as words."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("daicho ")]


def slug(heading: str) -> str:
    """The anchor that a heading gets on the usual forges."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


# --- generated pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name: str) -> None:
    assert read(DOCS / name) == PAGES[name](), "run: make docs"


def test_pages_are_written(tmp_path: Path) -> None:
    write_pages(tmp_path)
    assert {page.name for page in tmp_path.iterdir()} == set(PAGES)


def test_every_command_and_flag_is_documented() -> None:
    page = read(DOCS / "cli.md")
    for name, command in cli.main.commands.items():
        assert f"## daicho {name}\n" in page
        assert command.help
        section = page.partition(f"## daicho {name}\n")[2].partition("\n## ")[0]
        for option in (param for param in command.params if isinstance(param, click.Option)):
            assert option.help, option.name
            assert all(flag in section for flag in option.opts), option.opts


def test_every_format_scheme_form_category_and_code_is_documented() -> None:
    formats, connectors, categories = (read(DOCS / f"{name}.md") for name in ("formats", "connectors", "categories"))
    missing = [name for name in FORMATS if f"| `{name}` |" not in formats]
    missing += [code for code in POLICY_VERDICTS if f"| `{code}` |" not in formats]
    missing += [scheme for scheme in SCHEMES if f"| `{scheme}://` |" not in connectors]
    missing += [form for form in (*files._READERS, *media.FORMS, "json", "sqlite") if f"| `{form}` |" not in connectors]
    missing += [category for category in load_catalogue().ids if f"| `{category}` |" not in categories]
    assert not missing


def test_the_words_of_the_reference_fit_the_code() -> None:
    words = load_words()
    assert set(words["formats"]) == set(FORMATS)
    assert set(words["schemes"]) == set(SCHEMES)
    assert set(words["forms"]) == {*files._READERS, *media.FORMS, "json", "sqlite"}
    keys = {
        "top": config._TOP_KEYS,
        "scan": config._SCAN_KEYS,
        "gate": config._GATE_KEYS,
        "history": config._HISTORY_KEYS,
        "source": config_sources.SOURCE_KEYS,
        "category": config_rules.CATEGORY_KEYS,
        "detector": config_rules.DETECTOR_KEYS,
        "allow": config_rules.ALLOW_KEYS,
        "deny": config_rules.DENY_KEYS,
        "recognizer": config_rules.RECOGNIZER_KEYS,
        "notify": config_notify.NOTIFY_KEYS,
        "smtp": config_notify.SMTP_KEYS,
        "schedule": config_schedule.SCHEDULE_KEYS,
    }
    assert {name: set(words["config"][name]) for name in keys} == {name: set(known) for name, known in keys.items()}
    types = {json.loads(line)["type"] for line in jsonl.render(samples.build_small()).splitlines()}
    assert types <= set(words["lines"])


@pytest.mark.parametrize("page", [DOCS / "formats.md", README, README_JA], ids=lambda page: page.name)
def test_every_exit_code_is_documented(page: Path) -> None:
    told = re.findall(r"^  (\d)  ", cli.EXIT_CODES, re.MULTILINE)
    assert told == ["0", "1", "2", "3", "4"]
    listed = re.findall(r"^\| `?(\d+)`? \|", read(page), re.MULTILINE)
    assert listed[:5] == told
    assert set(listed) <= set(load_words()["exit_codes"])


# --- what the pages show ----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES_OF_ALL, ids=NAMES)
def test_commands_parse(page: Path) -> None:
    for words in commands(page):
        command, rest = cli.main.commands[words[1]], words[2:]
        if isinstance(command, click.Group):
            command, rest = command.commands[rest[0]], rest[1:]
        command.make_context(words[1], rest)
        for output in (words[at + 1] for at, word in enumerate(words) if word == "-o" and command.name == "scan"):
            assert output.partition(":")[0] in FORMATS


def test_readme_shows_every_command_but_the_plumbing() -> None:
    assert {words[1] for words in commands(README)} == set(cli.main.commands) - {"schema"}


@pytest.mark.parametrize("page", PAGES_OF_ALL, ids=NAMES)
def test_configurations_and_policies_can_be_read(page: Path, tmp_path: Path) -> None:
    for block in blocks(page, "toml"):
        file = tmp_path / "example.toml"
        file.write_text(block, encoding="utf-8")
        keys = tomllib.loads(block)
        if "announced" in keys:
            read_policy(file, categories=load_catalogue().ids)
        elif "accept" in keys:
            assert read_acceptances(file, date(2026, 11, 22)).blocks
        elif "project" not in keys or not isinstance(keys["project"], dict):
            read_config(file)


@pytest.mark.parametrize("page", PAGES_OF_ALL, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(prose(page)):
        if link.startswith("https://"):
            continue
        target, _, anchor = link.partition("#")
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), link
        if anchor:
            assert anchor in {slug(title) for _, title in HEADING.findall(prose(there))}, link


@pytest.mark.parametrize("page", PAGES_OF_ALL, ids=NAMES)
def test_no_machine_or_registry_is_named(page: Path) -> None:
    assert not re.search(r"(?<![\w.])(?:/work/|/home/|/root|/tmp/)|\.\./shared|localhost:\d|index-url", read(page))
    hosts = {host for host in re.findall(r"https?://([^/\s)>`]+)", read(page)) if not host.endswith(".example.jp")}
    assert hosts <= {"keepachangelog.com", "semver.org"}


def test_every_page_can_be_reached_from_the_readme() -> None:
    linked = {(README.parent / link.partition("#")[0]).resolve() for link in LINK.findall(prose(README))}
    linked |= {
        (DOCS / link.partition("#")[0]).resolve() for page in DOCS.glob("*.md") for link in LINK.findall(prose(page))
    }
    assert {page for page in DOCS.glob("*.md") if page.resolve() not in linked} == set()


# --- the two readmes --------------------------------------------------------------------------------------


def plain_code(block: str) -> list[str]:
    return [line.partition(" #")[0].rstrip() for line in block.splitlines()]


def test_the_japanese_readme_mirrors_the_english_one() -> None:
    english, japanese = prose(README), prose(README_JA)
    levels = [[len(marks) for marks, _ in HEADING.findall(text)] for text in (english, japanese)]
    assert levels[0] == levels[1]
    code = [[(kind, plain_code(block)) for kind, block in FENCE.findall(read(page))] for page in (README, README_JA)]
    assert code[0] == code[1]
    links = [sorted(LINK.findall(text)) for text in (english, japanese)]
    swapped = {"README.ja.md": "README.md", "docs/images/report.png": "docs/images/report.ja.png"}
    assert sorted(swapped.get(link, link) for link in links[0]) == links[1]
    sections = [re.split(r"^## .+$", text, flags=re.MULTILINE) for text in (english, japanese)]
    for one, other in zip(*sections, strict=True):
        assert len(re.findall(r"^(?:\*|\|)", one, re.MULTILINE)) == len(re.findall(r"^(?:\*|\|)", other, re.MULTILINE))


@pytest.mark.parametrize("page", [README, README_JA], ids=["en", "ja"])
def test_the_first_command_comes_early(page: Path) -> None:
    assert read(page).index("```") <= 900
    assert "make demo" in read(page)[:1000]


@pytest.mark.parametrize("name", ["report.png", "report.ja.png"])
def test_pictures_are_small(name: str) -> None:
    picture = DOCS / "images" / name
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size < 200_000


# --- the pages that are run -------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    lines = [line for block in blocks(DOCS / "tutorial.md", "sh") for line in block.splitlines()]
    script = [f'daicho() {{ {shlex.quote(sys.executable)} -m scanner.cli "$@" >/dev/null 2>&1; }}']
    for line in lines:
        command, _, expected = line.partition("# exit ")
        script.append(command)
        script.append(f"[ $? -eq {expected or 0} ] || {{ echo {shlex.quote(line)}; exit 99; }}")
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


LOCAL_GOVERNMENTS = ("localgovjp-utf8.csv", "localgovjp-sjis.csv", "prefjp-utf8.csv")
MEASURED = {
    "Chinook": ("db_chinook", ("Chinook_Sqlite.sqlite",)),
    "Access log": ("logs_elastic", ("apache_logs",)),
    "Local governments": ("ja_localgov", LOCAL_GOVERNMENTS),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURED)
def test_the_page_on_accuracy_says_what_comes_out(name: str, daicho: Daicho, shared_data: Path) -> None:
    folder, targets = MEASURED[name]
    ran = daicho("scan", *(shared_data / folder / target for target in targets), "-o", "json", "-q").json()
    rows, findings = ran["summary"]["rows_read"], ran["findings"]
    line = f"| {name} | {len(ran['coverage'])} | {rows:,} | {len(findings)} | {len(ran['dismissed'])} |"
    assert line in read(DOCS / "accuracy.md"), line
    if name == "Chinook":
        found = {(one["location"]["collection"], one["location"]["field"]) for one in findings}
        with (shared_data / folder / "truth.csv").open(encoding="utf-8") as truth:
            labelled = [(row["personal"], (row["table"], row["column"])) for row in csv.DictReader(truth)]
        for label in "YLAN":
            places = [place for kind, place in labelled if kind == label]
            assert f"| {len(places)} | {sum(place in found for place in places)} |" in read(DOCS / "accuracy.md")

"""The schema of the configuration against the code that reads it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from detectors.catalogue import AppiClass
from reports.subjects import SUBJECTS
from scanner.config import ConfigError, read_config
from scanner.config_notify import KINDS
from scanner.config_schema import SECTIONS, build_schema, load_forms, write_schema
from scanner.config_sources import ENVIRONMENTS
from scanner.demo import run_demo

ROOT = Path(__file__).parents[1]
SCHEMA = build_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def problems(text: str) -> list[str]:
    """What the schema has against a file; days stand as text, as editors see them."""
    data = json.loads(json.dumps(tomllib.loads(text), default=str))
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(write_schema()) == SCHEMA


def test_every_key_has_its_form_and_meaning() -> None:
    forms = load_forms()["keys"]
    tables = {section.name for section in SECTIONS} - {"top"}
    for section in SECTIONS:
        keys = set(section.keys) - (tables if section.kind == "top" else set())
        assert set(forms[section.name]) == keys, section.name
    described = [*SCHEMA["properties"].values()]
    described += [one for section in SECTIONS[1:] for one in SCHEMA["$defs"][section.name]["properties"].values()]
    assert all(one["description"] and "](" not in one["description"] for one in described)


def test_lists_of_words_are_those_of_the_code() -> None:
    source = SCHEMA["$defs"]["source"]["properties"]
    assert tuple(source["env"]["enum"]) == ENVIRONMENTS
    assert tuple(SCHEMA["$defs"]["subjects"]["items"]["enum"]) == SUBJECTS
    assert set(SCHEMA["$defs"]["category"]["properties"]["appi_class"]["enum"]) == set(AppiClass.__args__)
    assert set(SCHEMA["$defs"]["notify"]["properties"]["kind"]["enum"]) == set(KINDS)


@pytest.mark.parametrize("page", [*sorted(ROOT.glob("docs/*.md")), ROOT / "README.md"], ids=lambda page: page.name)
def test_examples_of_the_documentation_fit(page: Path) -> None:
    for block in re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        keys = tomllib.loads(block)
        if {"source", "notify", "schedule", "detector", "allow", "history"} & set(keys):
            assert problems(block) == []


@pytest.mark.slow
def test_the_configuration_of_the_demo_fits(tmp_path: Path) -> None:
    run_demo(directory=tmp_path / "demo", lang="en")
    assert problems((tmp_path / "demo" / "daicho.toml").read_text(encoding="utf-8")) == []


WRONG = [
    'langage = "ja"',
    "version = 2",
    'language = "fr"',
    "policy = 3",
    '[gate]\nfail_on = "severe"',
    "[scan]\nsample = 0",
    "[scan]\nsample = true",
    '[history]\nindex = "yes"',
    '[[source]]\nurl = "x"',
    '[[source]]\nid = "a b"\nurl = "x"',
    '[[source]]\nid = "a"',
    '[[source]]\nid = "a"\nurl = "x"\nowners = "y"',
    '[[source]]\nid = "a"\nurl = "x"\nenv = "live"',
    '[[source]]\nid = "a"\nurl = "x"\npurposes = "P1"',
    '[[source]]\nid = "a"\nurl = "x"\nwhere = ["P1"]',
    '[[source]]\nid = "a"\nurl = "x"\nwhere = { "" = "none" }',
    '[[source]]\nid = "a"\nurl = "x"\nwhere = { "a*" = { owner = "x" } }',
    '[[source]]\nid = "a"\nurl = "x"\nretention = "soon"',
    '[[source]]\nid = "a"\nurl = "x"\nretention = "P"',
    '[[source]]\nid = "a"\nurl = "x"\nsubjects = ["cats"]',
    '[[source]]\nid = "a"\nurl = "x"\nprovided_to = [{ item = "5-6" }]',
    '[[source]]\nid = "a"\nurl = "x"\ncountry = "Japan"',
    '[[source]]\nid = "a"\nurl = "x"\nencrypted = "yes"',
    '[source]\nid = "a"\nurl = "x"',
    '[[allow]]\nvalues = ["a"]',
    '[[detector]]\nid = "a"\npattern = "x"',
    '[[notify]]\nto = "mailto:privacy@example.jp"',
]
RIGHT = [
    "",
    "version = 1",
    '[scan]\nsample = "full"',
    '[[source]]\nid = "a"\nurl = "x"\npurposes = "none"\nreviewed = 2026-04-01\nretention = "5y"\nprovided_to = ["b"]',
    '[[source]]\nid = "a"\nurl = "${A}"\nwhere = { "a*" = ["P1"], b = { purposes = "none", retention = "P6M" } }',
]


@pytest.mark.parametrize("text", WRONG)
def test_schema_and_code_refuse_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "daicho.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        read_config(path)
    assert problems(text)


@pytest.mark.parametrize("text", RIGHT)
def test_schema_and_code_take_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "daicho.toml"
    path.write_text(text, encoding="utf-8")
    read_config(path)
    assert problems(text) == []
    twin = tmp_path / "twin.yaml"
    data: Any = json.loads(json.dumps(tomllib.loads(text), default=str))
    twin.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert read_config(twin).sources == read_config(path).sources

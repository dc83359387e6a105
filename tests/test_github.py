"""Annotations of GitHub Actions: at most ten of a kind, nothing from the data becomes a command."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import report_samples as samples
from test_report_formats import SAMPLES

from reports import github
from reports.anchors import Anchor
from reports.github import Annotation, escape_data, escape_property, write_annotation

COMMAND = re.compile(r"^::(error|warning|notice|group|endgroup)(?: file=([^,]*),line=(\d+),title=([^,:]*))?::(.*)$")


def commands(text: str) -> list[tuple[str, ...]]:
    """What the runner takes for a command: lines that begin with two colons."""
    found = [COMMAND.fullmatch(line) for line in text.split("\n") if line.lstrip().startswith("::")]
    assert all(found)
    return [match.groups(default="") for match in found if match]


@pytest.mark.parametrize(
    ("text", "data", "property"),
    [
        ("plain", "plain", "plain"),
        ("100 %", "100 %25", "100 %25"),
        ("%0A", "%250A", "%250A"),
        ("two\nlines\r", "two%0Alines%0D", "two%0Alines%0D"),
        ("a: b, c", "a: b, c", "a%3A b%2C c"),
    ],
)
def test_escapes(text: str, data: str, property: str) -> None:
    assert escape_data(text) == data
    assert escape_property(text) == property


def test_an_annotation() -> None:
    one = Annotation("error", Anchor("a,b.toml", 3), "High: x", "50 %\nnext", (0, 0))
    assert write_annotation(one) == "::error file=a%2Cb.toml,line=3,title=High%3A x::50 %25%0Anext"


def test_what_stops_the_release_is_an_error() -> None:
    found = commands(github.render(samples.build_small(), "en"))
    assert [(name, title) for name, _, _, title, _ in found if title] == [
        ("error", "Critical%3A Individual Number (My Number)"),
        ("error", "High%3A Payment card"),
        ("warning", "Places not scanned%3A 2"),
        ("warning", "Medium%3A Name"),
        ("notice", "Low%3A Telephone number"),
    ]
    never = replace(samples.build_small(), run=replace(samples.RUN, fail_on="none"))
    assert "error" not in {name for name, *_ in commands(github.render(never, "en"))}


def test_ten_of_a_kind_and_the_rest_is_told() -> None:
    text = github.render(samples.build_large(300), "en")
    kinds = [name for name, *_ in commands(text)]
    assert {kind: kinds.count(kind) for kind in ("error", "warning", "notice")} == {
        "error": 10,
        "warning": 10,
        "notice": 10,
    }
    assert kinds.index("warning") > kinds.index("error")
    assert "30 annotations are shown, worst first; 270 more are in the list in this log" in text
    assert "more are in the list" not in github.render(samples.build_small(), "en")


@pytest.mark.parametrize("name", SAMPLES)
def test_names_never_become_commands(name: str) -> None:
    for lang in ("ja", "en"):
        text = github.render(SAMPLES[name], lang)
        kinds = [kind for kind, *_ in commands(text)]
        assert kinds.count("group") == kinds.count("endgroup") == 1
        assert len(kinds) <= 32
        # Commands of the older form may stand anywhere in a line that is no command of the newer one.
        assert not [line for line in text.split("\n") if "##[" in line and not line.startswith("::")]


def test_the_verdict_stands_last() -> None:
    assert github.render(samples.build_small(), "en").split("\n")[-2].startswith("Do not release")
    assert github.render(samples.build_clean(), "ja").split("\n")[-2].startswith("リリース可")

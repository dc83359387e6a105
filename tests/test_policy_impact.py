"""What a change of the policy means for a stored run."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Daicho
from test_remapping import NUMBER, POLICY, PURPOSES, build

from bench.measures import LONGEST_REMAP
from bench.stored_run import build_run
from detectors.catalogue import load_catalogue
from reports import json_report, jsonl
from reports.policy import Fit, Policy
from reports.policy_diff import diff_policies
from reports.policy_impact import Impact, weigh_change


def matrix(**row: Fit) -> dict[str, dict[str, Fit]]:
    return {category: dict(row) for category in load_catalogue().ids}


def weigh(new: Policy) -> Impact:
    return weigh_change(build(), POLICY, new, diff_policies(POLICY, new, special=["special.creed"]))


def test_nothing_changed() -> None:
    impact = weigh(POLICY)
    assert (impact.total, impact.shifts, impact.retags, impact.touches) == (3, (), (), ())
    assert not impact.to_settle
    assert list(impact.at_stake()) == []


def test_a_purpose_that_is_gone() -> None:
    impact = weigh(replace(POLICY, purposes=PURPOSES[:1], matrix=matrix(P1="expected")))
    (shift,) = impact.shifts
    assert (shift.source, shift.category) == ("shop", "personal.contact.email")
    assert shift.policy == ("declared", "no-purpose")
    assert shift.opens
    assert [(one.purpose, one.becomes, one.how, one.findings) for one in impact.retags] == [("P2", "", "gone", 1)]
    assert [(touch.change.kind, len(touch.findings)) for touch in impact.touches] == [("purpose-removed", 1)]
    assert impact.to_settle
    assert list(impact.at_stake()) == [("publication", ("APPI 21, 22, 32(1)(ii)",), ("shop",), 1)]


def test_a_new_number_is_to_be_tagged_and_nothing_else() -> None:
    new = replace(
        POLICY, purposes=(replace(PURPOSES[0], id="P9"), PURPOSES[1]), matrix=matrix(P9="expected", P2="expected")
    )
    impact = weigh(new)
    assert impact.shifts == ()
    assert [(one.purpose, one.becomes, one.how, one.stake) for one in impact.retags] == [
        ("P1", "P9", "renumbered", "none")
    ]
    assert not impact.to_settle


def test_swapped_ids_are_followed() -> None:
    new = replace(POLICY, purposes=(replace(PURPOSES[1], id="P1"), replace(PURPOSES[0], id="P2")))
    impact = weigh(new)
    assert impact.shifts == ()
    assert {(one.purpose, one.becomes) for one in impact.retags} == {("P1", "P2"), ("P2", "P1")}


@pytest.mark.parametrize(
    ("text", "stake", "law"),
    [
        ("商品やお荷物の発送のため", "notice", "APPI 21(3)"),
        ("商品の発送および提携先による広告のため", "consent", "APPI 17(2), 18(1)"),
    ],
)
def test_a_reworded_purpose_puts_what_it_covers_at_stake(text: str, stake: str, law: str) -> None:
    impact = weigh(replace(POLICY, purposes=(replace(PURPOSES[0], text=text), PURPOSES[1])))
    assert impact.shifts == ()
    assert [(one.purpose, one.how, one.stake, one.law) for one in impact.retags] == [("P1", "reworded", stake, law)]
    assert list(impact.at_stake()) == [(stake, (law,), ("shop",), 1)]
    assert impact.to_settle


def test_a_use_that_opens_concerns_the_places_that_declare_it() -> None:
    closed = replace(POLICY, matrix=matrix(P1="unexpected", P2="expected"))
    impact = weigh_change(build(closed), closed, POLICY, diff_policies(closed, POLICY))
    (shift,) = impact.shifts
    assert shift.policy == ("mismatch", "declared")
    assert not shift.opens
    ((stake, _, sources, number),) = impact.at_stake()
    assert (stake, sources, number) == ("notice", ("shop",), 1)
    assert impact.to_settle


def test_what_is_announced_no_more() -> None:
    impact = weigh(replace(POLICY, announced={"personal.name": "1-1"}))
    assert [(shift.category, shift.policy[1]) for shift in impact.shifts] == [("personal.contact.email", "undeclared")]
    assert {touch.change.what for touch in impact.touches} == {"personal.contact.email"}


@pytest.mark.slow
def test_a_hundred_thousand_findings_in_time() -> None:
    report = build_run(NUMBER)
    new = replace(report.policy, announced={}, sha256="cd" * 32)
    diff = diff_policies(report.policy, new)
    begun = time.process_time()
    impact = weigh_change(report, report.policy, new, diff)
    taken = time.process_time() - begun
    assert impact.total == NUMBER
    assert taken < 2 * LONGEST_REMAP, f"{taken:.1f} s of processor time"


# --- the command ------------------------------------------------------------------------------------------

OLD = """\
id = "rei"
version = "1"
title = "Privacy"
announced = [{ item = "1-1", text = "Name", categories = ["personal", "usage", "org"] }]
[[purposes]]
id = "P1"
text = "To ship orders to customers"
[[purposes]]
id = "P2"
text = "To answer inquiries and complaints"
[matrix]
"personal" = "●●"
"""
NEW = OLD.replace('version = "1"', 'version = "2"').replace('id = "P1"', 'id = "P5"')
GONE = NEW.replace(
    'id = "P2"\ntext = "To answer inquiries and complaints"', 'id = "P3"\ntext = "Advertising by partners"'
)
CONFIG = """\
version = 1
policy = "old.toml"
[[source]]
id = "shop"
url = "customers.csv"
purposes = ["P1", "P2"]
[source.where]
"*.email" = ["P2"]
"""


@pytest.fixture
def shop(tmp_path: Path, daicho_here: Daicho) -> Path:
    """A folder with three policies and a run under the first."""
    for name, text in (("old.toml", OLD), ("new.toml", NEW), ("gone.toml", GONE), ("daicho.toml", CONFIG)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    rows = "".join(f"山田 花{one},taro{one}@example.jp\n" for one in range(20))
    (tmp_path / "customers.csv").write_text("氏名,email\n" + rows, encoding="utf-8")
    assert daicho_here("scan", "-o", "json:run.json", "-q", "--fail-on", "none").code == 0
    return tmp_path


def test_the_diff_says_what_it_means_for_the_run(shop: Path, daicho_here: Daicho) -> None:
    renumbered = daicho_here("policy", "diff", "old.toml", "new.toml", "--run", "run.json", "--lang", "en")
    assert renumbered.code == 0
    assert "Findings whose verdict or severity changes: 0 of 2" in renumbered.out
    assert "shop: P1 is now P5" in renumbered.out
    gone = daicho_here("policy", "diff", "old.toml", "gone.toml", "--run", "run.json", "--lang", "en")
    assert gone.code == 1
    assert "shop: E-mail address (personal.contact.email), 1 finding: Declared -> No purpose; " in gone.out
    assert "shop: P2 is gone (2 findings)" in gone.out
    assert "In the run      2 findings in shop" in gone.out
    japanese = daicho_here("policy", "diff", "old.toml", "gone.toml", "--run", "run.json", "--lang", "ja").out
    assert "shop: P2 はなくなった (検出 2 件)" in japanese


def test_the_diff_for_machines(shop: Path, daicho_here: Daicho) -> None:
    told = daicho_here("policy", "diff", "old.toml", "gone.toml", "--run", "run.json", "--format", "json").json()
    run = told["run"]
    assert (run["findings"], run["to_settle"]) == (2, True)
    (shift,) = run["shifts"]
    assert shift["policy"] == {"from": "declared", "to": "no-purpose"}
    (fingerprint,) = shift["findings"]
    findings = json.loads((shop / "run.json").read_text(encoding="utf-8"))["findings"]
    assert {one["fingerprint"]: one["location"]["field"] for one in findings}[fingerprint] == "email"
    assert [(one["purpose"], one["how"]) for one in run["retag"]] == [("P1", "renumbered"), ("P2", "gone")]
    assert {one["stake"] for one in run["at_stake"]} <= {"consent", "notice", "publication"}
    assert [(one["kind"], one["what"]) for one in run["changes"]] == [("purpose-removed", "P2")]


def test_json_lines_are_read_as_well(shop: Path, daicho_here: Daicho) -> None:
    assert daicho_here("report", "run.json", "-o", "jsonl:run.jsonl", "-q").code == 0
    ran = daicho_here("policy", "diff", "old.toml", "gone.toml", "--run", "run.jsonl")
    assert ran.code == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("new.toml", "old.toml", "--run", "run.json"), "run.json: was set against policy rei 1 (sha256 "),
        (("old.toml", "new.toml", "--run", "none.json"), "none.json: cannot be read"),
        (("old.toml", "new.toml", "--run", "old.toml"), "old.toml: is no JSON"),
    ],
)
def test_a_run_that_does_not_fit_exits_2(shop: Path, daicho_here: Daicho, words: tuple[str, ...], message: str) -> None:
    ran = daicho_here("policy", "diff", *words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert ran.err.count("\n") == 1


# --- rendering again --------------------------------------------------------------------------------------


def test_a_run_is_rendered_again(shop: Path, daicho_here: Daicho) -> None:
    ran = daicho_here("report", "run.json", "-o", "json:again.json", "-o", "jsonl:again.jsonl", "-o", "table:t.txt")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "wrote again.json\nwrote again.jsonl\nwrote t.txt\n"
    assert (shop / "again.json").read_bytes() == (shop / "run.json").read_bytes()
    assert daicho_here("report", "again.jsonl", "-o", "json").out == (shop / "run.json").read_text(encoding="utf-8")
    assert "氏名" in (shop / "t.txt").read_text(encoding="utf-8")


def test_the_policy_has_to_be_that_of_the_run(shop: Path, daicho_here: Daicho) -> None:
    (shop / "daicho.toml").unlink()
    lost = daicho_here("report", "run.json")
    assert (lost.code, lost.out) == (2, "")
    assert "neither the configured policy nor the shipped one is that; give that version with --policy FILE" in lost.err
    assert daicho_here("report", "run.json", "--policy", "old.toml").code == 0
    other = daicho_here("report", "run.json", "--policy", "new.toml")
    assert other.code == 2
    assert "new.toml is another one; give that version with --policy FILE, or set the findings" in other.err


def test_another_policy_with_remap(shop: Path, daicho_here: Daicho) -> None:
    """The configured policy is that of the run, so that new ids are followed."""
    made = daicho_here("report", "run.json", "--policy", "new.toml", "--remap", "-o", "json").json()
    assert made["policy"]["version"] == "2"
    assert made["sources"][0]["purposes"] == ["P5", "P2"]
    assert {one["policy"] for one in made["findings"]} == {"declared"}
    (shop / "daicho.toml").unlink()
    lost = daicho_here("report", "run.json", "--policy", "new.toml", "--remap", "-o", "json")
    assert "note: policy rei 1 (sha256 " in lost.err
    assert "it has no P1" in lost.err
    assert lost.json()["sources"][0]["purposes"] == ["P2"]
    assert daicho_here("report", "run.json", "--policy", "new.toml", "--remap", "-q").err == ""


def test_a_baseline_marks_what_was_there(shop: Path, daicho_here: Daicho) -> None:
    made = daicho_here("report", "run.json", "--baseline", "run.json", "-o", "json").json()
    assert {one["state"] for one in made["findings"]} == {"existing"}


def test_a_run_that_failed_is_rendered_with_0(shop: Path, daicho_here: Daicho) -> None:
    document = build(replace(POLICY, announced={}))
    assert document.run.exit_code == 1
    (shop / "failed.jsonl").write_text(jsonl.render(document), encoding="utf-8")
    (shop / "failed.json").write_text(json_report.render(document), encoding="utf-8")
    for name in ("failed.json", "failed.jsonl"):
        assert daicho_here("report", name, "--policy", "new.toml", "--remap", "-q").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("none.json",), "none.json: cannot be read"),
        (("customers.csv",), "customers.csv: is no JSON"),
        (("run.json", "-o", "pptx"), "unknown output format 'pptx'"),
        (("run.json", "-o", "json:none/x.json"), "does not exist"),
        (("run.json", "--policy", "none.toml"), "there is no such file"),
        (("run.json", "--config", "none.toml"), "cannot be read"),
        (("run.json", "--baseline", "none.json"), "none.json: cannot be read"),
        (("run.json", "--compare", "x"), "No such option"),
        ((), "Missing argument 'RUN'"),
    ],
)
def test_wrong_calls_exit_2(shop: Path, daicho_here: Daicho, words: tuple[str, ...], message: str) -> None:
    ran = daicho_here("report", *words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_category_of_ones_own_needs_its_configuration(shop: Path, daicho_here: Daicho) -> None:
    text = (shop / "run.json").read_text(encoding="utf-8").replace("personal.contact.email", "own.badge")
    (shop / "own.json").write_text(text, encoding="utf-8")
    ran = daicho_here("report", "own.json")
    assert ran.code == 2
    assert "unknown category own.badge; name the configuration that adds it with --config" in ran.err

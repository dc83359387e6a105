"""Going through findings: which are asked about, what each answer does, and that it can be left at any point."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import report_samples as samples

from reports.base import Entry
from scanner.accept_draft import Draft
from scanner.accept_review import Remembered, Tally, review
from scanner.acceptance_file import NAME, read_acceptances
from scanner.config_text import ConfigError

TODAY = date(2026, 11, 22)
ENTRIES = samples.build_small().entries
DRAFT = Draft("fix-pending", "", "tanaka@example.jp", "", "", None, TODAY)


@dataclass
class Script:
    """Answers in their order; a line that is None takes what is proposed."""

    answers: list[str | None]
    shown: list[str] = field(default_factory=list)

    def key(self, prompt: str, allowed: str) -> str:
        self.shown.append(prompt)
        answer = self.answers.pop(0)
        assert answer is not None
        assert answer in allowed
        return answer

    def line(self, prompt: str, default: str = "") -> str:
        self.shown.append(prompt)
        answer = self.answers.pop(0)
        return default if answer is None else answer

    def tell(self, lines: Iterable[str]) -> None:
        self.shown.extend(lines)


def go(
    folder: Path, answers: list[str | None], entries: tuple[Entry, ...] = ENTRIES, **more: bool
) -> tuple[Tally, str]:
    """A review in a folder; answers have to be used up."""
    file = read_acceptances(folder / NAME, TODAY)
    script = Script(answers)
    remembered = Remembered.load(folder / ".daicho" / "review.json")
    tally = review(entries, file, DRAFT, remembered, script, "en", **more)
    assert script.answers == []
    return tally, "\n".join(script.shown)


YES: list[str | None] = ["y", "p", "a fix is under way", None, "", None]


def test_every_answer_is_kept_at_once(tmp_path: Path) -> None:
    tally, _ = go(tmp_path, [*YES, "n", "s", "q"])
    assert tally == Tally(yes=1, no=1, skipped=1, left=1)
    (made,) = read_acceptances(tmp_path / NAME, TODAY).acceptances()
    assert (made.fingerprint, made.owner, made.created) == (ENTRIES[0].fingerprint, "tanaka@example.jp", TODAY)
    assert made.expires == TODAY + timedelta(days=90)
    tally, shown = go(tmp_path, ["s", "s"])
    assert tally == Tally(skipped=2)
    assert "1 finding that was answered with no is left out" in shown
    tally, _ = go(tmp_path, ["s", "s", "s"], again=True)
    assert tally == Tally(skipped=3)


def test_an_end_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    with pytest.raises(IndexError):
        go(tmp_path, [*YES, "n", "y", "f"])
    assert len(read_acceptances(tmp_path / NAME, TODAY).blocks) == 1
    assert go(tmp_path, ["q"])[0] == Tally(left=2)


def test_an_approver_is_asked_for_where_one_is_needed(tmp_path: Path) -> None:
    risk: list[str | None] = ["y", "a", "known", None, "tanaka@example.jp", "", None]
    again: list[str | None] = ["a", None, None, "sato@example.jp", None, None]
    _, shown = go(tmp_path, [*risk, *again, "q"])
    assert "somebody other than the owner" in shown
    (made,) = read_acceptances(tmp_path / NAME, TODAY).acceptances()
    assert (made.kind, made.approved_by) == ("accepted-risk", "sato@example.jp")


def test_barred_data_is_not_offered_as_a_risk(tmp_path: Path) -> None:
    barred = (replace(ENTRIES[0], policy="barred"),)
    with pytest.raises(AssertionError):
        go(tmp_path, ["y", "a"], barred)
    go(tmp_path, ["y", "f", "an order number", None, "sato@example.jp", "", None], barred)
    assert read_acceptances(tmp_path / NAME, TODAY).acceptances()[0].kind == "false-positive"


def test_what_is_about_to_lapse_is_asked_again(tmp_path: Path) -> None:
    text = '[[accept]]\nfingerprint = "{}"\nreason = "r"\nowner = "a@example.jp"\nexpires = {}\n'
    for days, asked in ((14, 1), (15, 0), (-1, 1)):
        (tmp_path / NAME).write_text(text.format(ENTRIES[0].fingerprint, TODAY + timedelta(days=days)))
        assert go(tmp_path, ["q"] if asked else [], ENTRIES[:1])[0].left == asked


def test_no_value_is_shown_not_even_a_masked_one(tmp_path: Path) -> None:
    _, shown = go(tmp_path, ["s"] * 4)
    for entry in ENTRIES:
        assert entry.fingerprint in shown
        assert [shape for shape in entry.finding.evidence.masked if shape in shown] == []


def test_a_finding_of_many_files_is_asked_once(tmp_path: Path) -> None:
    assert go(tmp_path, ["s"], (ENTRIES[0], ENTRIES[0]))[0] == Tally(skipped=1)
    assert "Nothing to review" in go(tmp_path, [], ())[1]


@pytest.mark.parametrize("text", ["", "[]", '{"no": 3}', "{", '{"yes": {}}'])
def test_a_damaged_memory_says_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "review.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match="remove it"):
        Remembered.load(path)


def test_what_is_remembered_is_for_its_owner(tmp_path: Path) -> None:
    go(tmp_path, ["n", "q"])
    path = tmp_path / ".daicho" / "review.json"
    assert json.loads(path.read_text()) == {"no": {ENTRIES[0].fingerprint: "2026-11-22"}}
    assert path.stat().st_mode & 0o077 == 0

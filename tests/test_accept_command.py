"""``daicho accept`` and scans with exceptions as a person meets them: files, flags, exit codes, words."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Daicho

from scanner.accept_output import load_words
from scanner.acceptance_file import NAME, read_acceptances

pytestmark = pytest.mark.slow

TODAY = date.today()
CONFIG = """
version = 1
[gate]
fail_on = "low"
[[source]]
id = "crm"
url = "crm"
purposes = ["P1"]
[[source]]
id = "staff"
url = "staff"
purposes = "none"
"""
CANARIES = ("蟹江 鳴鳥子", "canary.kanaria.7731@unique-canary.example.jp", "080-7731-4629")
WHO = ("--owner", "tanaka@example.jp", "--reason", "logging stops with release 12")


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """Two sources, and a run of both."""
    (tmp_path / "daicho.toml").write_text(CONFIG, encoding="utf-8")
    for name in ("crm", "staff"):
        (tmp_path / name).mkdir()
    rows = "".join(f"山田 太郎{n},user{n}@example.jp,090-1234-{n:04}\n" for n in range(60))
    text = f"氏名,メールアドレス,電話番号\n{','.join(CANARIES)}\n{rows}"
    (tmp_path / "crm" / "people.csv").write_text(text, encoding="utf-8")
    (tmp_path / "staff" / "list.csv").write_text(text.replace("氏名", "社員名"), encoding="utf-8")
    return tmp_path


def scan(run: Daicho, *more: str) -> tuple[int, dict[str, Any], str]:
    ran = run("scan", "-o", "json", "--no-progress", *more)
    return ran.code, json.loads(ran.out), ran.err


def prints(document: dict[str, Any], source: str = "") -> list[str]:
    return [one["fingerprint"] for one in document["findings"] if one["location"]["source"].startswith(source)]


def block(fingerprint: str, expires: date, more: str = "") -> str:
    return (
        f'\n[[accept]]\nfingerprint = "{fingerprint}"\nreason = "known"\nowner = "a@example.jp"\n'
        f"expires = {expires}\n{more}"
    )


def test_from_finding_to_exception_to_lapse(daicho_here: Daicho, company: Path) -> None:
    """Everything is excepted: the run passes and still shows all of it; the day after the last day it fails again."""
    code, document, _ = scan(daicho_here)
    assert code == 1
    all_of_them = prints(document)
    made = daicho_here("accept", *all_of_them, *WHO, "--expires", "90d")
    assert (made.code, made.err) == (0, "")
    assert f"added {len(all_of_them)} exceptions to {NAME}, until {TODAY + timedelta(days=90)}" in made.out
    file = read_acceptances(company / NAME, TODAY)
    places = {one.where for one in file.acceptances()}
    assert "crm: people.csv / 電話番号" in places

    code, document, err = scan(daicho_here)
    assert (code, document["run"]["status"]) == (0, "clean")
    assert prints(document) == all_of_them
    summary = document["summary"]
    assert (summary["excepted"], summary["gating"], summary["verdict"]) == (len(all_of_them), 0, "ok")
    assert {one["acceptance"]["owner"] for one in document["findings"]} == {"tanaka@example.jp"}
    assert "xception" not in err

    text = (company / NAME).read_text(encoding="utf-8")
    created, past = f"created = {TODAY}", f"created = {TODAY - timedelta(days=100)}"
    last = TODAY - timedelta(days=1)
    (company / NAME).write_text(
        text.replace(created, past).replace(f"expires = {TODAY + timedelta(days=90)}", f"expires = {last}"),
        encoding="utf-8",
    )
    code, document, err = scan(daicho_here)
    assert code == 1
    assert all(one["lapsed"] for one in document["findings"])
    assert f"Exception expired on {last}; the finding counts again" in err
    ran = daicho_here("scan", "--no-progress")
    assert f"Exception expired on {last}" in ran.out
    # Known to a baseline, and yet not for ever.
    assert scan(daicho_here, "--baseline", "last")[0] == 1
    assert [one for one in CANARIES if one in text + err + ran.out] == []


def test_exceptions_end_with_their_day_and_are_announced(daicho_here: Daicho, company: Path) -> None:
    _, document, _ = scan(daicho_here)
    first, second, third = prints(document, "crm")[:3]
    (company / NAME).write_text(
        block(first, TODAY)
        + block(second, TODAY + timedelta(days=15))
        + block(third, TODAY + timedelta(days=20), 'where = "staff: list.csv"\n')
        + block("v1:00000000000000aa", TODAY, 'where = "crm: people.csv / 年齢"\n')
        + block("v1:00000000000000ab", TODAY, 'where = "staff: list.csv / 年齢"\n'),
        encoding="utf-8",
    )
    _, document, err = scan(daicho_here, "--source", "crm")
    states = {one["fingerprint"]: one["status"] for one in document["acceptances"]}
    assert states == {
        first: "expiring",
        second: "in-force",
        third: "misplaced",
        "v1:00000000000000aa": "unused",
        "v1:00000000000000ab": "not-looked-at",
    }
    assert f"expires on {TODAY}" in err
    assert second not in err
    assert "where names another place" in err
    assert "v1:00000000000000aa: crm: people.csv / 年齢: The place was read to its end" in err
    assert "v1:00000000000000ab" not in err
    quiet = daicho_here("scan", "-q", "-o", f"json:{company / 'run.json'}")
    assert quiet.err == ""
    japanese = daicho_here("scan", "--lang", "ja", "--no-progress")
    assert "例外承認" in japanese.err
    assert "期限が近い" in japanese.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (block("v1:00000000000000aa", TODAY).replace("reason", "raeson"), f"{NAME}:4: unknown key"),
        (block("v1:00000000000000aa", TODAY + timedelta(days=181)), f"{NAME}:6: a fix-pending lasts 180 days"),
        ("[[accept", f"{NAME}:1: is no TOML"),
    ],
)
def test_a_broken_file_stops_before_anything_is_scanned(
    daicho_here: Daicho, company: Path, text: str, said: str
) -> None:
    (company / NAME).write_text(text, encoding="utf-8")
    for words in (("scan",), ("accept", "--list"), ("accept", "--check"), ("accept", "v1:00000000000000ab", *WHO)):
        ran = daicho_here(*words)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
        assert ran.err.count("\n") == 1


def test_targets_of_the_command_line_are_others(daicho_here: Daicho, company: Path) -> None:
    """What is called like a source of the configuration need not be it."""
    _, document, _ = scan(daicho_here)
    (company / NAME).write_text("".join(block(one, TODAY) for one in prints(document)), encoding="utf-8")
    code, document, _ = scan(daicho_here, str(company / "crm"))
    assert (code, document["acceptances"]) == (1, [])
    (company / "daicho.toml").unlink()
    code, document, _ = scan(daicho_here, str(company / "crm"), "--fail-on", "low")
    assert (code, document["summary"]["excepted"]) == (0, len(prints(document)))


def test_many_at_once_and_none_twice(daicho_here: Daicho, company: Path) -> None:
    _, document, _ = scan(daicho_here)
    (company / "run.json").write_text(json.dumps(document), encoding="utf-8")
    flags = ("--run", "run.json", *WHO, "--expires", "30d")
    ran = daicho_here("accept", "--source", "staff", "--category", "personal.contact", *flags)
    assert "added 2 exceptions" in ran.out
    ran = daicho_here("accept", "--source", "staff", *flags)
    assert "left 2 findings as they were" in ran.out
    assert set(prints(document, "staff")) == {
        one.fingerprint for one in read_acceptances(company / NAME, TODAY).acceptances()
    }
    before = (company / NAME).read_bytes()
    ran = daicho_here("accept", "--source", "staff", *flags)
    assert (ran.code, (company / NAME).read_bytes()) == (0, before)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name a FINGERPRINT, choose with --source"),
        (("{known}",), "an exception needs --reason, --owner, --expires as well"),
        (("{known}", "--owner", "a@b", "--expires", "1d"), "an exception needs --reason as well"),
        (("{known}", *WHO, "--expires", "tomorrow"), "--expires tomorrow: has to be a day such as 2027-01-20"),
        (("{known}", *WHO, "--expires", "181d"), "--expires: a fix-pending lasts 180 days at most"),
        (("{known}", *WHO, "--expires", "2020-01-01"), "--expires: expires lies before created"),
        (("{known}", *WHO, "--expires", "1d", "--kind", "accepted-risk"), "--kind: an accepted-risk needs approved_by"),
        (
            ("{known}", *WHO, "--expires", "1d", "--kind", "accepted-risk", "--approved-by", "Tanaka@example.jp"),
            "--approved-by: approved_by has to be somebody other than the owner",
        ),
        (("{known}", *WHO[2:], "--owner", "Tanaka", "--expires", "1d"), "--owner: owner has to be the mail address"),
        (("v1:00000000000000aa", *WHO, "--expires", "1d"), "the run has no finding v1:00000000000000aa"),
        (("{typo}", *WHO, "--expires", "1d"), "did you mean {known}?"),
        (("{known}", "--source", "crm", *WHO, "--expires", "1d"), "not both"),
        (("--source", "nobody", *WHO, "--expires", "1d"), "no finding of that source"),
        (("{known}", "--run", "missing.json", *WHO, "--expires", "1d"), "missing.json: cannot be read"),
        (("--list", "--check"), "ask for one of them"),
        (("--list", "{known}"), "leave out FINGERPRINT"),
        (("--expiring", "soon"), "has to be a number of days, such as 30d"),
        (("--review",), "--review needs a terminal"),
        (("--review", "{known}"), "goes through all findings"),
        (("{known}", "--kind", "whatever"), "'false-positive', 'accepted-risk', 'fix-pending'"),
    ],
)
def test_wrong_flags(daicho_here: Daicho, company: Path, words: tuple[str, ...], said: str) -> None:
    _, document, _ = scan(daicho_here)
    known = prints(document)[0]
    typo = known[:-1] + ("0" if known[-1] != "0" else "1")
    ran = daicho_here("accept", *(word.format(known=known, typo=typo) for word in words))
    assert ran.code == 2
    assert said.format(known=known) in ran.err
    assert not (company / NAME).exists()


def test_barred_data_can_only_be_on_its_way_out(daicho_here: Daicho, company: Path) -> None:
    numbers = "\n".join(["マイナンバー", *["123456789018"] * 30])
    (company / "crm" / "numbers.csv").write_text(numbers + "\n", encoding="utf-8")
    _, document, _ = scan(daicho_here)
    barred = next(one["fingerprint"] for one in document["findings"] if one["policy"] == "barred")
    answered = (barred, *WHO, "--expires", "30d", "--approved-by", "sato@example.jp", "--kind")
    ran = daicho_here("accept", *answered, "accepted-risk")
    assert ran.code == 2
    assert "is barred data: use --kind fix-pending" in ran.err
    (company / NAME).write_text(
        block(barred, TODAY, 'kind = "accepted-risk"\napproved_by = "b@example.jp"\n'), encoding="utf-8"
    )
    code, document, err = scan(daicho_here)
    assert code == 1
    assert [one["status"] for one in document["acceptances"]] == ["refused"]
    assert "The data is barred, so the exception does not hold" in err
    (company / NAME).unlink()
    assert daicho_here("accept", *answered, "fix-pending").code == 0


def test_renewing(daicho_here: Daicho, company: Path) -> None:
    _, document, _ = scan(daicho_here)
    one, two = prints(document)[:2]
    past = TODAY - timedelta(days=30)
    (company / NAME).write_text(
        block(one, TODAY + timedelta(days=5), f"created = {past}\n") + block(two, TODAY + timedelta(days=20)),
        encoding="utf-8",
    )
    assert daicho_here("accept", one, *WHO, "--expires", "60d").code == 0
    ran = daicho_here("accept", two, *WHO, "--expires", "60d")
    assert ran.code == 2
    assert f"{NAME}:9); it can be renewed from {TODAY + timedelta(days=6)} on" in ran.err
    current = {made.fingerprint: made.expires for made in read_acceptances(company / NAME, TODAY).acceptances()}
    assert current == {one: TODAY + timedelta(days=60), two: TODAY + timedelta(days=20)}


def test_without_a_run_the_place_is_not_known(daicho_here: Daicho, company: Path) -> None:
    ran = daicho_here("accept", "v1:00000000000000aa", *WHO, "--expires", "1d")
    assert ran.code == 0
    assert "with --run RUN.json the place stands in the file" in ran.err
    assert read_acceptances(company / NAME, TODAY).acceptances()[0].where == ""
    ran = daicho_here("accept", "--source", "crm", *WHO, "--expires", "1d")
    assert (ran.code, "name it with --run RUN.json" in ran.err) == (2, True)


def test_the_list_and_the_check(daicho_here: Daicho, company: Path) -> None:
    assert "no exceptions" in daicho_here("accept", "--list").out
    assert daicho_here("accept", "--check").code == 0
    sound = block("v1:00000000000000aa", TODAY + timedelta(days=100)) + block("v1:00000000000000ab", TODAY)
    (company / NAME).write_text(sound, encoding="utf-8")
    ran = daicho_here("accept", "--check")
    assert (ran.code, "2 exceptions, 0 expired, 1 within 14 days" in ran.out) == (0, True)
    ran = daicho_here("accept", "--list")
    assert ran.out.index("v1:00000000000000ab") < ran.out.index("v1:00000000000000aa")
    ran = daicho_here("accept", "--expiring", "30d", "--format", "json")
    assert [(one["fingerprint"], one["status"], one["days_left"], one["line"]) for one in json.loads(ran.out)] == [
        ("v1:00000000000000ab", "expiring", 0, 8)
    ]
    assert "no exception expires within 0 days" not in daicho_here("accept", "--expiring", "0").out
    late = block("v1:00000000000000ac", TODAY - timedelta(days=1))
    (company / NAME).write_text(sound + late, encoding="utf-8")
    ran = daicho_here("accept", "--check", "--lang", "ja")
    assert (ran.code, "期限切れ 1 件" in ran.out) == (1, True)


def test_the_words_are_complete_in_both_languages() -> None:
    for key, texts in load_words()["text"].items():
        assert set(texts) == {"ja", "en"}, key


Answers = Sequence[tuple[str, str]]


def drive(cwd: Path, words: Sequence[str], answers: Answers) -> tuple[str, int]:
    """The command at a real terminal: each answer is typed once its prompt is there."""
    pid, handle = pty.fork()
    if pid == 0:  # pragma: no cover - the other process
        os.chdir(cwd)
        os.environ.update(LANG="C.UTF-8", PYTHONPATH=str(Path(__file__).parents[1]))
        os.execv(sys.executable, [sys.executable, "-m", "scanner.cli", *words])
    shown, left, since, typed, end = "", list(answers), 0, "", time.monotonic() + 60
    while time.monotonic() < end:
        if not select.select([handle], [], [], 5)[0]:
            # A key that is typed before the terminal is ready for single keys gets lost.
            os.write(handle, typed.encode() if len(typed) == 1 else b"")
            continue
        try:
            data = os.read(handle, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data.decode("utf-8", "replace")
        if left and left[0][0] in shown[since:]:
            typed, since = left.pop(0)[1], len(shown)
            time.sleep(0.1)
            os.write(handle, typed.encode())
    if os.waitpid(pid, os.WNOHANG)[0] == 0:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    os.close(handle)
    return shown, len(left)


def test_a_review_at_a_terminal_can_be_taken_up_again(daicho_here: Daicho, company: Path) -> None:
    _, document, _ = scan(daicho_here)
    (company / "run.json").write_text(json.dumps(document), encoding="utf-8")
    words = ["accept", "--review", "--run", "run.json", "--source", "crm", "--lang", "en", "--owner", "a@example.jp"]
    yes: list[tuple[str, str]] = [
        ("(q)uit:", "y"),
        ("(p)ending:", "ｐ"),
        ("Reason", "fix under way\n"),
        ("Owner", "\n"),
        ("Ticket", "T-1\n"),
    ]
    again = [("(p)ending:", "p"), ("[fix under way]", "\n"), ("Owner", "\n"), ("Ticket", "\n"), ("Last day", "30d\n")]
    shown, unasked = drive(
        company, words, [*yes, ("Last day", "2099-01-01\n"), *again, ("(q)uit:", "n"), ("(q)uit:", "q")]
    )
    assert unasked == 0, shown
    assert "180 days at most" in shown
    assert "1 excepted, 1 not, 0 skipped" in shown
    assert [one for one in CANARIES if one in shown] == []
    (made,) = read_acceptances(company / NAME, TODAY).acceptances()
    assert (made.owner, made.reason, made.ticket) == ("a@example.jp", "fix under way", "T-1")
    assert made.expires == TODAY + timedelta(days=30)
    shown, unasked = drive(company, words, [("(q)uit:", "s"), ("(q)uit:", "q")])
    assert f"[1/{len(prints(document, 'crm')) - 2}]" in shown or "Nothing to review" in shown, shown
    assert "1 finding that was answered with no is left out" in shown
    assert made.fingerprint not in shown

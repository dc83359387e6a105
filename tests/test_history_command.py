"""The history as people meet it: scan, fix, scan again, ``runs``, ``diff``, baselines, and what goes wrong."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Daicho

from scanner.history_output import load_words

NAMES = ["佐藤花子", "鈴木一郎", "高橋美咲", "田中健太", "伊藤さくら", "渡辺大輔"]
PEOPLE = "氏名,メールアドレス\n" + "".join(f"{name},user{n}@mail.example.jp\n" for n, name in enumerate(NAMES))
GOODS = "商品番号,在庫数\n" + "".join(f"A-{n},{n}\n" for n in range(6))
CONFIG = """
version = 1
project = "sample"
[[source]]
id = "files"
url = "exports"
"""

Write = Callable[..., Path]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a configuration and one export that holds people."""
    (tmp_path / "daicho.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "exports" / "goods.csv").write_text(GOODS, encoding="utf-8")
    return tmp_path


def test_a_year_in_short(project: Path, daicho_here: Daicho) -> None:
    first = daicho_here("scan", "-o", "json")
    assert first.code == 1
    assert (first.json()["comparison"], first.json()["run"]["existing_fails"]) == (None, True)
    assert {one["state"] for one in first.json()["findings"]} == {"new"}
    # Existing findings fail the run as before, unless it is told to compare itself with the last one.
    again = daicho_here("scan", "-o", "json")
    assert (again.code, {one["state"] for one in again.json()["findings"]}) == (1, {"existing"})
    compared = daicho_here("scan", "--baseline", "last", "--lang", "en")
    assert compared.code == 0
    assert "0 new, 0 reopened, 0 fixed, 0 not looked at this time" in " ".join(compared.out.split())
    people = project / "exports" / "people.csv"
    people.rename(project / "people.csv")
    fixed = daicho_here("scan", "--baseline", "last", "-o", "json")
    assert fixed.json()["comparison"]["fixed"]
    (project / "people.csv").rename(people)
    back = daicho_here("scan", "--new-only", "-o", "json")
    assert (back.code, {one["state"] for one in back.json()["findings"]}) == (1, {"reopened"})
    assert len(back.json()["trend"]) == 5
    runs = json.loads(daicho_here("runs", "--json").out)
    assert [one["exit_code"] for one in runs] == [1, 0, 0, 1, 1]
    assert runs[0]["changes"]["reopened"] == runs[1]["changes"]["fixed"] > 0
    diff = daicho_here("diff", "--format", "json")
    assert (diff.code, len(diff.json()["reopened"]), diff.json()["failing"]) == (1, runs[0]["findings"], True)
    assert daicho_here("diff", "--fail-on", "none").code == 0
    assert daicho_here("diff", runs[4]["id"], runs[3]["id"]).code == 0


def test_new_only_lists_nothing_old(project: Path, daicho_here: Daicho) -> None:
    daicho_here("scan", "-o", "table", "--lang", "en")
    shown = daicho_here("scan", "--new-only", "--lang", "en")
    assert shown.code == 0
    assert "existing findings are counted but not listed" in shown.out
    assert "people.csv / 氏名" not in shown.out
    whole = daicho_here("scan", "--new-only", "-o", "json")
    assert len(whole.json()["findings"]) > 0


def test_a_file_and_a_commit_as_baseline(project: Path, daicho_here: Daicho) -> None:
    daicho_here("scan", "--no-history", "-o", "json:daicho-baseline.json")
    assert not (project / ".daicho" / "history.db").exists()

    def git(*words: str) -> None:
        person = ["-c", "user.name=tester", "-c", "user.email=tester@example.jp"]
        subprocess.run(["git", *person, *words], cwd=project, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "daicho-baseline.json")
    git("commit", "-q", "-m", "baseline")
    (project / "exports" / "more.csv").write_text(PEOPLE.replace("mail.", "post."), encoding="utf-8")
    for reference in ("daicho-baseline.json", "git:main", "git:HEAD:daicho-baseline.json"):
        found = daicho_here("scan", "--no-history", "--baseline", reference, "-o", "json").json()
        states = {(one["location"]["collection"], one["state"]) for one in found["findings"]}
        assert states == {("people.csv", "existing"), ("more.csv", "new")}
        assert (found["comparison"]["fixed"], found["run"]["existing_fails"]) == ([], False)
    (project / "exports" / "people.csv").unlink()
    assert daicho_here("scan", "--baseline", "git:main", "-o", "json").json()["comparison"]["fixed"]
    for wrong in ("git:", "git:--output=x", "git:nowhere", "git:main:none.json", "none.json", "daicho.toml"):
        refused = daicho_here("scan", "--baseline", wrong)
        assert (refused.code, refused.err.count("\n")) == (2, 1), wrong
    assert not (project / "x").exists()


def test_targets_are_stored_only_where_a_place_is_named(project: Path, daicho_here: Daicho) -> None:
    daicho_here("scan", "exports")
    assert not (project / ".daicho").exists()
    refused = daicho_here("scan", "exports", "--baseline", "last")
    assert (refused.code, "--history" in refused.err) == (2, True)
    daicho_here("scan", "exports", "--history", "own.db")
    assert daicho_here("scan", "exports", "--history", "own.db", "--baseline", "last").code == 0
    assert len(json.loads(daicho_here("runs", "--history", "own.db", "--json").out)) == 2
    assert daicho_here("scan", "exports", "--history", "own.db", "--no-history").code == 2
    assert daicho_here("scan", "exports", "--history", "postgresql://u:secret@h/db").code == 2


def test_nothing_stored_yet(project: Path, daicho_here: Daicho) -> None:
    for words in (["runs"], ["diff"], ["history", "prune"], ["history", "check"], ["report", "last"]):
        ended = daicho_here(*words)
        assert (ended.code, "daicho scan stores one" in ended.err, ended.err.count("\n")) == (2, True, 1), words
    assert not (project / ".daicho").exists()
    told = daicho_here("scan", "--baseline", "last")
    assert (told.code, "every finding counts as new" in told.err) == (1, True)
    assert "two stored runs" in daicho_here("diff").err


def test_a_stored_run_stands_wherever_a_file_may(project: Path, daicho_here: Daicho) -> None:
    scanned = daicho_here("scan", "-o", "json")
    id = scanned.json()["run"]["id"]
    for reference in ("last", id, id[:-1]):
        again = daicho_here("report", reference, "-o", "json")
        assert (again.code, again.out) == (0, scanned.out)
    daicho_here("report", "last", "-o", "json:run.json")
    assert daicho_here("diff", "run.json", "last").code == 0
    fingerprint = scanned.json()["findings"][0]["fingerprint"]
    assert fingerprint in daicho_here("explain", fingerprint, "--run", "last").out
    assert daicho_here("leak", "files", "--run", "last").code == 0
    assert daicho_here("ledger", "last", "-o", "csv:ledger.csv").code == 0
    assert daicho_here("report", "20200101-000000-abcd").code == 2


def test_a_damaged_history_costs_no_report(project: Path, daicho_here: Daicho) -> None:
    daicho_here("scan", "-q")
    history = project / ".daicho" / "history.db"
    for beside in (project / ".daicho").glob("history.db-*"):
        beside.unlink()
    history.write_bytes(b"nothing that SQLite knows" * 400)
    ended = daicho_here("scan", "-o", "json:run.json", "--fail-on", "none")
    assert ended.code == 3
    assert "not stored" in ended.err
    assert json.loads((project / "run.json").read_text(encoding="utf-8"))["run"]["exit_code"] == 3
    assert daicho_here("scan", "--fail-on", "none", "--allow-partial").code == 0
    assert daicho_here("scan").code == 1
    for words in (["runs"], ["diff"], ["history", "check"], ["report", "last"]):
        ended = daicho_here(*words)
        assert (ended.code, "damaged" in ended.err, ended.err.count("\n")) == (3, True, 1), words
    assert history.read_bytes().startswith(b"nothing that SQLite knows")


def test_a_history_of_a_newer_version_is_refused_before_anything_is_read(project: Path, daicho_here: Daicho) -> None:
    daicho_here("scan", "-q")
    with closing(sqlite3.connect(project / ".daicho" / "history.db")) as connection:
        connection.execute("UPDATE daicho_version SET version_num = '9999'")
        connection.commit()
    for words in (["scan", "-o", "json:run.json"], ["runs"], ["report", "last"]):
        ended = daicho_here(*words)
        assert (ended.code, "newer daicho" in ended.err, ended.err.count("\n")) == (2, True, 1), words
    assert not (project / "run.json").exists()


def test_prune_and_check(project: Path, daicho_here: Daicho) -> None:
    daicho_here("scan", "-q")
    daicho_here("scan", "-q")
    database = project / ".daicho" / "history.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE daicho_run SET started = '2020-01-01T00:00:00.000000+00:00' WHERE number = 1")
        connection.commit()
    assert (
        "would be forgotten: the findings of 1 runs, 1 whole"
        in daicho_here("history", "prune", "--dry-run", "--lang", "en").out.lower()
    )
    assert "2 runs" in daicho_here("history", "check", "--lang", "en").out
    assert daicho_here("history", "prune").code == 0
    assert "(1 runs" in daicho_here("history", "check", "--lang", "en").out
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE daicho_detail SET document = x'00'")
        connection.commit()
    broken = daicho_here("history", "check", "--lang", "ja")
    assert (broken.code, "壊れています" in broken.err) == (3, True)


def test_both_languages(project: Path, daicho_here: Daicho) -> None:
    daicho_here("scan", "-q")
    (project / "exports" / "people.csv").unlink()
    (project / "exports" / "more.csv").write_text(PEOPLE.replace("mail.", "post."), encoding="utf-8")
    assert "新規" in daicho_here("scan", "--lang", "ja").out
    assert "解消" in daicho_here("diff", "--lang", "ja").out
    assert "走査範囲" in daicho_here("runs", "--lang", "ja").out
    assert "Not looked at" not in daicho_here("diff", "--lang", "en").out


def test_every_word_has_both_languages() -> None:
    for section, words in load_words().items():
        for code, texts in words.items():
            assert set(texts) == {"ja", "en"}, f"{section}.{code}"
            assert texts["ja"].count("{") == texts["en"].count("{"), f"{section}.{code}"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('keep_runs = "soon"', "daicho.toml:4: keep_runs has to be a time"),
        ("keep_detail = 90", "daicho.toml:4: keep_detail has to be a time"),
        ('keep_detail = "2y"', "cannot be longer than keep_runs"),
        ('url = "postgresql://u:secret@h/db"', "a password stands in the url"),
        ('url = "mysql://u@h/db"', "url has to be postgresql://"),
        ('url = "postgresql://u@h/db"', "project has to be named"),
        ('enabled = "yes"', "enabled has to be true or false"),
        ("keeps = 1", "unknown setting of [history] 'keeps'"),
    ],
)
def test_wrong_settings_are_told_with_their_line(tmp_path: Path, daicho_here: Daicho, table: str, said: str) -> None:
    (tmp_path / "daicho.toml").write_text(f"version = 1\n\n[history]\n{table}\n", encoding="utf-8")
    ended = daicho_here("runs")
    assert (ended.code, said in ended.err, "secret" in ended.err) == (2, True, False), ended.err


def test_a_history_that_is_off(project: Path, daicho_here: Daicho) -> None:
    (project / "daicho.toml").write_text(CONFIG.replace("[[source]]", "[history]\nenabled = false\n[[source]]"))
    assert daicho_here("scan", "-q").code == 1
    assert not (project / ".daicho").exists()
    ended = daicho_here("runs")
    assert (ended.code, "enabled = false" in ended.err) == (2, True)


@pytest.mark.slow
def test_a_server_keeps_the_runs(project: Path, daicho: Daicho, postgres: str) -> None:
    text = CONFIG.replace("[[source]]", '[history]\nurl = "${DAICHO_HISTORY_URL}"\n[[source]]').replace(
        '"sample"', '"history-command"'
    )
    (project / "daicho.toml").write_text(text)
    env = {"DAICHO_HISTORY_URL": postgres}
    assert daicho("scan", "-q", env=env).code == 1
    assert daicho("scan", "-q", "--baseline", "last", env=env).code == 0
    assert len(json.loads(daicho("runs", "--json", env=env).out)) == 2
    assert daicho("history", "check", env=env).code == 0
    away = daicho("scan", "--fail-on", "none", env={"DAICHO_HISTORY_URL": "postgresql://u@127.0.0.1:1/db"})
    assert (away.code, "not stored" in away.err, "127.0.0.1" in away.err) == (3, True, False)

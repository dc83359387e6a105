"""The command as a person or a pipeline meets it: exit codes, streams, messages, bad input."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Daicho
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "reports" / "data" / "run.schema.json").read_text(encoding="utf-8"))


pytestmark = pytest.mark.slow


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding=encoding)
    return path


CLEAN = "code,price\nA1,100\nB2,200\nC3,300\n"
PEOPLE = "氏名,メールアドレス,電話番号\n" + "".join(
    f"山田 太郎,user{n}@example.jp,090-1234-{n:04}\n" for n in range(2000, 2030)
)


def test_clean_is_0_and_says_so(daicho: Daicho, tmp_path: Path) -> None:
    ran = daicho("scan", write(tmp_path / "prices.csv", CLEAN))
    assert ran.code == 0, ran.err
    assert "OK TO RELEASE" in ran.out
    assert "Traceback" not in ran.err


def test_findings_are_1(daicho: Daicho, tmp_path: Path) -> None:
    ran = daicho("scan", write(tmp_path / "people.csv", PEOPLE), "-o", "json")
    assert ran.code == 1
    document = ran.json()
    Draft202012Validator(SCHEMA).validate(document)
    assert document["run"]["status"] == "findings"
    assert document["run"]["exit_code"] == 1
    found = {(one["location"]["field"], one["category"], one["verdict"]) for one in document["findings"]}
    assert ("氏名", "personal.name", "is") in found
    assert ("メールアドレス", "personal.contact.email", "is") in found
    assert ("電話番号", "personal.contact.phone", "is") in found


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        ((), 1),
        (("--exit-zero",), 0),
        (("--fail-on", "none"), 0),
        (("--fail-on", "critical"), 0),
        (("--fail-on", "low"), 1),
        (("--min-severity", "critical"), 1),
    ],
)
def test_what_fails_a_run(daicho: Daicho, tmp_path: Path, flags: tuple[str, ...], code: int) -> None:
    write(tmp_path / "data" / "phones.csv", "id,phone\n" + "".join(f"{n},090-1234-{n}\n" for n in range(2000, 2030)))
    assert daicho("scan", "data", *flags).code == code


@pytest.mark.parametrize(
    ("flags", "code"),
    [((), 3), (("--allow-partial",), 0), (("--exit-zero",), 3), (("--exit-zero", "--allow-partial"), 0)],
)
def test_a_place_that_was_not_read_is_3(daicho: Daicho, tmp_path: Path, flags: tuple[str, ...], code: int) -> None:
    write(tmp_path / "data" / "prices.csv", CLEAN)
    (tmp_path / "data" / "scan.pdf").write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    ran = daicho("scan", "data", *flags)
    assert ran.code == code
    assert "scan.pdf" in ran.out
    assert "OK TO RELEASE" not in ran.out


def test_findings_win_over_incomplete_and_both_are_said(daicho: Daicho, tmp_path: Path) -> None:
    write(tmp_path / "data" / "people.csv", PEOPLE)
    (tmp_path / "data" / "x.bin").write_bytes(bytes(range(256)) * 20)
    ran = daicho("scan", "data", "-o", "json")
    assert ran.code == 1
    assert ran.json()["run"]["status"] == "findings+incomplete"


@pytest.mark.parametrize("flags", [(), ("--exit-zero",), ("--allow-partial",), ("--exit-zero", "--allow-partial")])
@pytest.mark.parametrize("target", ["missing.csv", "empty", "empty.db", "postgresql://u:pw12345@127.0.0.1:1/db"])
def test_nothing_scanned_is_always_3(daicho: Daicho, tmp_path: Path, target: str, flags: tuple[str, ...]) -> None:
    (tmp_path / "empty").mkdir()
    sqlite3.connect(tmp_path / "empty.db").executescript("CREATE TABLE t (a TEXT); DROP TABLE t;")
    ran = daicho("scan", target, *flags)
    assert ran.code == 3, ran.out + ran.err
    assert "pw12345" not in ran.out + ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("scan", "--nonsense", "x"), "--nonsense"),
        (("scan", "x", "-o", "pdfx"), "known: table, json, jsonl, html"),
        (("scan", "x", "-o", "json:nowhere/run.json"), "nowhere"),
        (("scan", "x", "-o", "json", "-o", "table"), "only one output"),
        (("scan", "x", "--sample", "many"), "--sample"),
        (("scan", "x", "--policy", "none.toml"), "none.toml"),
        (("scan", "x", "--config", "none.toml"), "none.toml"),
        (("scan", "x", "--baseline", "none.json"), "none.json"),
        (("scan", "x", "--positions", "all"), "jsonl"),
        (("scan",), "daicho scan PATH-OR-URL"),
        (("nonsense",), "nonsense"),
    ],
)
def test_usage_is_2_in_one_line(daicho: Daicho, words: tuple[str, ...], says: str) -> None:
    ran = daicho(*words)
    assert ran.code == 2
    assert says in ran.err
    assert not ran.out
    assert "Traceback" not in ran.err


def test_a_broken_url_does_not_stop_the_others(daicho: Daicho, tmp_path: Path) -> None:
    write(tmp_path / "people.csv", PEOPLE)
    ran = daicho("scan", "postgresql://u:pw12345@h:notaport/db", "people.csv", "-o", "json")
    assert ran.code == 1
    document = ran.json()
    assert [one["status"] for one in document["coverage"] if one["collection"] == "people.csv"] == ["read"]
    assert "pw12345" not in ran.out + ran.err.replace("warning: a password", "")


def test_a_pipe_as_target_does_not_hang(daicho: Daicho, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert daicho("scan", "pipe").code == 3


@pytest.mark.parametrize("url", ["postgresql://u@h/d?password=s3cretpw", "postgresql://u:s3cretpw@h/d"])
def test_passwords_are_refused_wherever_they_stand(daicho: Daicho, tmp_path: Path, url: str) -> None:
    write(tmp_path / "daicho.toml", f'[[source]]\nid = "db"\nurl = "{url}"\n')
    ran = daicho("scan")
    assert ran.code == 2
    assert "s3cretpw" not in ran.err


def test_closed_streams(daicho: Daicho, tmp_path: Path) -> None:
    import subprocess
    import sys

    write(tmp_path / "people.csv", PEOPLE)
    command = f"{sys.executable} -m scanner.cli scan people.csv -o json"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run(redirect: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            f"{command} {redirect}", shell=True, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60
        )

    assert json.loads(run("2>&-").stdout)["run"]["exit_code"] == 1
    closed = run(">&-")
    assert (closed.returncode, "standard output is closed" in closed.stderr) == (2, True)
    assert run("| head -c 10").stderr.count("Traceback") == 0


def test_unknown_scheme_names_the_known_ones(daicho: Daicho) -> None:
    ran = daicho("scan", "nosuch://host/db", "-o", "json")
    assert ran.code == 3
    assert "sqlite" in ran.json()["skipped"][0]["hint"]


def test_several_outputs_and_clean_streams(daicho: Daicho, tmp_path: Path) -> None:
    ran = daicho(
        "scan", write(tmp_path / "people.csv", PEOPLE), "-o", "json", "-o", "html:r.html", "-o", "jsonl:r.jsonl"
    )
    ran.json()
    assert "wrote r.html" in ran.err
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!")
    assert (tmp_path / "r.html").stat().st_mode & 0o077 == 0
    lines = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines[0]["type"] == "run"
    assert lines[-1]["type"] == "end"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".r.")]


def test_quiet_says_nothing_beside_the_result(daicho: Daicho, tmp_path: Path) -> None:
    ran = daicho("scan", write(tmp_path / "people.csv", PEOPLE), "-q", "-o", "json:r.json")
    assert (ran.out, ran.err) == ("", "")


def test_the_same_input_gives_the_same_bytes(daicho: Daicho, tmp_path: Path) -> None:
    write(tmp_path / "data" / "people.csv", PEOPLE)
    write(tmp_path / "data" / "notes.txt", "連絡先は090-1234-5678です\n担当 鈴木様\n")

    def scan() -> str:
        document = daicho("scan", "data", "-o", "json").json()
        for key in ("id", "started", "finished"):
            del document["run"][key]
        return json.dumps(document, ensure_ascii=False)

    assert scan() == scan()


def test_positions_are_where_the_values_stand(daicho: Daicho, tmp_path: Path) -> None:
    lines = [
        "何もない",
        "連絡先は０９０ー１２３４ー５６７８です。mail: taro@example.jp",
        "",
        "x" * 50 + " hanako@example.com,",
    ]
    write(tmp_path / "notes.txt", "\n".join(lines) + "\n")
    ran = daicho("scan", "notes.txt", "-o", "jsonl", "--positions", "all")
    records = [json.loads(line) for line in ran.out.splitlines()]
    categories = {one["fingerprint"]: one["category"] for one in records if one["type"] == "finding"}
    seen = {
        (categories[one["fingerprint"]], lines[one["row"] - 1][one["start"] : one["end"]])
        for one in records
        if one["type"] == "position"
    }
    assert seen >= {
        ("personal.contact.phone", "０９０ー１２３４ー５６７８"),
        ("personal.contact.email", "taro@example.jp"),
        ("personal.contact.email", "hanako@example.com"),
    }


def test_a_baseline_lets_known_findings_pass(daicho: Daicho, tmp_path: Path) -> None:
    write(tmp_path / "data" / "people.csv", PEOPLE)
    assert daicho("scan", "data", "-o", "json:base.json").code == 1
    again = daicho("scan", "data", "-o", "json", "--baseline", "base.json")
    assert again.code == 0
    assert {one["state"] for one in again.json()["findings"]} == {"existing"}
    write(tmp_path / "data" / "more.csv", PEOPLE)
    assert daicho("scan", "data", "--baseline", "base.json").code == 1
    write(tmp_path / "deep.json", "[" * 100_000)
    assert daicho("scan", "data", "--baseline", "deep.json").code == 2


def test_a_sample_is_said_to_be_one(daicho: Daicho, tmp_path: Path) -> None:
    write(tmp_path / "people.csv", "mail\n" + "".join(f"u{n}@example.jp\n" for n in range(50_000)))
    coverage = daicho("scan", "people.csv", "--sample", "1000", "-o", "json").json()["coverage"][0]
    assert coverage["method"] == "sample"
    assert 700 < coverage["rows_read"] < 1500
    assert coverage["rows_total"] == 50_000


def test_bad_input_is_named_and_the_rest_is_scanned(daicho: Daicho, tmp_path: Path) -> None:
    data = tmp_path / "data"
    write(data / "people.csv", PEOPLE)
    whole = gzip.compress(("203.0.113.9 something\n" * 20000).encode())
    (data / "cut.log.gz").write_bytes(whole[: len(whole) // 2])
    (data / "bad.csv").write_bytes(b'name,mail\n"never closed,a@example.jp\nx,b@example.jp\n\xff\xfe,c@example.jp\n')
    (data / "nul.txt").write_bytes(b"a\0b\0 d@example.jp\n" * 3)
    (data / "long.txt").write_bytes(b"x" * 1_000_000 + b" e@example.jp " + b"y" * 1_000_000 + b"\n")
    (data / "broken.db").write_bytes(b"SQLite format 3\0" + b"\xfe" * 4096)
    os.symlink(data, data / "loop")
    os.symlink("nowhere", data / "dangling")
    ran = daicho("scan", "data", "-o", "json")
    assert ran.code == 1, ran.err
    document = ran.json()
    skipped = {one["collection"].split("!")[0]: one["reason"] for one in document["skipped"]}
    assert skipped["cut.log.gz"] == "corrupt"
    assert skipped["broken.db"] == "corrupt"
    assert "dangling" in skipped
    found = {(one["location"]["collection"], one["category"]) for one in document["findings"]}
    for name in ("people.csv", "bad.csv", "nul.txt", "long.txt"):
        assert (name, "personal.contact.email") in found, name
    assert all(one["hint"] for one in document["skipped"])
    assert "Traceback" not in ran.err


@pytest.mark.slow
def test_a_wrong_password_is_3_and_never_shown(daicho: Daicho, postgres: str, tmp_path: Path) -> None:
    write(tmp_path / "daicho.toml", '[[source]]\nid = "db"\nurl = "${DB_URL}"\n')
    url = "postgresql://nobody:s3cretpw@/postgres?" + postgres.partition("?")[2]
    ran = daicho("scan", "-o", "json", env={"DB_URL": url})
    assert ran.code == 3
    assert ran.json()["skipped"][0]["reason"] == "login-failed"
    assert "s3cretpw" not in ran.out + ran.err
    missing = daicho("scan")
    assert missing.code == 3
    assert "DB_URL" in missing.out


def test_a_password_in_the_configuration_is_refused(daicho: Daicho, tmp_path: Path) -> None:
    write(tmp_path / "daicho.toml", '[[source]]\nid = "db"\nurl = "postgresql://u:s3cretpw@h/db"\n')
    ran = daicho("scan")
    assert ran.code == 2
    assert "daicho.toml:" in ran.err
    assert "s3cretpw" not in ran.err


def test_japanese(daicho: Daicho, tmp_path: Path) -> None:
    ran = daicho("scan", write(tmp_path / "people.csv", PEOPLE), "--lang", "ja")
    assert "リリース不可" in ran.out


def test_schema_and_version(daicho: Daicho) -> None:
    assert json.loads(daicho("schema", "run").out) == SCHEMA
    assert daicho("--version").out.startswith("daicho, version ")
    assert "Exit codes" in daicho("--help").out


def test_an_empty_file_alone_is_nothing_scanned(daicho: Daicho, tmp_path: Path) -> None:
    ran = daicho("scan", write(tmp_path / "empty.csv", ""), "--lang", "en")
    assert ran.code == 3
    assert "NOTHING WAS SCANNED" in ran.out
    assert "0 places" not in ran.out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_standard_output_is_no_fault_of_daicho(tmp_path: Path) -> None:
    for words in ("schema run", "policy show", "explain --list", "provision-record --received"):
        command = [sys.executable, "-m", "scanner.cli", *words.split()]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        with open("/dev/full", "w") as full:
            ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=env)
        assert ran.returncode == 2, words
        assert ran.stderr.count("\n") == 1
        assert "No space left on device" in ran.stderr


def test_what_is_read_is_never_written_over(daicho: Daicho, tmp_path: Path) -> None:
    data = write(tmp_path / "people.csv", PEOPLE)
    config = write(tmp_path / "daicho.toml", 'version = 1\n[[source]]\nid = "p"\nurl = "people.csv"\n')
    keys = write(tmp_path / "keys.txt", "email: user2001@example.jp\n")
    assert daicho("scan", "-q", "--no-history", "--exit-zero", "-o", "json:run.json").code == 0
    run = tmp_path / "run.json"
    before = {path: path.read_bytes() for path in (data, config, keys, run)}
    for words in (
        "scan --no-history -o csv:people.csv",
        "scan --no-history people.csv -o csv:people.csv",
        "scan --no-history -o html:daicho.toml",
        "report run.json -o html:run.json",
        "leak p --run run.json -o md:run.json",
        "leak p -o md:people.csv",
        "provision-record --run run.json -o html:daicho.toml",
        "ledger run.json -o html:run.json",
        "subject find --from keys.txt -o md:keys.txt",
        "subject find --from keys.txt -o md:people.csv",
    ):
        ran = daicho(*words.split())
        assert ran.code == 2, words
        assert "would be lost" in ran.err, words
    assert {path: path.read_bytes() for path in before} == before

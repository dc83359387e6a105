"""Nested values through a whole scan: findings stand at the column and the path, and nowhere twice."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from detectors.catalogue import load_catalogue
from reports.base import Report
from reports.policy_file import read_policy
from scanner.config import Source
from scanner.engine import Outcome, scan_sources
from scanner.positions import PositionSpool
from scanner.run import RunOptions, run_scan

FAMILY = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤"]
GIVEN = ["花子", "太郎", "美咲", "健一", "陽子", "大輔", "恵子", "翔太", "由美", "直樹"]
ROWS = 60


def people() -> Iterator[dict[str, str]]:
    for number in range(ROWS):
        yield {
            "name": f"{FAMILY[number % 10]}{GIVEN[number * 7 // 3 % 10]}",
            "email": f"user{number * 37 % 991}@mail{number % 7}.example.jp",
            "tel": f"090-{1234 + number * 91:04d}-{5678 - number * 13:04d}",
            "ip": f"203.0.113.{number + 1}",
        }


def scan(path: Path) -> dict[tuple[str, str, str], str]:
    """Category by (collection, field, path)."""
    outcome: Outcome = scan_sources((Source("s", path.as_uri()),), path.parent)
    assert not outcome.skipped
    found: dict[tuple[str, str, str], str] = {}
    for one in outcome.findings:
        place = (one.location.collection, one.location.field, one.location.path or "")
        found[place] = one.category if one.verdict != "contains" else f"contains {one.category}"
    return found


def test_a_column_of_json_in_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "profile", "plan"])
        for number, one in enumerate(people()):
            profile = {"name": one["name"], "contact": {"email": one["email"], "tel": one["tel"]}, "n": number}
            writer.writerow([number, json.dumps(profile, ensure_ascii=number % 2 == 0), "basic"])
    found = scan(path)
    assert found["members.csv", "profile", "contact.email"] == "personal.contact.email"
    assert found["members.csv", "profile", "contact.tel"] == "personal.contact.phone"
    assert found["members.csv", "profile", "name"] == "personal.name"
    assert ("members.csv", "profile", "") not in found


def test_a_payload_in_sqlite_with_json_inside_json_and_headers(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    with sqlite3.connect(path) as database:
        database.execute("create table events (id integer primary key, payload text)")
        for one in people():
            headers = [{"name": "X-Request", "value": "r"}, {"name": "X-Forwarded-For", "value": one["ip"]}]
            payload = {"user": json.dumps({"email": one["email"]}), "headers": headers, "form": f"tel={one['tel']}&x=1"}
            database.execute("insert into events (payload) values (?)", (json.dumps(payload),))
    database.close()
    found = {(field, place): category for (_, field, place), category in scan(path).items()}
    assert found["payload", "user.email"] == "personal.contact.email"
    assert found["payload", "headers.X-Forwarded-For"] == "usage.device.ip"
    assert found["payload", "form.tel"] == "personal.contact.phone"
    assert ("payload", "") not in found


def app_log(tmp_path: Path) -> Path:
    path = tmp_path / "app.log"
    lines = []
    for number, one in enumerate(people()):
        event = {"user": {"email": one["email"], "name": one["name"]}, "ms": number}
        lines.append(f"2026-11-22T10:{number % 60:02d}:00+09:00 INFO web event={json.dumps(event, ensure_ascii=False)}")
        lines.append(f"2026-11-22T10:{number % 60:02d}:01+09:00 WARN web retry of job {number}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_log_with_json_tails(tmp_path: Path) -> None:
    found = scan(app_log(tmp_path))
    assert found["app.log", "", "user.email"] == "personal.contact.email"
    assert found["app.log", "", "user.name"] == "personal.name"
    assert ("app.log", "", "") not in found


def test_logfmt(tmp_path: Path) -> None:
    path = tmp_path / "worker.log"
    path.write_text(
        "".join(
            f'ts=2026-11-22T10:00:{number:02d}Z level=info msg="user signed in" email={one["email"]}'
            f' remote_ip={one["ip"]} tel="{one["tel"]}" dur={number}ms\n'
            for number, one in enumerate(people())
        ),
        encoding="utf-8",
    )
    found = scan(path)
    assert found["worker.log", "", "email"] == "personal.contact.email"
    assert found["worker.log", "", "remote_ip"] == "usage.device.ip"
    assert found["worker.log", "", "tel"] == "personal.contact.phone"
    assert not {place for _, _, place in found} & {"level", "msg", "dur", ""}


def test_mail_log(tmp_path: Path) -> None:
    path = tmp_path / "maillog"
    path.write_text(
        "".join(
            f"Nov 22 10:00:{number:02d} mx postfix/smtp[71{number}]: 4F{number:02d}A: from=<{one['email']}>, "
            f"to=<{one['email'].replace('user', 'to')}>, status=sent\n"
            for number, one in enumerate(people())
        ),
        encoding="utf-8",
    )
    found = scan(path)
    assert found["maillog", "", "from"].endswith("personal.contact.email")
    assert found["maillog", "", "to"].endswith("personal.contact.email")
    assert ("maillog", "", "") not in found


def test_positions_and_fingerprints_have_paths(tmp_path: Path) -> None:
    path = app_log(tmp_path)
    policy = read_policy(categories=load_catalogue().ids)
    sources = (Source("s", path.as_uri()),)
    with closing(PositionSpool()) as spool:
        report: Report = run_scan(sources, policy, RunOptions(), tmp_path, spool=spool)
        (entry,) = [one for one in report.entries if one.finding.location.path == "user.email"]
        positions = [one[1:] for one in spool.positions(report.entries) if one[0] == entry.fingerprint]
    emails = [one["email"] for one in people()]
    assert positions == [(2 * number + 1, 0, len(email)) for number, email in enumerate(emails)]
    assert len({one.fingerprint for one in report.entries}) == len(report.entries)


def test_positions_below_folded_keys_are_all_there(tmp_path: Path) -> None:
    """The first keys had paths of their own until there were too many of them."""
    path = tmp_path / "scores.db"
    names = [f"見本{first}{second}" for first in "一二三四五六七" for second in "郎子美助太夫介"]
    with sqlite3.connect(path) as database:
        database.execute("create table scores (payload text)")
        cells = [json.dumps({name: {"mail": f"u{number + 100}@example.jp"}}) for number, name in enumerate(names)]
        database.executemany("insert into scores values (?)", [(cell,) for cell in cells])
    database.close()
    policy = read_policy(categories=load_catalogue().ids)
    with closing(PositionSpool()) as spool:
        report = run_scan((Source("s", path.as_uri()),), policy, RunOptions(), tmp_path, spool=spool)
        places = {one.finding.location.path: one.fingerprint for one in report.entries}
        positions = [one[1:] for one in spool.positions(report.entries) if one[0] == places["{}.mail"]]
    assert sorted(positions) == [(row, 0, 15) for row in range(1, len(names) + 1)]
    assert "見本" not in repr(report)


@pytest.mark.parametrize("broken", ['{"user": {"email": "taro@example.jp"', '["taro@example.jp", '])
def test_broken_json_is_still_looked_at(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "notes.log"
    path.write_text("".join(f"2026-11-22 10:00:0{number} {broken}\n" for number in range(9)), encoding="utf-8")
    assert scan(path)["notes.log", "", ""].endswith("personal.contact.email")

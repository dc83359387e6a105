"""Schedules for other schedulers: whole files, what cannot be said, and that each file means the same times."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from schedule_samples import make_schedule
from test_schedule_cron import CRONS

from scanner.config import Config, ConfigError, read_config
from scanner.schedule_cron import fires_after, read_cron
from scanner.schedule_export import TARGETS, Surroundings, export, find_limit, find_variables
from scanner.schedule_utc import find_offsets, shift_cron

GOLDEN = Path(__file__).parent / "data" / "schedules"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
AROUND = Surroundings("/usr/bin/daicho", "daicho:1.0", NOW)
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")


def settings(path: str = "/srv/shop/daicho.toml") -> Config:
    return replace(read_config(GOLDEN / "daicho.toml"), path=Path(path))


def made(target: str, path: str = "/srv/shop/daicho.toml") -> dict[str, str]:
    found = settings(path)
    return export(target, found, found.schedules, AROUND)


@pytest.mark.parametrize("target", TARGETS)
def test_whole_files(target: str) -> None:
    files = made(target)
    kept = {path.stem: path.read_text(encoding="utf-8") for path in (GOLDEN / target).iterdir()}
    assert files == kept


def test_no_secret_and_no_host_of_a_source_is_written() -> None:
    everything = "".join(text for target in TARGETS for text in made(target).values())
    assert "replica.example.jp" not in everything
    assert find_variables(settings()) == ["SHOP_DB_URL", "SLACK_WEBHOOK"]


# --- systemd ----------------------------------------------------------------------------------------------


@needs_systemd
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name, text in made("systemd", f"{tmp_path}/a b%/daicho.toml").items():
        (tmp_path / name).write_text(text.replace("/usr/bin/daicho", "/bin/true"), encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize(
    ("cron", "zone"),
    [
        ("0 3 * * *", "Asia/Tokyo"),
        ("*/20 6-8 * * mon-fri", "Europe/London"),
        ("30 4 1,15 jan-jun *", "America/Sao_Paulo"),
        ("0 5 13 * fri", "Asia/Tokyo"),
        ("0 0 * * 7", "Asia/Kolkata"),
    ],
)
def test_systemd_means_the_same_times(cron: str, zone: str) -> None:
    found = replace(settings(), schedules=(make_schedule(cron, zone),))
    timer = export("systemd", found, found.schedules, AROUND)["daicho-nightly.timer"]
    calendars = re.findall(r"^OnCalendar=(.*)$", timer, re.MULTILINE)
    options = ["--iterations=12", "--base-time=2026-11-22 00:00:00 UTC"]
    command = ["systemd-analyze", "calendar", *options, *calendars]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, env={"TZ": "UTC", "PATH": "/usr/bin"})
    times = set(re.findall(r"(?:elapse|#\d+): \w+ (\S+ \S+) UTC", told.stdout))
    ours = [f"{one.astimezone(UTC):%Y-%m-%d %H:%M:%S}" for one in islice(_fires(cron, zone), 8)]
    assert ours
    assert set(ours) <= times
    assert min(times) == ours[0]


def _fires(cron: str, zone: str) -> Any:
    return fires_after(read_cron(cron), ZoneInfo(zone), NOW)


# --- cron -------------------------------------------------------------------------------------------------


def test_crontab_lines_are_commands() -> None:
    lines = [
        line for line in made("cron", "/srv/a b%/daicho.toml")["daicho.crontab"].splitlines() if line[0] in "0123*"
    ]
    assert len(lines) == 2
    for line in lines:
        *fields, command = line.split(maxsplit=5)
        read_cron(" ".join(fields))
        assert not re.search(r"(?<!\\)%", command)
        subprocess.run(["sh", "-n", "-c", command.replace("\\%", "%")], check=True, timeout=20)


# --- Kubernetes and GitHub --------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["k8s", "github"])
def test_yaml_can_be_read(target: str) -> None:
    for text in made(target, "/srv/名 'a\" b/daicho.toml").values():
        assert isinstance(yaml.safe_load(text), dict)


def test_a_cron_job_keeps_to_the_window() -> None:
    job = yaml.safe_load(made("k8s")["daicho-nightly.yaml"])["spec"]
    assert (job["schedule"], job["timeZone"], job["concurrencyPolicy"]) == ("0 3 * * *", "Asia/Tokyo", "Forbid")
    assert job["startingDeadlineSeconds"] == 12 * 3600
    assert job["jobTemplate"]["spec"]["activeDeadlineSeconds"] == 175 * 60
    (container,) = job["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["args"][:3] == ["scan", "--config", "/daicho/daicho.toml"]
    assert container["securityContext"]["readOnlyRootFilesystem"] is True


@pytest.mark.parametrize("line", ["30 1 * * 0", "30 0 * * 0", ""])
def test_the_clock_of_the_season_decides_on_github(line: str) -> None:
    (guard, *_) = yaml.safe_load(made("github")["daicho-weekly.yml"])["jobs"]["scan"]["steps"]
    script = guard["run"].replace("${{ github.event.schedule }}", line).replace('>> "$GITHUB_OUTPUT"', "")
    offset = f"{datetime.now(ZoneInfo('Europe/Berlin')):%z}"
    right = {"30 1 * * 0": "+0100", "30 0 * * 0": "+0200"}.get(line, offset) == offset
    ran = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, timeout=20)
    assert ran.stdout == ("run=yes\n" if right else "")


ZONES = st.sampled_from(["Asia/Tokyo", "Asia/Kathmandu", "UTC", "Pacific/Kiritimati", "America/Phoenix"])


@given(CRONS, ZONES)
def test_lines_in_utc_mean_the_same_times(text: str, zone: str) -> None:
    schedule = make_schedule(text, zone)
    ((_, offset),) = find_offsets(schedule, NOW).items()
    try:
        lines = shift_cron(schedule, offset)
    except ConfigError:
        assume(False)
    until = NOW + timedelta(days=60)
    ours = {one for one in islice(fires_after(schedule.cron, schedule.zone, NOW), 300) if one < until}
    theirs = {one for line in lines for one in islice(fires_after(read_cron(line), ZoneInfo("UTC"), NOW), 300)}
    last = min(max(ours, default=until), max(theirs, default=until))
    assert {one for one in ours if one <= last} == {one for one in theirs if one <= last}


@pytest.mark.parametrize("cron", ["0 3 1 * *", "0 3 * 5 *", "0 3 31 * *", "0 3 */2 * *"])
def test_days_that_cannot_move_are_refused(cron: str) -> None:
    with pytest.raises(ConfigError, match="schedule nightly: in UTC it falls on another day"):
        shift_cron(make_schedule(cron), timedelta(hours=9))


# --- Airflow ----------------------------------------------------------------------------------------------


def test_the_dags_are_python() -> None:
    tree = ast.parse(made("airflow", "/srv/名 'a\" b/daicho.toml")["daicho_schedules.py"])
    blocks = [node for node in tree.body if isinstance(node, ast.With)]
    assert len(blocks) == 2
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    (command, *_) = [one for one in strings if one.startswith("cd ")]
    subprocess.run(["sh", "-n", "-c", command], check=True, timeout=20)


# --- windows ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cron", "jitter"), [("0 12 * * *", 0), ("59 5 * * *", 5), ("0 3,6 * * *", 0)])
def test_a_time_outside_the_window_is_for_serve_alone(cron: str, jitter: int) -> None:
    (nightly, _) = settings().schedules
    schedule = replace(nightly, cron=read_cron(cron), jitter=timedelta(minutes=jitter))
    with pytest.raises(ConfigError, match="only daicho serve waits for a window"):
        find_limit(schedule, NOW)


def test_the_limit_is_the_shortest_way_to_the_end_of_the_window() -> None:
    (nightly, weekly) = settings().schedules
    assert find_limit(weekly, NOW) is None
    assert find_limit(nightly, NOW) == timedelta(hours=2, minutes=55)
    assert find_limit(replace(nightly, cron=read_cron("0 23,5 * * *")), NOW) == timedelta(minutes=55)

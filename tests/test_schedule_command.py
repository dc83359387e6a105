"""``daicho schedule``: what it lists, runs and writes, and what it says where something is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from conftest import Daicho
from schedule_samples import make_schedule

from scanner.config import ConfigError, read_config
from scanner.history import open_history
from scanner.history_engine import HistoryPlace
from scanner.schedule_events import Happening, ScheduleEvent
from scanner.schedule_output import load_texts, say, write_event, write_fire
from scanner.schedule_store import Fire, FireStore

CONFIG = """
language = "en"

[[source]]
id = "staff"
url = "staff.csv"

[[source]]
id = "other"
url = "missing.csv"

[[schedule]]
name = "nightly"
cron = "0 3 * * *"
timezone = "Asia/Tokyo"
window = "22:00-06:00"
sources = ["staff"]

[[schedule]]
name = "noon"
cron = "0 12 * * *"
timezone = "Europe/Berlin"
window = "22:00-06:00"
jitter = "1m"
sample = 10
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "daicho.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "staff.csv").write_text("name,email\n山田太郎,taro@example.jp\n", encoding="utf-8")
    return tmp_path


def store_fire(shop: Path) -> Fire:
    """A run that goes on."""
    (shop / ".daicho").mkdir(mode=0o700, exist_ok=True)
    with open_history(HistoryPlace(shop / ".daicho" / "history.db")) as history:
        fire = FireStore(history).add_manual("nightly", "somebody", datetime.now(UTC))
    assert fire
    return fire


def test_the_next_times(shop: Path, daicho_here: Daicho) -> None:
    ran = daicho_here("schedule", "next", "-n", "2")
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert lines[0] == "nightly  0 3 * * *  Asia/Tokyo"
    assert lines[1].endswith(" 03:00 +0900")
    assert lines[3] == "noon  0 12 * * *  Europe/Berlin"
    assert " 12:00 +0" in lines[4]
    assert lines[4].endswith("(begins 22:00:00)")
    (only,) = daicho_here("schedule", "next", "noon", "-n", "2", "--json").json()
    assert [datetime.fromisoformat(one["begins"]).hour for one in only["next"]] == [22, 22]


def test_listing_makes_no_history(shop: Path, daicho_here: Daicho) -> None:
    ran = daicho_here("schedule", "list")
    assert [line.split()[0] for line in ran.out.splitlines()] == ["name", "nightly", "noon"]
    assert ran.out.count("never") == 2
    assert not (shop / ".daicho").exists()
    assert "まだありません" in daicho_here("schedule", "list", "--lang", "ja").out


@pytest.mark.slow
def test_a_run_by_hand_is_recorded(shop: Path, daicho: Daicho) -> None:
    ran = daicho("schedule", "run", "nightly")
    assert ran.code == 0
    assert "staff.csv" in ran.out
    assert "missing" not in ran.out
    (nightly, noon) = daicho("schedule", "list", "--json").json()
    assert noon["last"] is None
    last = nightly["last"]
    assert (last["kind"], last["state"], last["exit_code"], last["times"]) == ("manual", "done", 0, 1)
    (stored,) = daicho("runs", "--json").json()
    assert stored["trigger"].startswith("schedule:nightly:")
    assert daicho("schedule", "run", "noon", "--lang", "ja").code == 3


def test_a_run_that_goes_on_is_not_joined(shop: Path, daicho_here: Daicho) -> None:
    store_fire(shop)
    ran = daicho_here("schedule", "run", "nightly")
    assert (ran.code, ran.out) == (3, "")
    assert (
        ran.err
        == "daicho: a scan of schedule nightly is going on; wait until it has ended (daicho schedule list shows it)\n"
    )


def test_a_run_that_nobody_reports_of_is_lost(shop: Path) -> None:
    fire = store_fire(shop)
    assert fire.seen
    with open_history(HistoryPlace(shop / ".daicho" / "history.db")) as history:
        store = FireStore(history)
        assert store.add_manual("nightly", "another", fire.seen + timedelta(seconds=80)) is None
        assert store.add_manual("nightly", "another", fire.seen + timedelta(seconds=100)) is not None


def test_files_are_written_into_a_folder_once(shop: Path, daicho_here: Daicho) -> None:
    words = ("schedule", "export", "nightly", "--systemd", "-o", "units")
    assert daicho_here(*words).code == 0
    assert sorted(path.name for path in (shop / "units").iterdir()) == [
        "daicho-nightly.service",
        "daicho-nightly.timer",
    ]
    ran = daicho_here(*words)
    assert ran.code == 2
    assert "is there already" in ran.err
    assert daicho_here(*words, "--force").code == 0
    shown = daicho_here("schedule", "export", "nightly", "--systemd").out
    assert shown.startswith("# --- daicho-nightly.service\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("schedule", "export"), "say for what: --systemd, --cron, --k8s, --airflow, --github"),
        (("schedule", "export", "--cron"), "schedule noon: 12:00 (with its jitter) is outside its window"),
        (("schedule", "export", "nightly", "--k8s", "-o", "staff.csv"), "staff.csv"),
        (("schedule", "run", "weekly"), "no schedule is called 'weekly'; there are: nightly, noon"),
        (("schedule", "next", "weekly"), "no schedule is called 'weekly'"),
        (("schedule", "next", "-n", "0"), "0 is not in the range"),
        (("schedule", "list", "-c", "none.toml"), "none.toml: cannot be read"),
        (("serve", "-c", "off.toml"), "daicho serve needs the history, but [history] enabled is false"),
        (("serve", "-c", "empty.toml"), "has no [[schedule]]; write one with name, cron"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(shop: Path, daicho_here: Daicho, words: tuple[str, ...], says: str) -> None:
    (shop / "off.toml").write_text(
        "[history]\nenabled = false\n" + CONFIG.replace('language = "en"', ""), encoding="utf-8"
    )
    (shop / "empty.toml").write_text('[[source]]\nid = "a"\nurl = "a"\n', encoding="utf-8")
    ran = daicho_here(*words)
    assert ran.code == 2
    assert says in ran.err
    assert ran.out == ""


def test_a_damaged_history_ends_serve_with_3(shop: Path, daicho_here: Daicho) -> None:
    (shop / ".daicho").mkdir(mode=0o700)
    (shop / ".daicho" / "history.db").write_bytes(b"this is no database" * 100)
    ran = daicho_here("serve")
    assert ran.code == 3
    assert "is damaged" in ran.err
    listed = daicho_here("schedule", "list")
    assert listed.code == 0
    assert "warning: the last runs are not known" in listed.err


def test_help_and_export_load_no_scanner() -> None:
    code = (
        "import sys\nfrom scanner.cli import main\n"
        "try: main(['schedule', '--help'])\nexcept SystemExit: pass\n"
        "print([one for one in ('sqlalchemy', 'pandas', 'rich', 'yaml') if one in sys.modules], file=sys.stderr)"
    )
    root = str(Path(__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, env=os.environ)
    assert done.stderr == "[]\n"


# --- words ------------------------------------------------------------------------------------------------


def test_every_word_is_there_in_both_languages() -> None:
    texts = tomllib.loads((files("scanner") / "data" / "schedule.toml").read_text(encoding="utf-8"))
    for section in ("event", "state", "kind", "reason", "text"):
        for key, both in texts[section].items():
            assert set(both) == {"ja", "en"}, key
            assert all(both.values()), key
    assert set(Happening.__args__) <= set(texts["event"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_event_can_be_said(lang: str) -> None:
    schedule = make_schedule()
    for happening in Happening.__args__:  # type: ignore[attr-defined]
        event = ScheduleEvent(
            happening, datetime(2026, 11, 22, tzinfo=UTC), "nightly", datetime(2026, 11, 21, 18, tzinfo=UTC), 2, 1
        )
        line = write_event(event, {"nightly": schedule}, lang)
        assert line.startswith("2026-11-22T09:00:00+09:00 ")
        assert "{" not in line


def test_a_reason_that_is_not_known_is_shown_as_it_is() -> None:
    slot = datetime(2026, 11, 21, 18, tzinfo=UTC)
    fire = Fire(
        1, "nightly", slot, slot, 1, slot, "late", "failed", "not-started: no memory", 0, "", None, None, None, None
    )
    assert write_fire(fire, make_schedule(), "en") == (
        "2026-11-22 03:00 +0900 failed, could not be started (no memory), late"
    )
    assert say("reason", "exit-code", "ja", code=2) == "終了コード 2"
    assert set(load_texts()["file"]) >= {"systemd.service", "cron", "k8s", "airflow", "github"}


def test_the_schema_knows_the_same_forms(shop: Path) -> None:
    from jsonschema import Draft202012Validator

    from scanner.config_schema import build_schema

    schema = build_schema()
    assert list(Draft202012Validator(schema).iter_errors(tomllib.loads(CONFIG))) == []
    wrong = CONFIG.replace('window = "22:00-06:00"', 'window = "22-06"')
    assert list(Draft202012Validator(schema).iter_errors(tomllib.loads(wrong)))
    (shop / "daicho.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(ConfigError):
        read_config(shop / "daicho.toml")

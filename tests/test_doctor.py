"""``daicho doctor``: what it sees of a machine and of sources, and what it never says."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Daicho

from connectors.sql_session import Session
from reports.declaration import Declaration
from scanner.config import Source
from scanner.doctor_diagnosis import Diagnosis, load_words, say, tell
from scanner.doctor_machine import _clock, _disk, examine_state, list_extras
from scanner.doctor_settings import mask, mask_url
from scanner.doctor_sources import tell_session

SECRETS = ("hunter2", "s3cret", "hidden-host", "hidden-user")


def codes(found: Iterator[Diagnosis]) -> dict[str, str]:
    return {one.code: one.level for one in found}


# --- words ------------------------------------------------------------------------------------------------


def test_every_sentence_is_there_in_both_languages_with_the_same_blanks() -> None:
    for code, texts in load_words().items():
        assert set(texts) == {"ja", "en"}, code
        blanks = [set(re.findall(r"\{(\w+)\}", text)) for text in texts.values()]
        assert blanks[0] == blanks[1] or code == "policy-shipped", code


def test_every_code_that_is_written_has_its_sentence() -> None:
    folder = Path(__file__).parents[1] / "scanner"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("doctor_*.py"))
    written = set(re.findall(r'Diagnosis\(\s*(?:place|source\.id|""),\s*"([a-z.-]+)"', text))
    assert len(written) > 20
    assert written <= set(load_words())


def test_what_to_do_is_told_where_there_is_something_to_do() -> None:
    bad = Diagnosis("a", "rights-write", "warning", {"tables": 1200})
    assert tell(bad, "en") == "tables that the role could change: 1,200 → make a role of its own that has SELECT only"
    assert "→" not in tell(Diagnosis("a", "primary", "ok"), "ja")
    assert say("origin.flag", "ja", {"detail": "--lang"}) == "フラグ --lang"


# --- the machine ------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
@pytest.mark.parametrize(
    ("mode", "code", "level"),
    [
        (0o700, "state", "ok"),
        (0o750, "state-open", "warning"),
        (0o755, "state-open", "warning"),
        (0o777, "state-open", "problem"),
    ],
)
def test_the_folder_of_what_is_kept(tmp_path: Path, mode: int, code: str, level: str) -> None:
    folder = tmp_path / ".daicho"
    assert examine_state(folder).code == "state-new"
    folder.mkdir()
    folder.chmod(mode)
    one = examine_state(folder)
    assert (one.code, one.level) == (code, level)
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    assert examine_state(file).level == "problem"


def test_clock_disk_and_extras(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _clock(datetime(1970, 1, 1, tzinfo=UTC)).level == "problem"
    assert _clock(datetime(2026, 11, 22, tzinfo=UTC)).level == "ok"
    levels = {}
    for free in (50_000_000, 500_000_000, 5_000_000_000):
        usage = type("Usage", (), {"free": free})
        monkeypatch.setattr("shutil.disk_usage", lambda _, usage=usage: usage)
        levels[free] = next(_disk("disk", tmp_path)).level
    assert list(levels.values()) == ["problem", "warning", "ok"]
    assert list_extras()["postgres"] == ("psycopg",)
    assert not {"dev", "all"} & set(list_extras())


# --- sessions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("session", "environment", "expected"),
    [
        (
            Session("PostgreSQL", "18.4", "read-only", True, 0.1, "Asia/Tokyo", True, False, 148, 0),
            "production",
            {"login": "ok", "rights": "ok", "replica": "ok", "encrypted": "ok", "clock-database": "ok", "tables": "ok"},
        ),
        (
            Session("MySQL", "8.4", "12", False, -61.0, "", False, False, 148, 3),
            "",
            {
                "login": "ok",
                "rights-write": "warning",
                "primary": "warning",
                "plain": "warning",
                "clock-apart": "warning",
                "tables-unreadable": "problem",
            },
        ),
        (
            Session("PostgreSQL", "18", "superuser", False, None, "", False, True, 0, 0),
            "test",
            {"login": "ok", "rights-superuser": "warning", "primary": "ok", "local": "ok", "tables-none": "problem"},
        ),
        (Session("duckdb"), "", {"login": "ok"}),
        (Session("SQLite", "3.45", "read-only", local=True), "", {"database-file": "ok", "rights": "ok"}),
    ],
)
def test_sessions_are_judged(session: Session, environment: str, expected: dict[str, str]) -> None:
    source = Source("a", "x", declaration=Declaration("a", environment=environment))
    assert codes(tell_session(source, session)) == expected


# --- the command ------------------------------------------------------------------------------------------


def write_config(folder: Path, text: str) -> None:
    (folder / "daicho.toml").write_text(text, encoding="utf-8")


def test_without_a_configuration_only_the_machine(daicho_here: Daicho) -> None:
    ran = daicho_here("doctor")
    assert ran.code == 0
    assert "no configuration here or above" in ran.out
    assert "daicho init" in ran.out


def test_problems_of_sources_are_told_apart(daicho_here: Daicho, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "logs" / "b.zip").write_bytes(b"PK\x03\x04" + bytes(60))
    (tmp_path / "broken.db").write_bytes(b"SQLite format 3\0" + bytes(200))
    urls = {
        "logs": "logs",
        "gone": "nowhere",
        "broken": "broken.db",
        "closed": "postgresql://hidden-user@127.0.0.1:1/shop",
        "secretless": "postgresql://hidden-user:${NOT_SET_ANYWHERE}@hidden-host/shop",
        "odd": "postgresql://hidden-user@hidden-host:port/shop",
        "other": "postgresql+pg8000://hidden-user@hidden-host/shop",
        "strange": "strange://hidden-host/x",
        "no-driver": "mysql://hidden-user@hidden-host/shop",
    }
    write_config(tmp_path, "\n".join(f'[[source]]\nid = "{name}"\nurl = "{url}"' for name, url in urls.items()))
    ran = daicho_here("doctor", "--json", "--bundle", "bundle.json")
    assert ran.code == 3
    found: dict[str, dict[str, str]] = {}
    for one in ran.json()["diagnoses"]:
        found.setdefault(one["place"] or "", {})[one["code"]] = one["level"]
        assert set(one["text"]) == {"ja", "en"}
    assert found["logs"] == {"files": "ok", "files.unsupported-format": "warning"}
    assert found["gone"] == {"missing": "problem"}
    assert set(found["broken"].values()) >= {"problem"}
    assert found["closed"] == {"driver": "ok", "unreachable": "problem"}
    assert found["secretless"] == {"secret": "problem"}
    assert found["odd"] == {"url": "problem"}
    assert found["other"] == {"driver-unknown": "problem"}
    assert found["strange"] == {"unopened": "problem"}
    assert set(found["no-driver"]) & {"driver-missing", "unreachable"}
    assert not [word for word in SECRETS if word in ran.out + ran.err]
    bundle = (tmp_path / "bundle.json").read_text(encoding="utf-8")
    assert json.loads(bundle)["settings"]["keys"]["source"][0] == ["id", "url"]
    assert not [word for word in (*SECRETS, *urls, "NOT_SET", str(tmp_path)) if f'"{word}' in bundle]
    assert (tmp_path / "bundle.json").stat().st_mode & 0o077 == 0
    again = daicho_here("doctor", "--bundle", "bundle.json")
    assert (again.code, "is there already" in again.err) == (2, True)


def test_one_source_and_people(daicho_here: Daicho, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    write_config(tmp_path, '[[source]]\nid = "a"\nurl = "a.csv"\n[[source]]\nid = "b"\nurl = "nowhere"\n')
    good = daicho_here("doctor", "-s", "a")
    assert good.code == 0
    assert "✓ readable files or tables: 1" in good.out
    bad = daicho_here("doctor", "--lang", "ja")
    assert bad.code == 3
    assert "✗ その場所はありません → url のパスを確認" in bad.out
    unknown = daicho_here("doctor", "-s", "c")
    assert (unknown.code, "no source is called 'c'" in unknown.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version = ", "daicho.toml"),
        ('[[source]]\nid = "a"\nurl = "postgresql://u:hunter2@h/d"', "a password stands in the url"),
        ('policy = "nowhere.toml"\n[[source]]\nid = "a"\nurl = "x"', "nowhere.toml"),
        ('[[source]]\nid = "a"\nurl = "x"\npurposes = ["P99"]', "P99"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_2(daicho_here: Daicho, tmp_path: Path, text: str, says: str) -> None:
    write_config(tmp_path, text)
    ran = daicho_here("doctor")
    assert ran.code == 2
    assert says in ran.err
    assert "hunter2" not in ran.out + ran.err


def test_variables_that_have_no_effect_are_told(
    daicho_here: Daicho, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAICHO_FAILON", "low")
    monkeypatch.setenv("DAICHO_LANGS", "ja")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    write_config(tmp_path, '[[source]]\nid = "a"\nurl = "${DAICHO_LANGS}"\n')
    out = daicho_here("doctor").out
    assert "DAICHO_FAILON has no effect; did you mean DAICHO_FAIL_ON?" in out
    assert "DAICHO_LANGS has no effect" not in out, "the configuration refers to it"


def test_secrets_of_other_blocks_are_looked_up(daicho_here: Daicho, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    block = '[[notify]]\nto = "${NOT_SET_ANYWHERE}"\non = ["new"]\n'
    write_config(tmp_path, f'[[source]]\nid = "a"\nurl = "a.csv"\n{block}')
    ran = daicho_here("doctor")
    assert ran.code == 3
    assert "✗ the environment variable NOT_SET_ANYWHERE" in ran.out


# --- the settings in effect -------------------------------------------------------------------------------

WHOLE = """version = 1
project = "orders"
[scan]
sample = 2000
[gate]
fail_on = "low"
[[source]]
id = "db"
url = "postgresql://hidden-user@hidden-host:5432/shop?sslmode=require"
owner = "orders-team"
[[source]]
id = "secret"
url = "${ORDERS_URL}"
[[allow]]
reason = "ours"
values = ["hunter2"]
"""


def test_every_setting_tells_where_it_comes_from(
    daicho_here: Daicho, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config(tmp_path, WHOLE)
    monkeypatch.setenv("DAICHO_FAIL_ON", "critical")
    monkeypatch.setenv("DAICHO_SCAN_SAMPLE", "50")
    ran = daicho_here("doctor", "--show-config", "--json", "--lang", "ja")
    assert ran.code == 0
    settings = {one["key"]: (one["value"], one["origin"], one["detail"]) for one in ran.json()["settings"]}
    assert settings["fail_on"] == ("critical", "environment", "DAICHO_FAIL_ON")
    assert settings["sample"] == ("50", "environment", "DAICHO_SCAN_SAMPLE")
    assert settings["lang"] == ("ja", "flag", "--lang")
    assert settings["project"] == ("orders", "file", "daicho.toml:2")
    assert settings["min_severity"] == ("low", "default", "")
    assert settings["source.db.url"] == ("postgresql://***/shop", "file", "daicho.toml:9")
    assert settings["source.secret.url"] == ("${ORDERS_URL}", "file", "daicho.toml:13")
    assert settings["allow"] == ("1 × [[allow]]", "file", "daicho.toml:14")
    assert not [word for word in SECRETS if word in ran.out]
    monkeypatch.delenv("DAICHO_SCAN_SAMPLE")
    monkeypatch.setenv("DAICHO_CONFIG", "daicho.toml")
    lines = daicho_here("doctor", "--show-config").out.splitlines()
    assert any(line.startswith("sample = 2000 ") and line.endswith("# daicho.toml:4") for line in lines)
    assert lines[0].endswith("# environment variable DAICHO_CONFIG")


def test_yaml_and_pyproject_have_lines_as_well(daicho_here: Daicho, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("gate: {fail_on: low}\nsource:\n  - id: a\n    url: a.csv\n", encoding="utf-8")
    listed = {
        one["key"]: one for one in daicho_here("doctor", "-c", "c.yaml", "--show-config", "--json").json()["settings"]
    }
    assert (listed["fail_on"]["value"], listed["source.a.url"]["detail"]) == ("low", "c.yaml:4")
    assert (listed["configuration"]["origin"], listed["configuration"]["detail"]) == ("flag", "--config")
    project = (
        '[project]\nname = "x"\n[tool.daicho.gate]\nfail_on = "low"\n[[tool.daicho.source]]\nid = "a"\nurl = "b"\n'
    )
    (tmp_path / "pyproject.toml").write_text(project, encoding="utf-8")
    listed = {one["key"]: one for one in daicho_here("doctor", "--show-config", "--json").json()["settings"]}
    assert (listed["fail_on"]["detail"], listed["source.a.url"]["detail"]) == ("pyproject.toml:4", "pyproject.toml:7")


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("url", "postgresql://u@h/d", "postgresql://***/d"),
        ("url", "postgresql://u:${PW}@h:5432/d?sslmode=require", "postgresql://***/d"),
        ("url", "sqlite:///shop.db", "sqlite:///shop.db"),
        ("url", "${URL}", "${URL}"),
        ("to", "https://hooks.example.jp/T000/B000", "https://***"),
        ("to", "mailto:privacy@example.jp", "mailto:***"),
        ("password", "hunter2", "***"),
        ("password", "${SMTP_PASSWORD}", "${SMTP_PASSWORD}"),
        ("where", {"a": ["P1"]}, "{ a = [P1] }"),
        ("index", True, "true"),
    ],
)
def test_values_are_shown_without_secrets(key: str, value: object, shown: str) -> None:
    assert mask(key, value) == shown


def test_a_url_that_cannot_be_taken_apart_is_hidden() -> None:
    assert mask_url("postgresql://[hidden-host/x") == "postgresql://***"

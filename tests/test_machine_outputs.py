"""Formats for machines on the real command: bad input is told in one line, and no half-written file is left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Daicho
from format_readers import read_book, read_csv_rows

from reports import json_report
from scanner.config import ConfigError
from scanner.plugins import load_renderer

ROOT = Path(__file__).parents[1]
FILES = {"csv": "r.csv", "xlsx": "r.xlsx", "sarif": "r.sarif", "junit": "r.xml", "github": "r.log", "markdown": "r.md"}
LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); import scanner.cli as c; c.main()"
"""Files may not grow over 4 KiB: what a full disk looks like from inside."""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A folder with a table of invented people, and a file that cannot be read as one."""
    folder = tmp_path / "data"
    folder.mkdir()
    lines = [f"見本{number}郎,mihon{number}@example.jp,090-1234-{number:04}" for number in range(60)]
    (folder / "people.csv").write_text("氏名,メール,電話\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04" + b"\x00" * 60)
    return folder


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("sarf", "did you mean sarif"),
        ("excel", "known: table, json"),
        ("XLSX", "did you mean xlsx"),
        ("markdwn", "did you mean markdown"),
        ("", "known: table, json"),
    ],
)
def test_an_unknown_format_names_the_closest(name: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load_renderer(name)


def test_a_library_that_is_missing_is_said_before_the_scan(
    monkeypatch: pytest.MonkeyPatch, daicho_here: Daicho, people: Path
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.delitem(sys.modules, "reports.xlsx_report", raising=False)
    ran = daicho_here("scan", people, "-o", "xlsx:r.xlsx")
    assert (ran.code, ran.err) == (2, "daicho: xlsx needs openpyxl; install it: pip install 'daicho[xlsx]'\n")
    assert not Path("r.xlsx").exists()


@pytest.mark.slow
def test_all_of_them_from_one_scan(daicho: Daicho, people: Path, tmp_path: Path) -> None:
    words = [word for form, name in FILES.items() for word in ("-o", f"{form}:{name}")]
    ran = daicho("scan", people, "-o", "json:run.json", *words, "--lang", "ja", "--no-progress")
    assert ran.code == 1
    found = len(json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["findings"])
    assert found >= 3
    rows = read_csv_rows((tmp_path / "r.csv").read_bytes())
    assert [row["row"] for row in rows].count("検出") == found
    assert len(read_book((tmp_path / "r.xlsx").read_bytes())["検出"]) == found + 1
    document = json.loads((tmp_path / "r.sarif").read_text(encoding="utf-8"))
    uris = {
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for one in document["runs"][0]["results"]
        if "daichoFinding/v1" in one["partialFingerprints"]
    }
    assert uris == {"data/people.csv"}
    again = daicho("report", "run.json", *[word.replace("r.", "again.") for word in words], "--lang", "ja")
    assert again.code == 0
    for name in FILES.values():
        if name != "r.xlsx":
            assert (tmp_path / name).read_bytes() == (tmp_path / name.replace("r.", "again.")).read_bytes(), name
        assert (tmp_path / name).stat().st_mode & 0o077 == 0


@pytest.mark.slow
@pytest.mark.parametrize("form", FILES)
def test_a_full_disk_leaves_nothing_half_written(form: str, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    path = out / FILES[form]
    path.write_text("before", encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, "scan", people, "-o", f"{form}:{path}", "--no-progress"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if path.read_text(encoding="utf-8", errors="replace") == "before":
        assert ran.returncode == 2
        assert ran.stderr.count("\n") == 1
        assert "cannot be written" in ran.stderr
    else:
        assert path.stat().st_size < 4096
    assert os.listdir(out) == [FILES[form]]


def test_places_that_cannot_be_written_are_told_before_the_scan(daicho_here: Daicho, people: Path) -> None:
    for word, says in (
        ("csv:/nowhere/at/all/r.csv", "does not exist"),
        (f"sarif:{people}", "cannot be written"),
        ("junit:/dev/full", "No space left"),
    ):
        ran = daicho_here("scan", people, "-o", word, "--no-progress")
        assert ran.code == 2
        assert says in ran.err
        assert ran.err.count("\n") == 1


@pytest.mark.slow
def test_standard_output_is_the_bytes_of_the_file(daicho: Daicho, people: Path, tmp_path: Path) -> None:
    daicho("scan", people, "-o", "json:run.json", "--no-progress")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp932", "LANG": "ja_JP.UTF-8"}
    for form in ("csv", "junit", "xlsx"):
        daicho("report", "run.json", "-o", f"{form}:r.{form}", "--lang", "ja")
        ran = subprocess.run(
            [sys.executable, "-m", "scanner.cli", "report", "run.json", "-o", form, "--lang", "ja"],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            check=True,
            timeout=60,
        )
        if form == "xlsx":
            assert list(read_book(ran.stdout)) == list(read_book((tmp_path / "r.xlsx").read_bytes()))
        else:
            assert ran.stdout == (tmp_path / f"r.{form}").read_bytes()


def test_the_json_names_the_anchor_of_a_source() -> None:
    import report_samples as samples

    sources = json_report.write_document(samples.build_small())["sources"]
    assert isinstance(sources, list)
    assert [(one["anchor"], one["line"], one["folder"]) for one in sources] == [
        ("daicho.toml", 7, ""),
        ("daicho.toml", 15, "logs"),
    ]

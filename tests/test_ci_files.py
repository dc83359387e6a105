"""What other people's pipelines run: hooks, the action, the job for GitLab, the container. Their commands are run here."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from jsonschema.validators import validator_for

ROOT = Path(__file__).parents[1]
PLANTED = "kenichi.sato@hotmail.co.jp"
CSV = f"id,氏名,email,tel\n1,佐藤健一,{PLANTED},090-4417-8823\n2,鈴木美咲,misaki@softbank.ne.jp,080-2291-7345\n"


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A small git repository with a fixture, a log, migrations and a configuration."""
    folder = tmp_path / "shop"
    (folder / "fixtures").mkdir(parents=True)
    (folder / "db").mkdir()
    (folder / "fixtures" / "users.csv").write_text(CSV)
    (folder / "notes.txt").write_text("nothing here\n")
    (folder / "db" / "V1__a.sql").write_text("CREATE TABLE customers (\n  id int,\n  my_number text\n);\n")
    (folder / "daicho.toml").write_text('version = 1\n[[source]]\nid = "shop"\nurl = "sqlite:///shop.db"\n')
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    return folder


def run(words: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command as a runner starts it: with ``daicho`` on the path, and nothing of this environment's own settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DAICHO", "GITHUB", "INPUT"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    environment = {**kept, "PATH": path, "LANG": "C.UTF-8", **variables}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(("name", "schema"), [("action.yml", "github-actions"), ("ci/gitlab.yml", "gitlab-ci")])
def test_files_match_their_schemas(name: str, schema: str) -> None:
    pytest.importorskip("check_jsonschema")
    vendored = files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{schema}.json"
    document = json.loads(vendored.read_text(encoding="utf-8"))
    validator = validator_for(document, default=Draft7Validator)(document)
    assert [error.message for error in validator.iter_errors(load(name))] == []


def test_the_manifest_of_hooks_is_one() -> None:
    client = pytest.importorskip("pre_commit.clientlib")
    hooks = client.load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    assert [hook["id"] for hook in hooks] == ["daicho-files", "daicho-config"]


@pytest.mark.parametrize(
    ("name", "hook"),
    [
        ("fixtures/users.csv", "daicho-files"),
        ("db/dump.SQL", "daicho-files"),
        ("log/app.log.gz", "daicho-files"),
        ("src/app.py", ""),
        ("README.md", ""),
        ("daicho.toml", "daicho-config"),
        ("daicho-accepted.toml", "daicho-config"),
        ("docs/privacy-policy.toml", "daicho-config"),
    ],
)
def test_which_files_a_hook_is_for(name: str, hook: str) -> None:
    assert [one["id"] for one in load(".pre-commit-hooks.yaml") if re.search(one["files"], name)] == [hook][
        : bool(hook)
    ]


def hook_words(id: str) -> list[str]:
    return str(next(one["entry"] for one in load(".pre-commit-hooks.yaml") if one["id"] == id)).split()


@pytest.mark.slow
def test_the_hook_for_files(repository: Path) -> None:
    words = hook_words("daicho-files")
    clean = run([*words, "notes.txt"], repository)
    assert (clean.returncode, clean.stdout) == (0, "")
    found = run([*words, "fixtures/users.csv", "notes.txt"], repository, DAICHO_LANG="en")
    assert found.returncode == 1
    lines = found.stdout.splitlines()
    assert all(line.startswith("fixtures/users.csv:1: ") for line in lines[:-1])
    assert len(lines) == 4
    assert PLANTED not in found.stdout + found.stderr
    prints = re.findall(r"v1:[0-9a-f]{16}", found.stdout)
    today = date.today()
    days = f"created = {today}\nexpires = {today + timedelta(days=30)}\n"
    block = '[[accept]]\nfingerprint = "{}"\nreason = "invented"\nowner = "qa@example.jp"\n'
    held = "".join(block.format(one) + f'approved_by = "lead@example.jp"\n{days}' for one in prints)
    (repository / "daicho-accepted.toml").write_text(held)
    excepted = run([*words, "fixtures/users.csv"], repository)
    assert (excepted.returncode, excepted.stdout) == (0, ""), excepted.stderr


@pytest.mark.slow
def test_the_hook_for_the_configuration(repository: Path) -> None:
    words = hook_words("daicho-config")
    right = run(words, repository, DAICHO_LANG="en")
    assert (right.returncode, right.stdout) == (0, "daicho.toml: 1 sources, in order\n")
    past = date.today() - timedelta(days=9)
    (repository / "daicho-accepted.toml").write_text(
        '[[accept]]\nfingerprint = "v1:0123456789abcdef"\nreason = "invented"\nowner = "qa@example.jp"\n'
        f'approved_by = "lead@example.jp"\ncreated = {past - timedelta(days=9)}\nexpires = {past}\n'
    )
    lapsed = run(words, repository, DAICHO_LANG="en")
    assert (lapsed.returncode, lapsed.stdout.splitlines()[0]) == (
        1,
        f"daicho-accepted.toml: line 1: this exception ended on {past}; renew it with daicho accept, or delete the block",
    )
    (repository / "daicho.toml").write_text('version = 1\n[[source]]\nid = "shop"\nurl = "postgresql://a:b@c/d"\n')
    wrong = run(words, repository)
    assert wrong.returncode == 2
    assert "password" in wrong.stderr
    assert len(wrong.stderr.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("inputs", "code", "severe", "told"),
    [
        ({"INPUT_MIGRATIONS": "db", "INPUT_ENGINE": "sqlite"}, "1", "1", "::error file=db/V1__a.sql,line=3,"),
        ({"INPUT_TARGETS": "notes.txt\n\nfixtures/users.csv\n", "INPUT_FAIL_ON": "none"}, "0", "3", "::warning file="),
        ({"INPUT_TARGETS": "notes.txt"}, "0", "0", ""),
        ({"INPUT_TARGETS": "$(touch evil)"}, "3", "0", ""),
        ({"INPUT_SOURCE": "nobody; touch evil"}, "2", None, ""),
        ({"INPUT_TARGETS": "--exit-zero"}, "3", "0", ""),
    ],
)
def test_the_scan_of_the_action(
    inputs: dict[str, str], code: str, severe: str | None, told: str, repository: Path, tmp_path: Path
) -> None:
    output, summary = tmp_path / "output", tmp_path / "summary"
    variables = {"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
    done = run(["bash", str(ROOT / "ci" / "github-scan.sh")], repository, **variables, **inputs)
    assert done.returncode == 0
    given = dict(line.split("=", 1) for line in output.read_text().splitlines())
    assert (given["exit-code"], given.get("new-high")) == (code, severe)
    assert told in done.stdout
    assert not (repository / "evil").exists()
    if severe is not None:
        assert Path(given["report-path"]).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        assert json.loads(Path(given["sarif-path"]).read_text(encoding="utf-8"))["version"] == "2.1.0"
        assert PLANTED not in done.stdout + output.read_text() + summary.read_text()


def test_the_action_pins_what_it_uses_and_puts_no_input_into_a_script() -> None:
    steps = load("action.yml")["runs"]["steps"]
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"]) for step in steps if "uses" in step)
    assert not any("${{" in step["run"] for step in steps if "run" in step)
    assert set(load("action.yml")["outputs"]) == {"exit-code", "new-high", "report-path"}
    used = set(re.findall(r"INPUT_\w+", (ROOT / "ci" / "github-scan.sh").read_text()))
    scan = next(step for step in steps if step.get("id") == "scan")
    assert used - {"INPUT_"} == {name for name in scan["env"] if name.startswith("INPUT_")}


@pytest.mark.slow
def test_the_job_for_gitlab(repository: Path) -> None:
    job = load("ci/gitlab.yml")["daicho"]
    variables = job["variables"] | {"DAICHO_MIGRATIONS": "db"}
    done = run(["sh", "-ec", "\n".join(job["script"])], repository, **variables)
    assert done.returncode == 1, done.stderr
    assert "db/V1__a.sql:3" in done.stdout
    written = [*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()]
    assert all((repository / name).is_file() for name in written)
    quality = json.loads((repository / "gl-code-quality-report.json").read_text())
    assert {"description", "check_name", "fingerprint", "severity", "location"} == set(quality[0])


def test_the_container_is_not_root_and_gets_every_package() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    words = [line.split()[0] for line in lines if re.match(r"[A-Z]+ ", line)]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert any(line == "USER 10001:10001" for line in lines)
    given = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {"connectors", "detectors", "reports", "scanner", "setup.cfg", "pyproject.toml"} <= given
    assert all((ROOT / name).exists() for name in given)

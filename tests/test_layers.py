"""Each package imports only from packages earlier in the flow, and from concrete modules only its own."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("connectors", "detectors", "reports", "scanner")
ALLOWED = {
    "connectors": {"connectors"},
    "detectors": {"detectors", "connectors.base"},
    "reports": {"reports", "connectors.base", "detectors.base", "detectors.catalogue"},
    "scanner": set(PACKAGES),
}
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@cache
def imported(path: Path) -> list[tuple[int, str]]:
    """Modules of this project that a file imports, wherever in the file."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append((node.lineno, node.module))
    return [(line, name) for line, name in names if name.split(".")[0] in PACKAGES]


def allows(package: str, name: str) -> bool:
    return any(name == one or name.startswith(one + ".") for one in ALLOWED[package])


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_one_way(package: str) -> None:
    paths = [path for path in MODULES if path.is_relative_to(ROOT / package)]
    wrong = [
        f"{path.name}:{line}: {name}" for path in paths for line, name in imported(path) if not allows(package, name)
    ]
    assert paths
    assert wrong == [], "imports against the flow"


def test_a_planted_import_would_be_caught() -> None:
    assert not allows("connectors", "detectors.base")
    assert not allows("detectors", "connectors.sql")
    assert not allows("reports", "scanner.run")
    assert allows("scanner", "connectors.sql")


def test_no_cycle_within_the_project() -> None:
    graph = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): {name for _, name in imported(path)} for path in MODULES
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module not in done:
            for other in sorted(graph.get(module, ())):
                if other != module:
                    visit(other, (*trail, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_help_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    code = "import sys, scanner.cli; print(' '.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"pandas", "numpy", "pyarrow", "spacy", "presidio_analyzer", "sqlalchemy", "yaml", "jinja2", "rich"}
    assert not heavy & set(loaded)


def test_top_level_is_what_people_expect() -> None:
    import subprocess

    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {name.split("/")[0] for name in listed.split("\0") if name}
    expected = {
        "scanner", "detectors", "connectors", "reports", "tests", "setup.cfg", "README.md", "README.ja.md",
        "pyproject.toml", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "NOTICE", "Makefile",
        "docs", "bench", "requirements.lock", "ruff.toml", ".ci", ".gitignore",
        "action.yml", "ci", "Dockerfile", ".dockerignore", ".pre-commit-hooks.yaml",
    }  # fmt: skip
    assert top <= expected, sorted(top - expected)

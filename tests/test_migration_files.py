from __future__ import annotations

from pathlib import Path

import pytest

from scanner.config_text import ConfigError
from scanner.migration_files import list_migrations, list_others, open_dump

ORDERS = [
    ["V1__a.sql", "V1.1__b.sql", "V2__c.sql", "V10__d.sql", "R__views.sql"],
    ["1_a.sql", "2_b.sql", "10_c.sql"],
    ["20240101120000_a.sql", "20240102000000_b.sql", "seed.sql"],
    ["20240101_a/migration.sql", "20240201_b/migration.sql"],
    ["000001_a.up.sql", "000002_b.up.sql"],
    ["V1__a.sql", "later/V1_2__b.sql", "V2__c.sql"],
]


@pytest.mark.parametrize("names", ORDERS)
def test_order(names: list[str], tmp_path: Path) -> None:
    for name in reversed(names):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("SELECT 1;")
    assert [one.name for one in list_migrations(tmp_path)] == names


@pytest.mark.parametrize("name", ["000001_a.down.sql", "down.sql", "U1__a.sql", "001-a-rollback.sql"])
def test_what_undoes_is_left_out(name: str, tmp_path: Path) -> None:
    (tmp_path / "000001_a.up.sql").write_text("")
    (tmp_path / name).write_text("")
    assert [one.name for one in list_migrations(tmp_path)] == ["000001_a.up.sql"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("20240101_x.rb", "structure.sql"),
        ("versions/ab_x.py", "alembic upgrade head --sql"),
        ("V1__x.java", "give its URL"),
    ],
)
def test_other_languages_say_what_to_do(name: str, told: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("")
    with pytest.raises(ConfigError, match=told):
        list_migrations(tmp_path)


def test_other_languages_between_sql_are_named(tmp_path: Path) -> None:
    for name in ("V1__a.sql", "V2__b.java", "README.md", "0003_c.py", "env.py"):
        (tmp_path / name).write_text("")
    assert [name for name, _ in list_others(tmp_path)] == ["0003_c.py", "V2__b.java"]


@pytest.mark.parametrize("begin", [b"PGDMP\x01", b"\x1f\x8b\x08", b"SQLite format 3\0"])
def test_a_dump_has_to_be_text(begin: bytes, tmp_path: Path) -> None:
    path = tmp_path / "dump"
    path.write_bytes(begin)
    with pytest.raises(ConfigError, match="is no SQL text"):
        open_dump(path)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no folder"):
        list_migrations(tmp_path / "x")
    with pytest.raises(ConfigError, match="is no file"):
        open_dump(tmp_path)
    with pytest.raises(ConfigError, match=r"has no \.sql file"):
        list_migrations(tmp_path)

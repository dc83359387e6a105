"""daicho.toml and its YAML twin."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.config import Config, ConfigError, find_config, has_password, read_config, resolve_url

WHOLE = """
version = 1
project = "orders-platform"
language = "ja"
policy = "policy.toml"
[scan]
sample = 2000
[gate]
fail_on = "medium"
[[source]]
id = "prod-orders"
url = "${ORDERS_URL}"
owner = "orders-team"
purposes = ["P1", "P6"]
include = ["public.*"]
[source.where]
"payroll.*" = ["P13"]
"tmp_*" = "none"
[[source]]
id = "logs"
url = "file:///var/log/app"
purposes = "none"
"""

TWIN = """
version: 1
project: orders-platform
language: ja
policy: policy.toml
scan: {sample: 2000}
gate: {fail_on: medium}
source:
  - id: prod-orders
    url: ${ORDERS_URL}
    owner: orders-team
    purposes: [P1, P6]
    include: ["public.*"]
    where: {"payroll.*": [P13], "tmp_*": none}
  - {id: logs, url: "file:///var/log/app", purposes: none}
"""


def read(folder: Path, text: str, name: str = "daicho.toml") -> Config:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_config(path)


def test_the_whole_file(tmp_path: Path) -> None:
    config = read(tmp_path, WHOLE)
    assert (config.project, config.language, config.sample, config.fail_on) == ("orders-platform", "ja", 2000, "medium")
    assert config.policy == tmp_path / "policy.toml"
    orders, logs = config.sources
    assert orders.declaration.purposes_at("public.orders", "email") == ("P1", "P6")
    assert orders.declaration.purposes_at("payroll.people", "name") == ("P13",)
    assert orders.declaration.purposes_at("tmp_x", "name") == ()
    assert (orders.is_database, logs.is_database) == (True, False)
    assert logs.declaration.purposes == ()


def test_yaml_says_the_same(tmp_path: Path) -> None:
    toml, yaml = read(tmp_path, WHOLE), read(tmp_path, TWIN, "daicho.yaml")
    assert toml.sources == yaml.sources
    assert (toml.sample, toml.fail_on, toml.policy) == (yaml.sample, yaml.fail_on, yaml.policy)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version = 2", "version has to be 1"),
        ("version = ", ":"),
        ("x = " + "[" * 100_000, "nested too deeply"),
        ("nonsense = 1", "unknown setting 'nonsense'"),
        ('langage = "ja"', "did you mean language"),
        ('language = "fr"', "language"),
        ('[gate]\nfail_on = "severe"', "daicho.toml:2: fail_on has to be"),
        ("[scan]\nsample = 0", "sample"),
        ('[[source]]\nurl = "x"', "needs an id"),
        ('[[source]]\nid = "a b"\nurl = "x"', "needs an id"),
        ('[[source]]\nid = "a"', "has no url"),
        ('[[source]]\nid = "a"\nurl = "x"\nowners = "y"', "did you mean owner"),
        ('[[source]]\nid = "a"\nurl = "x"\n[[source]]\nid = "a"\nurl = "y"', "two sources"),
        ('[[source]]\nid = "a"\nurl = "x"\npurposes = "P1"', "purposes"),
        ('[[source]]\nid = "a"\nurl = "x"\nwhere = ["P1"]', "where"),
        ('[[source]]\nid = "a"\nurl = "postgresql://u:hunter2@h/d"', "password"),
        ('[source]\nid = "a"', "[[source]]"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read(tmp_path, text)
    assert says in str(raised.value)
    assert "daicho.toml" in str(raised.value)
    assert "hunter2" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "has"),
    [
        ("postgresql://u:pw@h/d", True),
        ("postgresql://u:p@ss@h/d", True),
        ("postgresql://u@h/d", False),
        ("postgresql://u:${DB_PASSWORD}@h/d", False),
        ("postgresql://u:${file:/run/secrets/pw}@h/d", False),
        ("sqlite:///a/b:c@d.db", False),
        ("/var/log/a:b@c", False),
        ("${URL}", False),
    ],
)
def test_literal_passwords(url: str, has: bool) -> None:
    assert has_password(url) is has


def test_references_are_resolved_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB", "postgresql://u@h/d")
    (tmp_path / "secret").write_text("s3cret\nmore\n", encoding="utf-8")
    assert resolve_url("${DB}", tmp_path) == "postgresql://u@h/d"
    assert resolve_url("postgresql://u:${file:secret}@h/d", tmp_path) == "postgresql://u:s3cret@h/d"
    assert resolve_url("data/x.db", tmp_path) == str(tmp_path / "data/x.db")
    with pytest.raises(ConfigError, match="NOT_SET_ANYWHERE"):
        resolve_url("${NOT_SET_ANYWHERE}", tmp_path)
    with pytest.raises(ConfigError, match="nofile"):
        resolve_url("${file:nofile}", tmp_path)


@pytest.mark.parametrize(
    ("url", "ends"),
    [("sqlite:///shop.db", "shop.db"), ("sqlite:////abs/shop.db", "/abs/shop.db"), ("file:///abs/logs", "/abs/logs")],
)
def test_relative_paths_start_at_the_configuration(tmp_path: Path, url: str, ends: str) -> None:
    resolved = resolve_url(url, tmp_path)
    assert resolved.endswith(ends)
    assert (str(tmp_path) in resolved) == (url == "sqlite:///shop.db")


def test_the_nearest_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert (
        find_config(tmp_path / "a" / "b") is None
        or tmp_path not in (find_config(tmp_path / "a" / "b") or Path()).parents
    )
    (tmp_path / "daicho.toml").write_text("version = 1", encoding="utf-8")
    assert find_config(tmp_path / "a" / "b") == tmp_path / "daicho.toml"
    (tmp_path / "daicho.yaml").write_text("version: 1", encoding="utf-8")
    with pytest.raises(ConfigError, match="keep one"):
        find_config(tmp_path)


def test_a_key_that_stands_twice_in_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "daicho.yaml"
    path.write_text("language: ja\nlanguage: en\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"line 2: the key 'language' stands twice"):
        read_config(path)

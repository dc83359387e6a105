"""What a database session says of itself: encryption on the way, and rights; asked of a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import own_address

from connectors.base import Collection, Condition, Location
from connectors.sql import SqlConnector
from connectors.sql_conditions import _covers, crosses_network

PLACE = Location("pg", "")


@pytest.mark.parametrize(
    ("client", "server", "expected"),
    [
        (None, None, False),
        ("127.0.0.1", "127.0.0.1", False),
        ("127.8.0.1", "127.0.0.1", False),
        ("::1", "::1", False),
        ("192.0.2.2", "192.0.2.2", False),
        ("2001:db8::2", "2001:0db8::0002", False),
        ("192.0.2.2", "192.0.2.3", True),
        ("2001:db8::2", "2001:db8::3", True),
        ("192.0.2.2", None, True),
        ("nonsense", "192.0.2.3", False),
        ("", "192.0.2.3", False),
    ],
)
def test_what_crosses_the_network(client: str | None, server: str | None, expected: bool) -> None:
    assert crosses_network(client, server) is expected


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("*", "shop", True),
        ("`shop`", "shop", True),
        ("`shop`", "shops", False),
        ("`sh%`", "shop", True),
        ("`my_shop`", "my_shop", True),
        ("`my_shop`", "my-shop", True),
        (r"`my\_shop`", "my_shop", True),
        (r"`my\_shop`", "my-shop", False),
        ("`a.b`", "axb", False),
    ],
)
def test_what_a_grant_covers(pattern: str, name: str, expected: bool) -> None:
    assert _covers(pattern, name) is expected


def ask(url: str) -> list[Condition]:
    with SqlConnector(url, source="pg") as connector:
        collections = [one for one in connector.collections() if isinstance(one, Collection)]
        told = [condition for one in collections for condition in connector.conditions(one)]
        return [*told, *connector.conditions()]


@pytest.fixture
def roles(postgres: str) -> Iterator[str]:
    """The URL of a database with a table that ``reader`` may read, ``writer`` write, and ``clerk`` change in part."""
    import psycopg

    names = ("reader_c", "writer_c", "clerk_c")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE TABLE people_c (name text, mail text)")
        connection.execute("CREATE TABLE people_c_bak (name text)")
        for name in names:
            connection.execute(f"CREATE ROLE {name} LOGIN")  # type: ignore[arg-type]
        connection.execute("GRANT SELECT ON people_c, people_c_bak TO reader_c, writer_c, clerk_c")
        connection.execute("GRANT INSERT, DELETE ON people_c, people_c_bak TO writer_c")
        connection.execute("GRANT UPDATE (mail) ON people_c TO clerk_c")
    yield postgres
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP TABLE people_c, people_c_bak")
        for name in names:
            connection.execute(f"DROP ROLE {name}")  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("role", "right"), [("postgres", "superuser"), ("writer_c", "2"), ("clerk_c", "1"), ("reader_c", None)]
)
def test_what_a_role_could_change(roles: str, role: str, right: str | None) -> None:
    told = ask(roles.replace("postgres:@", f"{role}:@"))
    assert Condition(Location("pg", "people_c_bak"), "backup-place", "bak") in told
    rest = [one for one in told if one.location == PLACE]
    assert rest == ([Condition(PLACE, "can-write", right)] if right else [])


@pytest.mark.slow
def test_asking_writes_nothing(roles: str) -> None:
    import psycopg

    tables = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables ORDER BY 1"
    with psycopg.connect(roles, autocommit=True) as connection:
        before = connection.execute(tables).fetchall()
        ask(roles)
        assert connection.execute(tables).fetchall() == before


@pytest.mark.slow
def test_a_session_in_the_clear_from_elsewhere(from_elsewhere: int) -> None:
    told = ask(f"postgresql://postgres@127.0.0.1:{from_elsewhere}/postgres")
    assert Condition(PLACE, "plain-connection") in told


@pytest.mark.slow
def test_a_session_that_stays_on_the_machine(listening: int) -> None:
    for host in ("127.0.0.1", "own"):
        address = own_address() if host == "own" else host
        told = ask(f"postgresql://postgres@{address}:{listening}/postgres")
        assert [one.kind for one in told] == ["can-write"]


@pytest.mark.slow
def test_a_catalogue_that_may_not_be_asked_is_left_out(roles: str) -> None:
    import psycopg

    with psycopg.connect(roles, autocommit=True) as connection:
        connection.execute("REVOKE SELECT ON pg_stat_ssl FROM PUBLIC")
        try:
            assert ask(roles.replace("postgres:@", "writer_c:@"))[-1] == Condition(PLACE, "can-write", "2")
        finally:
            connection.execute("GRANT SELECT ON pg_stat_ssl TO PUBLIC")

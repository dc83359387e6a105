"""Cookies, tags and beacons of other companies' services."""

from __future__ import annotations

import sqlite3
import tomllib
from pathlib import Path

import pyarrow as pa
import pytest

from connectors.base import CollectionKind, Field
from detectors import third_parties
from detectors.hits import Signals
from detectors.inspection import view_field
from detectors.registries import is_distinctive_cookie, is_known_cookie
from detectors.text import join_cells
from detectors.third_parties import SIGNAL, find_services, load_services, service_of
from scanner.config import Source
from scanner.engine import scan_sources
from tests.detection import BAIT, SLOWEST, time_bait

GOOGLE, ADS, META, A8 = "Google Analytics", "Google Ads", "Meta Pixel", "A8.net"


def services(*cells: str, field: str = "text", kind: CollectionKind = "records") -> dict[str, list[int]]:
    """The services found, with the numbers of the cells."""
    view = view_field(Field(field), kind)
    found = list(find_services(join_cells(pa.array(cells)), view))
    assert all(isinstance(one, Signals) and one.name.startswith(SIGNAL) for one in found)
    return {one.name.removeprefix(SIGNAL): one.cells.tolist() for one in found if isinstance(one, Signals)}


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("_ga=GA1.2.1234567890.1700000000; lang=ja", GOOGLE),
        ("lang=ja; _fbp=fb.1.1700000000000.1234567890", META),
        ("Cookie: sid=a;_ga=1", GOOGLE),
        ("_ga_ABC1234567=GS1.1.1700000000; b=c", GOOGLE),
        ('"_a8=x"', A8),
        ("AMCV_1234%40AdobeOrg=1", "Adobe Experience Cloud"),
        ("_im_uid.1000283=h.1", "Intimate Merger"),
        ('<script src="https://connect.facebook.net/en_US/fbevents.js"></script>', META),
        ("<img src='//www.facebook.com/tr?id=1&ev=PageView'>", META),
        ("https://stats.g.doubleclick.net/j/collect?t=dc", ADS),
        (".doubleclick.net", ADS),
        ("doubleclick.net", ADS),
        ("https://example.jp/?to=https://px.a8.net/a8fly", A8),
        ("HTTPS://B92.YAHOO.CO.JP/js", "LY Ads"),
    ],
)
def test_services_that_show(text: str, service: str) -> None:
    assert services(text) == {service: [0]}
    assert services("", "x", text, text) == {service: [2, 3]}


@pytest.mark.parametrize(
    "text",
    [
        "my_ga=1",
        "_gab=1",
        "_ga",
        "the cookie _ga_ is set",
        "_ga_=1",
        "x=_fbp",
        "someone@doubleclick.net",
        "notdoubleclick.net",
        "doubleclick.network",
        "https://doubleclick.net.example.jp/",
        "https://www.facebook.com/example",
        "https://www.facebook.com/trip",
        "we use doubleclick.net here",
        "https://www.google.com/search?q=a",
        "https://line.me/ja/",
        "sessionid=abc; csrftoken=def",
        "",
        "\x1a",
    ],
)
def test_what_shows_no_service(text: str) -> None:
    assert services(text) == {}


def test_fields_that_are_named_like_a_cookie() -> None:
    assert services("a", "b", field="_fbp") == {META: [0, 1]}
    assert services("a", field="cookies._ga_ABC") == {GOOGLE: [0]}
    assert services("a", field="name") == {}


def test_names_in_a_field_of_names() -> None:
    names = ("_ga", "_gatx", "_ga_ABC", "sid", "_fbp")
    assert services(*names, field="cookie_name", kind="cookies") == {GOOGLE: [0, 2], META: [4]}
    assert services("_ga", field="cookies.name") == {GOOGLE: [0]}


def test_mail_is_prose() -> None:
    assert services("https://px.a8.net/x _ga=1", kind="mailbox") == {}


def test_the_longest_prefix_counts() -> None:
    assert service_of("_ga_ABC") == GOOGLE
    assert service_of("_GA") == GOOGLE
    assert service_of("_gateway") == ""
    assert service_of("") == ""


@pytest.mark.parametrize("name", BAIT)
def test_bait_takes_no_time(name: str) -> None:
    assert time_bait(find_services, BAIT[name]) < SLOWEST


@pytest.mark.parametrize("bait", ["_ga ", " _ga_", "doubleclick.net ", "//a.doubleclick.net"])
def test_its_own_bait_takes_no_time(bait: str) -> None:
    assert time_bait(find_services, bait * 50_000) < SLOWEST


def test_the_list() -> None:
    path = Path(third_parties.__file__).parent / "data" / "third_parties.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert data["version"]
    names = [one.name for one in load_services()]
    cookies = [cookie.lower() for one in load_services() for cookie in one.cookies]
    hosts = [host for one in load_services() for host in one.hosts]
    for listed in (names, cookies, hosts):
        assert len(listed) == len(set(listed))
    assert all(one.company and one.hosts for one in load_services())
    assert all(host == host.lower() and "." in host and not host.startswith(("http", "/", ".")) for host in hosts)
    # What is told apart here is known as a cookie, and no plain word.
    for cookie in (cookie for one in load_services() for cookie in one.cookies):
        example = cookie.replace("*", "x1")
        assert is_known_cookie(example), cookie
        assert is_distinctive_cookie(example), cookie


def test_a_scan_tells_them_of_a_collection(tmp_path: Path) -> None:
    page = "<html><script src='https://www.googletagmanager.com/gtag/js?id=G-1'></script><p>見本</p></html>\n"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "plain.html").write_text("<html><p>見本</p></html>\n", encoding="utf-8")
    (tmp_path / "events.jsonl").write_text('{"cookies": {"_fbp": "fb.1.1700000000000.1", "lang": "ja"}}\n' * 3)
    (tmp_path / "jar.txt").write_text(
        "# Netscape HTTP Cookie File\n.example.jp\tTRUE\t/\tFALSE\t0\t_a8\tx1\n.example.jp\tTRUE\t/\tFALSE\t0\tlang\tja\n"
    )
    database = sqlite3.connect(tmp_path / "app.db")
    database.execute("CREATE TABLE visits (id INTEGER, cookie TEXT)")
    database.executemany("INSERT INTO visits VALUES (?, ?)", [(n, f"_uetsid={n}; a=b") for n in range(20)])
    database.commit()
    database.close()
    sources = (Source("web", str(tmp_path)), Source("app", f"sqlite:///{tmp_path / 'app.db'}"))
    found = {one for one in scan_sources(sources, tmp_path).conditions if one.kind == "third-party-service"}
    assert {(one.location.source, one.location.collection, one.detail.partition(" (")[0]) for one in found} >= {
        ("web", "page.html", GOOGLE),
        ("web", "events.jsonl", META),
        ("web", "jar.txt", A8),
        ("app", "visits", "Microsoft Advertising"),
    }
    assert "plain.html" not in {one.location.collection for one in found}


def test_what_holds_no_such_thing_has_no_condition() -> None:
    assert third_parties.list_services("s", "c", []) == []

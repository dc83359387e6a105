"""Network addresses, and what only looks like one."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.hits import Detect
from detectors.network import HARDWARE, IP, find_hidden_addresses, find_ipv4, find_ipv6, find_macs
from tests.detection import BAIT, SLOWEST, cells_of, find_in, find_one, hits_of, signals_of, time_bait, view_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("203.0.113.7", ["203.0.113.7"]),
        ("接続元は203.0.113.7です", ["203.0.113.7"]),
        ("IP：２０３．０．１１３．７、", ["２０３．０．１１３．７"]),
        ("203.0.113.7:8080", ["203.0.113.7:8080"]),
        ("to 203.0.113.7:8080", ["203.0.113.7"]),
        ("203.0.113.7/32", ["203.0.113.7/32"]),
        ("http://203.0.113.7/2026/", ["203.0.113.7"]),
        ("X-Forwarded-For: 203.0.113.7, 198.51.100.17, 10.0.0.1", ["203.0.113.7", "198.51.100.17"]),
        ("Forwarded: for=203.0.113.43;proto=https, for=198.51.100.17", ["203.0.113.43", "198.51.100.17"]),
        ("公表203.0.113.7", ["203.0.113.7"]),
        ("http://203.0.113.7/index", ["203.0.113.7"]),
        ("from 203.0.113.7, 198.51.100.255.", ["203.0.113.7", "198.51.100.255"]),
        ("203.0.113.7 - - [17/May/2026:10:05:03 +0000]", ["203.0.113.7"]),
        ("client=10.0.0.1", ["10.0.0.1"]),
        ("ログイン元アドレス 2.0.0.1", ["2.0.0.1"]),
    ],
)
def test_ipv4(text: str, expected: list[str]) -> None:
    assert find_one(find_ipv4, IP, text, strong=True) == expected


@pytest.mark.parametrize("text", ["1.2.3.4", "10.0.0.1", "更新 2.0.0.1"])
def test_small_quads_may_be_versions(text: str) -> None:
    assert find_one(find_ipv4, IP, text, strong=True) == []
    assert len(find_one(find_ipv4, IP, text, strong=False)) == 1
    assert len(find_one(find_ipv4, IP, text, strong=True, view=view_of(kind="access-log"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Chrome/92.0.4515.107",
        "Firefox/3.6.12.1",
        "v1.2.3.4",
        "version 91.24.33.40",
        "バージョン：91.24.33.40",
        "1.3.6.1.4.1",
        "OID 1.3.6.1.4.1.311",
        "256.1.1.1",
        "203.0.113.999",
        "203.0.113",
        "203.0.113.07",
        "127.0.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.251",
        "2026.11.22",
        "1,203.0.113",
        "x203.0.113.7",
        "203.0.113.7x",
        "Section 21.33.44.55",
        "第21.33.44.55節",
        "§ 21.33.44.55",
    ],
)
def test_no_ipv4(text: str) -> None:
    assert find_one(find_ipv4, IP, text) == []


@pytest.mark.parametrize("text", ["203.0.113.0/24", "allow 203.0.113.0/24;", "deny from 198.51.100.128/25"])
def test_networks_need_the_column(text: str) -> None:
    assert find_one(find_ipv4, IP, text, strong=True) == []
    assert len(find_one(find_ipv4, IP, text, strong=False)) == 1


def test_shortened_addresses_are_marked() -> None:
    assert signals_of(find_ipv4, "203.0.113.0", "203.0.113.7")["shortened-address"] == [0]
    assert signals_of(find_ipv4, "10.0.0.30", "203.0.113.7") == {"private-address": [0]}


@pytest.mark.parametrize(
    ("name", "text", "strong"),
    [
        ("ip_int", "3405803783", True),
        ("ip_num", "3405803783", True),
        ("remote_addr", "3405803783", False),
        ("ip_address", "203.0.113.xxx", False),
        ("ip_address", "203.0.*.*", False),
        ("ip", "2001:db8:85a3::xxxx", False),
        ("ip_address", "0cc175b9c0f1b6a831c399e269772661", False),
    ],
)
def test_hidden_addresses(name: str, text: str, strong: bool) -> None:
    view = view_of(name, hints={IP: 0.8})
    assert find_one(find_hidden_addresses, IP, text, view=view, strong=strong) == [text]
    assert find_one(find_hidden_addresses, IP, text) == []


@pytest.mark.parametrize(
    "text", ["2130706433", "3758096384", "16777215", "1234567", "x3405803783", "3405803783 bytes", "abc"]
)
def test_no_hidden_addresses(text: str) -> None:
    assert find_one(find_hidden_addresses, IP, text, view=view_of("ip_int", hints={IP: 0.8})) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2001:db8::1", ["2001:db8::1"]),
        ("2001:0db8:0000:0000:0000:ff00:0042:8329", ["2001:0db8:0000:0000:0000:ff00:0042:8329"]),
        ("接続元は2001:db8::8a2e:370:7334です", ["2001:db8::8a2e:370:7334"]),
        ("[2001:db8::1]:443", ["2001:db8::1]:443"]),
        ("to [2001:db8::1]:443", ["2001:db8::1"]),
        ('Forwarded: for="[2001:db8:cafe::17]:4711"', ["2001:db8:cafe::17"]),
        ("fe80::1ff:fe23:4567:890a%eth0", ["fe80::1ff:fe23:4567:890a%eth0"]),
        ("2001:db8::/32", ["2001:db8::/32"]),
        ("peer 2001:db8::1: closed.", ["2001:db8::1"]),
        ("::ffff:203.0.113.7", ["::ffff:203.0.113.7"]),
        ("client:2001:db8::1", ["2001:db8::1"]),
        ("２００１：ｄｂ８：：１", ["２００１：ｄｂ８：：１"]),
    ],
)
def test_ipv6(text: str, expected: list[str]) -> None:
    assert find_one(find_ipv6, IP, text, strong=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "12:34:56",
        "2026-11-22T12:34:56",
        "::",
        "::1",
        "std::vector",
        "a::b",
        "ab::cd",
        "1::2",
        "Foo::Bar::baz",
        "ff02::1",
        "00:1b:44:11:3a:b7",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "10:20:30:40:50:60:70:80:90",
        "g2001:db8::1",
        "2001:db8::1z",
        "12345::1",
        ":" * 50,
    ],
)
def test_no_ipv6(text: str) -> None:
    assert find_one(find_ipv6, IP, text) == []


@given(st.ip_addresses(v=6))
def test_any_address_of_a_host_is_found(address: ipaddress.IPv6Address) -> None:
    nobodys = address.is_multicast or address.is_loopback or address.is_unspecified
    for text in (address.exploded, address.exploded.upper()):
        assert find_in(find_ipv6, IP, f"元{text}は") == [[] if nobodys else [text]]


@given(st.ip_addresses(v=4))
def test_any_quad_of_a_host_is_found(address: ipaddress.IPv4Address) -> None:
    first = int(address) >> 24
    text = str(address)
    assert find_in(find_ipv4, IP, f"元{text}は") == [[] if first in (0, 127) or first >= 224 else [text]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:1b:44:11:3a:b7", ["00:1b:44:11:3a:b7"]),
        ("端末00-1B-44-11-3A-B7から", ["00-1B-44-11-3A-B7"]),
        ("MAC：００：１ｂ：４４：１１：３ａ：ｂ７", ["００：１ｂ：４４：１１：３ａ：ｂ７"]),
        ("001b.4411.3ab7", ["001b.4411.3ab7"]),
        ("wlan0 00:1b:44:11:3a:b7 up", ["00:1b:44:11:3a:b7"]),
    ],
)
def test_macs(text: str, expected: list[str]) -> None:
    assert find_one(find_macs, HARDWARE, text, strong=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "12:34:56",
        "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff",
        "01:00:5e:00:00:fb",
        "26-11-22-09-30-00",
        "00:1b:44:11:3a",
        "00:1b:44:11:3a:b7:00",
        "00:1b-44:11-3a:b7",
        "x00:1b:44:11:3a:b7",
        "1234.5678.9012",
        "2001:db8::1",
        "00:1g:44:11:3a:b7",
    ],
)
def test_no_macs(text: str) -> None:
    assert find_one(find_macs, HARDWARE, text) == []


def test_addresses_that_a_device_made_up_are_marked() -> None:
    found = hits_of(find_macs(cells_of("00:1b:44:11:3a:b7", "da:a1:19:00:00:01"), view_of()))
    assert [(hits.check, len(hits.start)) for hits in found] == [("", 1), ("randomised", 1)]


@pytest.mark.parametrize("bait", ["dots", "colons", "hex", "hyphens", "digits", "letters"])
@pytest.mark.parametrize("detect", [find_ipv4, find_ipv6, find_macs, find_hidden_addresses])
def test_no_input_is_slow(detect: Detect, bait: str) -> None:
    assert time_bait(detect, BAIT[bait], view_of(hints={IP: 0.8})) < SLOWEST


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("dial tcp 10.96.0.1:443: i/o timeout", False),
        ("接続再試行 10.1.6.45:1521", False),
        ("upstream 192.168.3.40 is down", False),
        ("warning: 10.0.5.88 is a pre-release", False),
        ("login failed from 10.20.30.40", True),
        ("client_ip=192.168.3.40", True),
        ("端末 172.16.4.9 に払い出し", True),
        ("10.20.30.40 logged in", True),
        ("dial tcp 203.0.113.9:443", True),
    ],
)
def test_internal_addresses_in_text_count_behind_who_connects(text: str, counted: bool) -> None:
    assert bool(find_one(find_ipv4, IP, text, strong=True)) is counted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to=<a@example.jp>, relay=mx1.example.ne.jp[203.0.113.25]:25, delay=1.2", []),
        ("upgraded libexample from 8.95.4.26 to 9.70.2.93", []),
        ("Updating example-core 11.22.33.44 -> 11.22.33.45", []),
        ("moved from 203.0.113.4 to 203.0.113.5", ["203.0.113.4", "203.0.113.5"]),
        ("connect from unknown[203.0.113.4]", ["203.0.113.4"]),
    ],
)
def test_servers_and_releases_in_text(text: str, expected: list[str]) -> None:
    assert find_one(find_ipv4, IP, text, strong=True) == expected


def test_fingerprints_are_no_addresses() -> None:
    assert find_one(find_ipv6, IP, "SN 8c:eb:92:32:09:1c:9b:5f") == []
    assert find_one(find_ipv6, IP, "from 2001:db8:1:2:3:4:5:6") == ["2001:db8:1:2:3:4:5:6"]

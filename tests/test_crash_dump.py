"""Memory dumps: which files are ones, what their heads say, and that the memory is said not to be looked at."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path
from uuid import UUID

import pytest
from file_samples import read_place, write
from hypothesis import given
from hypothesis import strategies as st

from connectors.crash_dump import dump_form, read_dump_facts
from connectors.formats import recognise

CLIENT = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
WHEN = 1_767_571_200
SECRET = b"password=hunter2 hanako@example.com"


def minidump() -> bytes:
    """A Crashpad minidump of Windows with two streams, and some memory."""
    head = struct.pack("<4sIIIIIQ", b"MDMP", 0xA793, 2, 32, 0, WHEN, 0)
    system = struct.pack("<HHHBBIIIII", 9, 6, 1, 8, 1, 10, 0, 22631, 2, 0) + bytes(24)
    crashpad = struct.pack("<I", 1) + bytes(16) + CLIENT.bytes_le + bytes(16)
    place = 32 + 24
    directory = struct.pack("<III", 7, len(system), place)
    directory += struct.pack("<III", 0x43500001, len(crashpad), place + len(system))
    return head + directory + system + crashpad + SECRET


def core(*, wide: bool = True, order: str = "<") -> bytes:
    """A core dump of Linux with the notes on the process."""
    ident = b"\x7fELF" + bytes([1 + wide, 1 + (order == ">"), 1]) + bytes(9)
    status = struct.pack(f"{order}IIIH", 11, 0, 0, 11) + bytes(98)
    names = b"shop".ljust(16, b"\0") + b"./shop --user hanako".ljust(80, b"\0")
    front = struct.pack(f"{order}4x4xQIII", 0, 1000, 1000, 4711) if wide else struct.pack(f"{order}8xHHI", 0, 0, 4711)
    process = front.ljust((136 if wide else 124) - 96, b"\0") + names
    notes = b""
    for kind, note in ((1, status), (3, process)):
        notes += struct.pack(f"{order}III", 5, len(note), kind) + b"CORE\0\0\0\0" + note
        notes += bytes(-len(note) % 4)
    if wide:
        head = struct.pack(f"{order}HHIQQQIHHH", 4, 62, 1, 0, 64, 0, 0, 64, 56, 1).ljust(48, b"\0")
        table = struct.pack(f"{order}IIQQQQ", 4, 0, 120, 0, 0, len(notes)) + bytes(16)
    else:
        head = struct.pack(f"{order}HHIIIIIHHH", 4, 3, 1, 0, 52, 0, 0, 52, 32, 1).ljust(36, b"\0")
        table = struct.pack(f"{order}IIIII", 4, 84, 0, 0, len(notes)) + bytes(12)
    return ident + head + table + notes + SECRET


def kernel_dump() -> bytes:
    head = b"PAGEDU64" + struct.pack("<II", 15, 22631) + bytes(32) + struct.pack("<I", 0x8664)
    return head.ljust(0xFA8, b"\0") + struct.pack("<Q", (WHEN + 11_644_473_600) * 10_000_000) + SECRET


HEAP = b"JAVA PROFILE 1.0.2\x00" + struct.pack(">IQ", 8, WHEN * 1000) + SECRET
DUMPS = {
    "minidump": (
        minidump(),
        {
            "timestamp": "2026-01-05T00:00:00Z",
            "abi": "x86_64",
            "os_version": "Windows 10.0.22631",
            "client_id": str(CLIENT),
        },
    ),
    "elf-core": (
        core(),
        {"abi": "x86_64", "signal": "11", "pid": "4711", "process": "shop", "command_line": "./shop --user hanako"},
    ),
    "mach-core": (b"\xcf\xfa\xed\xfe\x07\x00\x00\x01\x03\x00\x00\x00\x04\x00\x00\x00" + SECRET, {}),
    "kernel-dump": (
        kernel_dump(),
        {"os_version": "Windows build 22631", "abi": "x86_64", "timestamp": "2026-01-05T00:00:00Z"},
    ),
    "java-heap": (HEAP, {"timestamp": "2026-01-05T00:00:00Z"}),
}


@pytest.mark.parametrize("form", DUMPS)
@pytest.mark.parametrize("zipped", [False, True])
def test_a_dump_is_one_row_of_facts_without_its_memory(form: str, zipped: bool, tmp_path: Path) -> None:
    data, facts = DUMPS[form]
    reading = read_place(write(tmp_path, "core.dmp", gzip.compress(data) if zipped else data))
    (collection,) = reading.collections.values()
    assert (collection.kind, collection.form) == ("crash", form)
    assert reading.only == [{"format": form, **facts}]
    assert reading.skips() == [("core.dmp", "unsupported-format", True)]
    assert "hunter2" not in str(reading.only)


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
def test_core_dumps_of_all_widths(wide: bool, order: str) -> None:
    facts = read_dump_facts(core(wide=wide, order=order))
    assert (facts["pid"], facts["process"], facts["signal"]) == ("4711", "shop", "11")
    assert facts["command_line"] == "./shop --user hanako"


@pytest.mark.parametrize(
    "data",
    [
        b"MDMP is a word\n",
        b"PAGEDU64 is what a kernel dump begins with\n" * 3,
        b"JAVA PROFILE 1.0.1, created Mon Jan  5 10:00:00 2026\n",
        b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00" + bytes(40),
        b"\xcf\xfa\xed\xfe\x07\x00\x00\x01\x03\x00\x00\x00\x02\x00\x00\x00" + bytes(40),
        b"",
    ],
)
def test_what_is_no_dump(data: bytes) -> None:
    assert not dump_form(data)
    assert recognise(data, "a.dmp", whole=True, gzipped=False).kind != "crash"


@pytest.mark.parametrize("seconds", [0, 5, 0xFFFFFFFF])
def test_times_that_cannot_be_are_left_out(seconds: int) -> None:
    data = bytearray(minidump())
    data[20:24] = struct.pack("<I", seconds)
    assert ("timestamp" in read_dump_facts(bytes(data))) == (seconds == 0xFFFFFFFF)


@given(st.sampled_from([data for data, _ in DUMPS.values()]), st.data())
def test_damage_leaves_facts_out_and_never_fails(whole: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(8, len(whole)))
    noise = draw.draw(st.binary(max_size=40))
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    facts = read_dump_facts(damaged[: draw.draw(st.integers(8, len(damaged)))])
    assert all(isinstance(value, str) for value in facts.values())

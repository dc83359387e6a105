"""Memory dumps of crashed programs: what their heads say, one row, and that the memory itself was not looked at.

Sources: Microsoft's minidumpapiset.h and Crashpad's minidump_extensions.h; the System V ABI (ELF) and Linux's
elfcore.h; Microsoft's description of kernel dump headers; the HPROF format of the JDK; Mach-O's loader.h; makedumpfile.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from connectors.base import Batch, Field, Skipped
from connectors.batches import row_columns, sized_batches
from connectors.text_file import TextFile

HEAD = 64 << 10
"""Bytes at the beginning of a dump in which facts are looked for."""

DUMP_FORMS = ("minidump", "elf-core", "mach-core", "kernel-dump", "java-heap")
"""What :func:`dump_form` tells apart."""

_HINT = "Delete it once the fault is found, or exclude it: it may hold anything that the program worked with"
_MOST_PARTS = 2_000
_SYSTEM_INFO, _CRASHPAD_INFO = 7, 0x4350_0001
_PROCESS_STATUS, _PROCESS_INFO = 1, 3
_MINIDUMP_PROCESSORS = {0: "x86", 5: "arm", 9: "x86_64", 12: "arm64"}
_MINIDUMP_SYSTEMS = {1: "Windows", 2: "Windows", 0x8101: "macOS", 0x8102: "iOS", 0x8201: "Linux", 0x8203: "Android"}
_WINDOWS_MACHINES = {0x14C: "x86", 0x8664: "x86_64", 0xAA64: "arm64"}
_ELF_MACHINES = {3: "x86", 40: "arm", 62: "x86_64", 183: "arm64", 243: "riscv"}

Facts = Iterator[tuple[str, str]]


def dump_form(head: bytes) -> str:
    """Which kind of memory dump begins so; "" for all other files (also for a program, which is no dump)."""
    if head.startswith(b"MDMP\x93\xa7"):
        return "minidump"
    if head.startswith(b"\x7fELF") and head[16:18] in (b"\x04\x00", b"\x00\x04"):
        return "elf-core"
    if head.startswith((b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")) and head[12:16] == b"\x04\x00\x00\x00":
        return "mach-core"
    if head.startswith((b"PAGEDU64", b"PAGEDUMP", b"KDUMP   ")) and b"\x00" in head[8:64]:
        return "kernel-dump"
    if head.startswith((b"JAVA PROFILE 1.0.1\x00", b"JAVA PROFILE 1.0.2\x00")):
        return "java-heap"
    return ""


def read_dump(file: TextFile) -> Iterator[Batch | Skipped]:
    """One row of facts, and that the memory was not looked at."""
    facts = read_dump_facts(file.stream.peek(HEAD))
    fields = [Field(name) for name in facts]
    columns = row_columns([list(facts.values())], len(fields))
    yield from sized_batches(file.location, fields, columns, 1, file.stream.take_count())
    problem = "What the crashed program held in its memory is not looked at"
    yield Skipped(file.location, "unsupported-format", problem, _HINT, partial=True)


def read_dump_facts(head: bytes) -> Mapping[str, str]:
    """Names and values out of the head of a dump, ``format`` first; what is damaged or lies behind ``head`` is left
    out."""
    form = dump_form(head)
    found = {"format": form}
    reader = _READERS.get(form)
    try:
        for name, value in reader(head) if reader else ():
            found.setdefault(name, value)
    except (struct.error, OverflowError):
        return found
    return {name: value for name, value in found.items() if value}


def _minidump(head: bytes) -> Facts:
    streams, directory, _, seconds = struct.unpack_from("<IIII", head, 8)
    yield "timestamp", _since_1970(seconds)
    for at in range(directory, directory + 12 * min(streams, _MOST_PARTS), 12):
        kind, size, place = struct.unpack_from("<III", head, at)
        if kind == _SYSTEM_INFO and size >= 24 and place + 24 <= len(head):
            processor, major, minor, build, system = struct.unpack_from("<H6xIIII", head, place)
            yield "abi", _MINIDUMP_PROCESSORS.get(processor, "")
            yield "os_version", f"{_MINIDUMP_SYSTEMS.get(system, '')} {major}.{minor}.{build}".strip()
        elif kind == _CRASHPAD_INFO and place + 36 <= len(head):
            yield "report_id", _uuid(head[place + 4 : place + 20])
            yield "client_id", _uuid(head[place + 20 : place + 36])


def _uuid(data: bytes) -> str:
    return str(UUID(bytes_le=data)) if any(data) else ""


def _elf_core(head: bytes) -> Facts:
    order = ">" if head[5:6] == b"\x02" else "<"
    wide = head[4:5] == b"\x02"
    (machine,) = struct.unpack_from(f"{order}H", head, 18)
    yield "abi", _ELF_MACHINES.get(machine, "")
    start, size, count = _elf_table(head, order, wide=wide)
    for at in range(start, start + size * min(count, _MOST_PARTS), max(size, 1)):
        (kind,) = struct.unpack_from(f"{order}I", head, at)
        if kind == 4:  # PT_NOTE
            place, length = (
                struct.unpack_from(f"{order}4xQ16xQ", head, at + 4)
                if wide
                else struct.unpack_from(f"{order}I8xI", head, at + 4)
            )
            yield from _elf_notes(head[place : place + length], order)


def _elf_table(head: bytes, order: str, *, wide: bool) -> tuple[int, int, int]:
    """Where the program headers stand, the size of one, and how many there are."""
    (start,) = struct.unpack_from(f"{order}Q" if wide else f"{order}I", head, 32 if wide else 28)
    size, count = struct.unpack_from(f"{order}HH", head, 54 if wide else 42)
    return start, size, count


def _elf_notes(notes: bytes, order: str) -> Facts:
    at = 0
    for _ in range(_MOST_PARTS):
        if at + 12 > len(notes):
            return
        name, size, kind = struct.unpack_from(f"{order}III", notes, at)
        at += 12 + (name + 3) // 4 * 4
        note, at = notes[at : at + size], at + (size + 3) // 4 * 4
        if kind == _PROCESS_STATUS and len(note) == size >= 14:
            yield "signal", str(struct.unpack_from(f"{order}H", note, 12)[0])
        elif kind == _PROCESS_INFO and len(note) == size and size in (124, 136):
            yield "pid", str(struct.unpack_from(f"{order}I", note, 24 if size == 136 else 12)[0])
            yield "process", _plain(note[-96:-80])
            yield "command_line", _plain(note[-80:])


def _plain(data: bytes) -> str:
    return data.partition(b"\x00")[0].decode("utf-8", "replace").strip()


def _kernel_dump(head: bytes) -> Facts:
    if head.startswith(b"PAGEDU64"):
        build, machine = struct.unpack_from("<I32xI", head, 12)
        yield "os_version", f"Windows build {build}"
        yield "abi", _WINDOWS_MACHINES.get(machine, "")
        (ticks,) = struct.unpack_from("<Q", head, 0xFA8)
        yield "timestamp", _since_1970(ticks / 10_000_000 - 11_644_473_600)


def _java_heap(head: bytes) -> Facts:
    yield "timestamp", _since_1970(struct.unpack_from(">4xQ", head, 19)[0] / 1000)


def _since_1970(seconds: float) -> str:
    """A time in UTC; "" for one that no dump can have been written at."""
    if not 700_000_000 < seconds < 5_000_000_000:
        return ""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")


_READERS: Mapping[str, Callable[[bytes], Facts]] = {
    "minidump": _minidump,
    "elf-core": _elf_core,
    "kernel-dump": _kernel_dump,
    "java-heap": _java_heap,
}

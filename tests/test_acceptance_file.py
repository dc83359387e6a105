"""``daicho-accepted.toml``: what is read, what is refused with its line, and what adding leaves as it was."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.acceptance import ACCEPTANCE_KINDS, LONGEST, NOTICE, Acceptance
from scanner.acceptance_file import KEYS, NAME, find_problems, is_same_person, parse_acceptances, read_acceptances
from scanner.acceptance_writing import HEADER, append_acceptances, write_block
from scanner.config_text import ConfigError

TODAY = date(2026, 11, 22)
PATH = Path(NAME)
SOUND = Acceptance(
    "v1:51d07be0c2f19a83",
    "exports: campaign_2026.csv / 氏名",
    "accepted-risk",
    "the campaign runs until January",
    "tanaka@example.jp",
    "sato@example.jp",
    "PRIV-812",
    date(2026, 11, 22),
    date(2027, 1, 20),
)
LEAST = """[[accept]]
fingerprint = "v1:51d07be0c2f19a83"
reason = "fix in release 12"
owner = "tanaka@example.jp"
expires = 2027-01-20
"""


def change(key: str, line: str, text: str = LEAST) -> str:
    """The block with another line for a key, or without it."""
    lines = [one for one in text.splitlines() if not one.startswith(f"{key} =")]
    return "\n".join([*lines, line] if line else lines) + "\n"


def test_the_least_that_has_to_be_said() -> None:
    (block,) = parse_acceptances(PATH, LEAST, TODAY).blocks
    expected = Acceptance(
        "v1:51d07be0c2f19a83", "", "fix-pending", "fix in release 12", "tanaka@example.jp", "", "", None,
        date(2027, 1, 20),
    )  # fmt: skip
    assert (block.acceptance, block.line) == (expected, 1)


def test_all_that_can_be_said() -> None:
    (block,) = parse_acceptances(PATH, f"# a comment\n\n{write_block(SOUND)}", TODAY).blocks
    assert (block.acceptance, block.line) == (SOUND, 3)


def test_a_file_that_is_not_there_or_empty_has_no_exceptions(tmp_path: Path) -> None:
    assert read_acceptances(tmp_path / NAME, TODAY).blocks == ()
    for text in ("", "# nothing yet\n", "version = 1\n", HEADER):
        assert parse_acceptances(PATH, text, TODAY).blocks == ()


@pytest.mark.parametrize(
    ("text", "line", "right"),
    [
        (change("reason", ""), 1, "reason is missing"),
        (change("reason", 'reason = "  "'), 5, "reason is missing"),
        (change("reason", "reason = 3"), 5, "has to be text"),
        (change("reason", f'reason = "{"x" * 1001}"'), 5, "longer than 1,000"),
        (change("owner", ""), 1, 'owner = "name@example.jp"'),
        (change("owner", 'owner = "Tanaka"'), 5, "mail address"),
        (change("owner", 'owner = "a@b, c@d"'), 5, "mail address"),
        (change("expires", ""), 1, "expires = 2027-05-21 at the latest"),
        (change("expires", 'expires = "2027-01-20"'), 5, "without quotes: expires = 2026-09-30"),
        (change("expires", "expires = 2027-01-20T00:00:00"), 5, "without quotes"),
        (change("expires", "expires = 2027-05-22"), 5, "180 days at most: expires = 2027-05-21 at the latest"),
        (change("expires", "expires = 9999-12-31"), 5, "180 days at most"),
        (change("expires", "expires = 2027-13-01"), 5, "is no TOML"),
        (change("created", "created = 2026-11-24"), 6, "in the future; today is 2026-11-22"),
        (change("created", "created = 2027-01-21"), 6, "in the future"),
        (change("created", "created = 2026-07-01"), 5, "expires = 2026-12-28 at the latest"),
        (change("created", "created = 2026-11-01", change("expires", "expires = 2026-10-31")), 5, "before created"),
        (change("fingerprint", ""), 1, "such as v1:51d07be0c2f19a83"),
        (change("fingerprint", 'fingerprint = "v1:51D07BE0C2F19A83"'), 5, "such as v1:51d07be0c2f19a83"),
        (change("fingerprint", 'fingerprint = "51d07be0c2f19a83"'), 5, "such as v1:51d07be0c2f19a83"),
        (change("kind", 'kind = "false-positve"'), 6, "did you mean false-positive?"),
        (change("kind", 'kind = "whatever"'), 6, "one of false-positive, accepted-risk, fix-pending"),
        (change("kind", 'kind = "accepted-risk"'), 6, "needs approved_by"),
        (change("approved_by", 'approved_by = "TANAKA@example.jp"'), 6, "somebody other than the owner"),
        (change("approved_by", 'approved_by = "tanaka+2@example.jp"'), 6, "somebody other than the owner"),
        (change("approved_by", 'approved_by = "me"'), 6, "mail address"),
        (change("expire", "expire = 2027-01-20"), 6, "did you mean expires?"),
        (change("colour", 'colour = "red"'), 6, "known: fingerprint, where"),
        (f"{LEAST}\n{LEAST}", 7, "excepted twice, also in line 1"),
        ("[[acept]]\nreason = 'x'\n", 1, "did you mean accept?"),
        ("accept = 3\n", 1, "[[accept]] blocks"),
        ("[accept]\nreason = 'x'\n", 1, "[[accept]] blocks"),
        ("version = 2\n", 1, "version has to be 1"),
        ("[[accept]\n", 1, "is no TOML"),
        ("[[accept]]\nreason = \n", 2, "is no TOML"),
        ("[[accept]]\nowner = 'a'\nowner = 'b'\n", 3, "is no TOML"),
    ],
)
def test_what_is_refused_names_its_line_and_what_would_be_right(text: str, line: int, right: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse_acceptances(PATH, text, TODAY)
    message = str(raised.value)
    assert message.startswith(f"{NAME}:{line}: ")
    assert right in message
    assert "\n" not in message


def test_the_second_of_two_blocks_is_named() -> None:
    other = change("fingerprint", 'fingerprint = "v1:00000000000000aa"')
    with pytest.raises(ConfigError, match=rf"^{NAME}:11: owner has"):
        parse_acceptances(
            PATH, f"{LEAST}\n{change('owner', 'owner = 1', other)}".replace("owner = 1", 'owner = "x"'), TODAY
        )


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes('[[accept]]\nreason = "理由"'.encode("cp932"))
    with pytest.raises(ConfigError, match="save it as UTF-8"):
        read_acceptances(path, TODAY)


@pytest.mark.parametrize("kind", ACCEPTANCE_KINDS)
def test_the_longest_time_of_each_kind(kind: str) -> None:
    by_kind = {one: LONGEST[one] for one in ACCEPTANCE_KINDS}
    for extra, sound in ((0, True), (1, False)):
        last = TODAY + timedelta(days=by_kind[kind] + extra)  # type: ignore[index]
        text = change("expires", f"expires = {last}") + f'kind = "{kind}"\napproved_by = "sato@example.jp"\n'
        if sound:
            assert parse_acceptances(PATH, text, TODAY).acceptances()[0].expires == last
        else:
            with pytest.raises(ConfigError, match=f"{by_kind[kind]} days at most"):  # type: ignore[index]
                parse_acceptances(PATH, text, TODAY)


def test_an_expired_block_stays_readable_for_ever() -> None:
    file = parse_acceptances(PATH, write_block(SOUND), date(2036, 1, 1))
    assert file.acceptances() == (SOUND,)


def test_a_later_block_renews_an_earlier_one_wherever_it_stands() -> None:
    first = change("created", "created = 2026-06-01", change("expires", "expires = 2026-11-20"))
    second = change("created", "created = 2026-11-21")
    for text, line in ((f"{first}\n{second}", 8), (f"{second}\n{first}", 1)):
        (block,) = parse_acceptances(PATH, text, TODAY).current()
        assert (block.acceptance.expires, block.line) == (date(2027, 1, 20), line)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a@example.jp", "A@EXAMPLE.JP", True),
        ("a+work@example.jp", "a@example.jp", True),
        ("a@example.jp", "b@example.jp", False),
        ("a@example.jp", "a@example.com", False),
    ],
)
def test_who_is_the_same_person(one: str, other: str, same: bool) -> None:
    assert is_same_person(one, other) is same


def test_every_key_is_written_and_read() -> None:
    text = write_block(SOUND)
    assert [line.partition(" =")[0] for line in text.splitlines()[1:]] == list(KEYS)


TEXTS = st.text(max_size=30)
MAILS = st.from_regex(r"[a-z]{1,8}@example\.jp", fullmatch=True)


@given(where=TEXTS, reason=TEXTS, ticket=TEXTS, owner=MAILS, approver=MAILS, days=st.integers(0, 180))
def test_what_is_written_is_read_back(
    where: str, reason: str, ticket: str, owner: str, approver: str, days: int
) -> None:
    expires = TODAY + timedelta(days=days)
    made = Acceptance(
        "v1:00000000000000aa",
        where.strip(),
        "fix-pending",
        reason.strip(),
        owner,
        approver,
        ticket.strip(),
        TODAY,
        expires,
    )
    if find_problems(made, TODAY):
        return
    assert parse_acceptances(PATH, f"{HEADER}\n{write_block(made)}", TODAY).acceptances() == (made,)


def make(number: int) -> Acceptance:
    return Acceptance(
        f"v1:{number:016x}", "", "fix-pending", "r", "a@example.jp", "", "", TODAY, TODAY + timedelta(days=30)
    )


def test_a_new_file_has_a_heading_and_can_be_shared(tmp_path: Path) -> None:
    path = tmp_path / NAME
    append_acceptances(path, [make(1), make(2)], TODAY)
    assert path.read_text(encoding="utf-8").startswith(HEADER)
    assert len(read_acceptances(path, TODAY).blocks) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [one.name for one in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    "before",
    [
        b"# ours\r\n[[accept]] # why\r\nfingerprint = 'v1:00000000000000ff'\r\nreason='x'\r\nowner='a@b'\r\nexpires=2027-01-01\r\n",
        b"# no line end",
        b"\xef\xbb\xbf# a byte order mark\n",
        b"",
    ],
)  # fmt: skip
def test_what_stands_there_stays(tmp_path: Path, before: bytes) -> None:
    path = tmp_path / NAME
    path.write_bytes(before)
    path.chmod(0o640)
    append_acceptances(path, [make(1)], TODAY)
    assert path.read_bytes().startswith(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert read_acceptances(path, TODAY).blocks[-1].acceptance == make(1)


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    path = tmp_path / NAME
    path.symlink_to(tmp_path / "shared" / "accepted.toml")
    append_acceptances(path, [make(1)], TODAY)
    assert path.is_symlink()
    assert (tmp_path / "shared" / "accepted.toml").is_file()


@pytest.mark.parametrize("broken", [b"[[accept]]\nreason = 1\n", b"not toml", b"\xff\xfe"])
def test_nothing_is_added_to_a_broken_file(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / NAME
    path.write_bytes(broken)
    with pytest.raises(ConfigError):
        append_acceptances(path, [make(1)], TODAY)
    assert path.read_bytes() == broken


def test_nothing_is_added_that_would_not_be_sound(tmp_path: Path) -> None:
    path = tmp_path / NAME
    append_acceptances(path, [make(1)], TODAY)
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="excepted twice"):
        append_acceptances(path, [make(2), make(1)], TODAY)
    assert path.read_bytes() == before


def test_commands_at_once_take_turns(tmp_path: Path) -> None:
    path = tmp_path / NAME
    threads = [threading.Thread(target=append_acceptances, args=(path, [make(n)], TODAY)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_acceptances(path, TODAY).blocks) == 16


@pytest.mark.slow
def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / NAME
    append_acceptances(path, [make(1)], TODAY)
    before = path.read_bytes()
    code = (
        "import resource, signal, sys; from datetime import date; from pathlib import Path\n"
        "from scanner.acceptance_writing import append_acceptances, ConfigError\n"
        "from test_acceptance_file import make\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))\n"
        "try: append_acceptances(Path(sys.argv[1]), [make(2)], date(2026, 11, 22))\n"
        "except ConfigError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, str(path)],
        cwd=Path(__file__).parents[1],
        env={"PYTHONPATH": f".:{Path(__file__).parent}"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "cannot be written (File too large); nothing was added" in done.stdout, done.stderr
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [NAME]


def test_the_notice_is_shorter_than_any_exception() -> None:
    assert min(LONGEST.values()) > NOTICE

"""What reports bear of those whose report it is, as a configuration says it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from reports.base import Branding
from scanner.config import ConfigError, read_config
from scanner.config_report import LARGEST_LOGO, find_kind

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def read(folder: Path, text: str, name: str = "daicho.toml") -> Branding:
    (folder / name).write_text(text, encoding="utf-8")
    return read_config(folder / name).branding


def test_nothing_is_borne_where_nothing_is_said(tmp_path: Path) -> None:
    assert read(tmp_path, "version = 1\n") == Branding()


def test_name_label_and_logo(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(PNG)
    branding = read(
        tmp_path, '[report]\norganisation = "株式会社見本"\nclassification = " 関係者外秘 "\nlogo = "logo.png"\n'
    )
    assert branding == Branding(
        "株式会社見本", "関係者外秘", "data:image/png;base64," + base64.b64encode(PNG).decode("ascii")
    )
    assert read(tmp_path, "report:\n  organisation: 株式会社見本\n", "daicho.yaml").organisation == "株式会社見本"


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", ""),
        (b"<svg xmlns='x' onload='1'>", ""),
        (b"<html>", ""),
        (b"", ""),
    ],
)
def test_pictures_are_told_by_what_they_hold(beginning: bytes, kind: str) -> None:
    assert find_kind(beginning) == kind


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("organisation = 3", ":2: organisation has to be text"),
        ('\nclassification = "a\\nb"', ":3: classification has to be one line of at most 80 characters"),
        (f'organisation = "{"x" * 81}"', ":2: organisation has to be one line"),
        ('colour = "red"', "unknown setting of [report] 'colour'; known: organisation"),
        ('organization = "x"', "did you mean organisation?"),
        ('logo = "gone.png"', ":2: the logo cannot be read (No such file or directory); check the path"),
        ('logo = "."', ":2: the logo cannot be read (Is a directory); check the path"),
        ('logo = "logo.svg"', ":2: the logo has to be a PNG, JPEG, GIF or WebP picture"),
        ('logo = "large.png"', ":2: the logo is larger than 200 kB; make it smaller"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_line(tmp_path: Path, lines: str, told: str) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "large.png").write_bytes(PNG + bytes(LARGEST_LOGO))
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, f"[report]\n{lines}\n")
    assert told in str(refused.value)


def test_report_has_to_be_a_table(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="report has to be a table"):
        read(tmp_path, 'report = "x"\n')

"""The report on paper, printed by a real browser."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pypdf
import pytest
from chromium import CHROMIUM
from volume_samples import build_rich, build_volume

from reports import html, pdf


def read(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_first_page_stands_alone_and_the_file_is_tagged(lang: str) -> None:
    if CHROMIUM is None:
        pytest.skip("needs chromium")
    made = pypdf.PdfReader(io.BytesIO(pdf.render(build_rich(), lang)))
    root = made.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == lang
    first, second = (read(made.pages[number].extract_text()) for number in (0, 1))
    verdict, grid, changes = {
        "ja": ("リリース不可", "個人情報のある場所", "増減"),
        "en": ("Do not release", "Where personal data is", "Changes"),
    }[lang]
    assert read(verdict) in first
    assert read(grid) in first
    assert read(changes) not in first
    assert read(changes) in second
    box = made.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)


def test_nothing_runs_on_paper() -> None:
    text = html.render(build_volume(60))
    assert "<script" in text
    assert "<script" not in pdf.drop_scripts(text)
    assert "</html>" in pdf.drop_scripts(text)


def test_without_a_browser_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "MAC_BROWSERS", ())
    with pytest.raises(pdf.PdfError, match="pdf needs Chromium, Chrome or Edge; install one, or write html:PATH"):
        pdf.render(build_rich())


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exit 7", "the browser failed .exit code 7."),
        ("exit 0", "the browser wrote no PDF"),
        (None, "cannot be started"),
    ],
)
def test_a_browser_that_fails_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str | None, told: str
) -> None:
    browser = tmp_path / "chromium"
    browser.write_text(f"#!/bin/sh\n{script}\n" if script else "", encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(pdf.PdfError, match=told):
        pdf.render(build_volume(12))

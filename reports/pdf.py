"""The HTML report on paper: a tagged PDF, printed by an installed Chromium that reaches no network.

Without scripts the page is what a reader of paper needs: the first page, the worst findings, the policy, the coverage.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from reports import html
from reports.base import Report

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
"""Commands of browsers that can print a page without a window, in the order in which they are tried."""

_MAC = "/Applications/{0}.app/Contents/MacOS/{0}"
MAC_BROWSERS = tuple(map(_MAC.format, ("Google Chrome", "Chromium", "Microsoft Edge")))

SECONDS = 120
"""A browser that takes longer has hung."""


class PdfError(Exception):
    """A PDF that cannot be made: why, and what to do."""


def render(report: Report, lang: str = "en") -> bytes:
    """The report as the bytes of a PDF. PdfError where no browser is installed, or where it fails."""
    browser = find_browser()
    with tempfile.TemporaryDirectory(prefix="daicho-pdf-", ignore_cleanup_errors=True) as folder:
        page, made = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(drop_scripts(html.render(report, lang)), encoding="utf-8")
        run_browser([browser, *list_flags(Path(folder) / "profile", made), page.as_uri()])
        if not made.is_file():
            raise PdfError("the browser wrote no PDF; write html:PATH and print it to a file")
        return made.read_bytes()


def check_ready() -> None:
    """PdfError where no browser is installed."""
    find_browser()


def drop_scripts(text: str) -> str:
    """The page without its scripts and their data."""
    return re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL)


def find_browser() -> str:
    """The command of an installed browser. PdfError where there is none."""
    names = (*BROWSERS, *MAC_BROWSERS) if sys.platform == "darwin" else BROWSERS
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise PdfError("pdf needs Chromium, Chrome or Edge; install one, or write html:PATH and print it to a file")
    return found


def list_flags(profile: Path, made: Path) -> list[str]:
    """How the browser is started: no window, no network, a profile that is thrown away."""
    flags = [
        "--headless=new",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={profile}",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={made}",
    ]
    # The browser's own sandbox does not start for the superuser, as in most containers.
    return [*flags, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else flags


def run_browser(command: list[str]) -> None:
    """Run the browser to its end; nothing that it says is told, since it could name files."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise PdfError(f"the browser did not print the report within {SECONDS} seconds; try again") from None
    except OSError as error:
        raise PdfError(f"the browser cannot be started ({error.strerror or type(error).__name__})") from None
    if done.returncode:
        raise PdfError(f"the browser failed (exit code {done.returncode}); write html:PATH and print it to a file")

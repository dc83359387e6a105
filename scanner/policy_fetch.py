"""Gets the text of a policy to import: from a file, standard input, or a web address that the user typed.

The web is asked only for that one address (and where it redirects), with bounds on size and time.
"""

from __future__ import annotations

import sys
import time
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from reports.policy import PolicyError
from reports.policy_text import MAXIMUM_BYTES
from scanner import __version__

TIMEOUT_SECONDS = 15
"""For the connection and for each answer; the whole may take three times as long."""

_CHUNK = 65_536


class _HttpOnly(HTTPRedirectHandler):
    """Follows redirects to http and https alone, and from https to https alone."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        scheme = urlsplit(newurl).scheme
        if scheme not in ("http", "https") or (req.type == "https" and scheme != "https"):
            raise PolicyError("the address redirects to one that is not followed (only http, and https to https)")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def is_web_address(place: str) -> bool:
    """Whether the user named a web page."""
    return place.lower().startswith(("http://", "https://"))


def fetch_policy(place: str) -> tuple[bytes, str]:
    """The bytes of a policy and what to call it; ``-`` is standard input.

    Raises :class:`reports.policy.PolicyError` where there is nothing to read.
    """
    if place == "-":
        return sys.stdin.buffer.read(MAXIMUM_BYTES + 1), "stdin"
    if is_web_address(place):
        return _download(place), _name_page(place)
    if "://" in place:
        raise PolicyError(f"{place.partition('://')[0]}:// is not read; give a file, - or an http(s) address")
    path = Path(place)
    try:
        with path.open("rb") as file:
            return file.read(MAXIMUM_BYTES + 1), path.name
    except FileNotFoundError:
        raise PolicyError(f"{place}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise PolicyError(f"{place}: cannot be read ({type(error).__name__})") from None


def _name_page(address: str) -> str:
    """The address without user, password, query and fragment."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _download(address: str) -> bytes:
    try:
        if not urlsplit(address).hostname or urlsplit(address).username is not None:
            raise PolicyError("the address needs a host, and must hold no user or password")
        name = _name_page(address)
        request = Request(
            address, headers={"User-Agent": f"daicho/{__version__}", "Accept": "text/html, text/plain, */*"}
        )
        deadline = time.monotonic() + 3 * TIMEOUT_SECONDS
        with build_opener(_HttpOnly).open(request, timeout=TIMEOUT_SECONDS) as answer:
            data = b""
            while chunk := answer.read1(_CHUNK):
                data += chunk
                if len(data) > MAXIMUM_BYTES:
                    raise PolicyError(f"{name}: is larger than {MAXIMUM_BYTES:,} bytes; no privacy policy is")
                if time.monotonic() > deadline:
                    raise PolicyError(f"{name}: takes longer than {3 * TIMEOUT_SECONDS} s; save it and import the file")
            return data
    except HTTPError as error:
        raise PolicyError(f"{_name_page(address)}: the server answers {error.code}") from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise PolicyError(
            f"the address cannot be read ({type(error).__name__}); save the page and import the file"
        ) from None

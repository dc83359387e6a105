"""The bodies that Slack, Teams and other receivers of webhooks get, and the signature of the last.

Names from the data stand only where the receiver reads no markup: ``plain_text`` of Slack's Block Kit, text runs of an
Adaptive Card. Slack takes 50 blocks with 3,000 characters in a section, Teams 28 KB; an alert stays far below both.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC
from typing import Any

from scanner.notify_alert import Alert
from scanner.notify_words import Letter

SECTION_LIMIT, HEADER_LIMIT, MOST_SECTIONS = 3_000, 150, 6
SHORTEST_SECRET = 16
"""Bytes of a signing secret at least."""


class SecretError(ValueError):
    """A signing secret that is too short."""


def make_slack(letter: Letter) -> dict[str, Any]:
    """A message in blocks: a header, when and which run, one section for each thing told, the closing lines."""
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": _plain(letter.title, HEADER_LIMIT)},
        {"type": "context", "elements": [_plain(letter.aside)]},
    ]
    for lines in letter.sections[:MOST_SECTIONS]:
        blocks.append({"type": "section", "text": _plain("\n".join(lines))})
    blocks.append({"type": "context", "elements": [_plain(line) for line in letter.closing]})
    # The text of notifications and of readers is markup.
    fallback = letter.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": fallback, "blocks": blocks}


def _plain(text: str, limit: int = SECTION_LIMIT) -> dict[str, Any]:
    return {"type": "plain_text", "text": text if len(text) <= limit else text[: limit - 1] + "…", "emoji": False}


def make_teams(letter: Letter) -> dict[str, Any]:
    """An Adaptive Card 1.4 in the envelope that workflows of Teams take."""
    body = [_run(letter.title, size="Medium", weight="Bolder"), _run(letter.aside, isSubtle=True, size="Small")]
    for lines in letter.sections[:MOST_SECTIONS]:
        body.append({**_run(lines[0]), "separator": True, "spacing": "Medium"})
        body += [_run(line) for line in lines[1:]]
    body += [_run(line, isSubtle=True, size="Small") for line in letter.closing]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": letter.title,
        "body": body,
        "msteams": {"width": "Full"},
    }
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [content]}


def _run(text: str, **look: Any) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text[:SECTION_LIMIT], **look}]}


def make_webhook(alert: Alert, letter: Letter) -> dict[str, Any]:
    """Everything that an alert says as codes and numbers, and its title for people."""
    return {
        "schema_version": 1,
        "id": alert.id,
        "event": alert.event,
        "at": alert.at.astimezone(UTC).isoformat(timespec="seconds"),
        "project": alert.project,
        "run": alert.run,
        "link": alert.link.replace("{run}", alert.run) if alert.run else "",
        "title": letter.title,
        "parts": [{**asdict(part), "items": [asdict(item) for item in part.items]} for part in alert.parts],
    }


def encode_body(payload: Mapping[str, Any]) -> bytes:
    """A payload as the bytes that are sent and signed."""
    return json.dumps(payload, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def sign(id: str, timestamp: int, body: bytes, secret: str) -> dict[str, str]:
    """The headers of a signed webhook, as the Standard Webhooks specification 1.0 has them: HMAC-SHA256 over
    ``id.timestamp.body`` in base64. ``secret`` is text, or ``whsec_`` and base64. Each try is signed anew."""
    mac = hmac.new(_read_secret(secret), f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(mac).decode('ascii')}"
    return {"webhook-id": id, "webhook-timestamp": str(timestamp), "webhook-signature": signature}


def _read_secret(secret: str) -> bytes:
    if secret.startswith("whsec_"):
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            raise SecretError("the signing secret is no base64 behind whsec_") from None
    else:
        key = secret.encode("utf-8")
    if len(key) < SHORTEST_SECRET:
        raise SecretError(f"a signing secret has at least {SHORTEST_SECRET} bytes")
    return key

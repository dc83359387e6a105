"""Alerts by e-mail: plain text and HTML without pictures, over TLS with a certificate that is checked."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from scanner.config_notify import MailServer
from scanner.notify_alert import Alert
from scanner.notify_words import Letter

IMPLICIT_TLS_PORT = 465


class MailRefusedError(Exception):
    """The server did not take a mail; ``code`` is a code of the words of problems."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def make_mail(alert: Alert, letter: Letter, sender: str, receivers: Sequence[str]) -> EmailMessage:
    """The whole e-mail. Its Message-ID is the same in every try, so that a second copy can be told as one."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(receivers)
    mail["Subject"] = letter.title
    mail["Date"] = format_datetime(alert.at)
    mail["Message-ID"] = f"<{alert.id}@{sender.rpartition('@')[2]}>"
    # Answering machines leave it alone (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_write_text(letter), cte="base64")
    mail.add_alternative(_write_html(letter, alert.lang), subtype="html", cte="base64")
    mail["Content-Language"] = alert.lang
    return mail


def _write_text(letter: Letter) -> str:
    parts = [[letter.title, letter.aside], *letter.sections, letter.closing]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _write_html(letter: Letter, lang: str) -> str:
    sections = "".join(_write_section(lines) for lines in letter.sections)
    closing = "".join(f'<p style="color:#555">{escape(line)}</p>' for line in letter.closing)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(letter.title)}</title></head>'
        '<body style="font-family:sans-serif;line-height:1.5;color:#1a1a1a;background:#fff">'
        f'<h1 style="font-size:1.2em">{escape(letter.title)}</h1><p style="color:#555">{escape(letter.aside)}</p>'
        f"{sections}{closing}</body></html>\n"
    )


def _write_section(lines: Sequence[str]) -> str:
    first, *rest = (escape(line.removeprefix("• ")) for line in lines)
    below = f"<ul>{''.join(f'<li>{line}</li>' for line in rest)}</ul>" if rest else ""
    return f"<p><strong>{first}</strong></p>{below}"


def hand_over(mail: EmailMessage, server: MailServer, password: str, receivers: Sequence[str], timeout: float) -> None:
    """Give a mail to the server. MailRefusedError where it does not take it; errors of sockets and TLS as they come."""
    context = ssl.create_default_context()
    try:
        with _connect(server, context, timeout) as connection:
            if server.starttls and server.port != IMPLICIT_TLS_PORT:
                connection.ehlo()
                if not connection.has_extn("starttls"):
                    raise MailRefusedError("no-starttls")
                connection.starttls(context=context)
            if server.user:
                connection.login(server.user, password)
            refused = connection.send_message(mail, server.sender, list(receivers))
        if refused:
            raise MailRefusedError(f"smtp:{min(code for code, _ in refused.values())}")
    except smtplib.SMTPAuthenticationError as error:
        raise MailRefusedError(f"smtp-login:{error.smtp_code}") from None
    except smtplib.SMTPResponseException as error:
        raise MailRefusedError(f"smtp:{error.smtp_code}") from None
    except smtplib.SMTPRecipientsRefused as error:
        raise MailRefusedError(f"smtp:{min(code for code, _ in error.recipients.values())}") from None
    except smtplib.SMTPServerDisconnected:
        raise MailRefusedError("broken") from None
    except smtplib.SMTPException as error:
        raise MailRefusedError(f"smtp:{type(error).__name__}") from None


def _connect(server: MailServer, context: ssl.SSLContext, timeout: float) -> smtplib.SMTP:
    # The name of this machine stays here: some servers write it into the mail, and asking for it can take long.
    name = "[127.0.0.1]"
    if server.port == IMPLICIT_TLS_PORT:
        return smtplib.SMTP_SSL(server.host, server.port, name, timeout=timeout, context=context)
    return smtplib.SMTP(server.host, server.port, name, timeout=timeout)

"""A letter as a mail: headers that nobody's words can break out of, plain text, simple HTML."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import Final

from teams_bot.letters import Letter
from teams_bot.texts import clean

SUBJECT_CHARS: Final = 120
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL: Final = re.compile(rf"(?=.{{1,64}}$){_ATOM}(\.{_ATOM})*")
_DOMAIN: Final = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
_STYLE: Final = 'style="font:16px/1.5 system-ui,sans-serif;max-width:36em"'
_QUOTE: Final = 'style="border-left:4px solid #0b5658;margin:1em 0;padding:.25em 1em"'
_BUTTON: Final = (
    'style="display:inline-block;background:#0b5658;color:#fff;padding:.6em 1em;border-radius:4px"'
)


class BadAddressError(ValueError):
    """It is no mail address that a server would take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """From whom and to whom, and the job that names the mail."""

    sender: str
    to: str
    tenant: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail ready to be sent."""

    id: str
    sender: str
    to: str
    content: bytes


def mail_of(letter: Letter, envelope: Envelope, now: datetime) -> Mail:
    """Write a letter as a mail. Raises `BadAddressError`."""
    sender, to = _address(envelope.sender), _address(envelope.to)
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = Address(display_name="Nanomentor", addr_spec=sender.addr_spec)
    mail["To"] = to
    mail["Subject"] = clean(letter.subject)[:SUBJECT_CHARS]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(envelope.tenant, envelope.key, sender.domain)
    if letter.about:
        first = message_id(envelope.tenant, letter.about, sender.domain)
        mail["In-Reply-To"] = mail["References"] = first
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_plain(letter))
    mail.add_alternative(_html(letter), subtype="html")
    return Mail(
        id=str(mail["Message-ID"]),
        sender=sender.addr_spec,
        to=to.addr_spec,
        content=mail.as_bytes(),
    )


def message_id(tenant: str, key: str, domain: str) -> str:
    """Name the mail of a job: the same however often it is sent.

    >>> message_id("acme", "offer:1", "acme.com") == message_id("acme", "offer:1", "acme.com")
    True
    """
    named = f"{tenant}\n{key}".encode()
    return f"<{hashlib.sha256(named).hexdigest()[:40]}@{domain}>"


def _address(text: str) -> Address:
    """Read an address; one that is not ASCII has its domain in the form of the DNS."""
    local, _, domain = text.rpartition("@")
    try:
        name = domain.encode("idna").decode()
    except UnicodeError as wrong:
        raise BadAddressError from wrong
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(name):
        raise BadAddressError
    return Address(username=local, domain=name)


def _plain(letter: Letter) -> str:
    quoted = "\n".join(f"> {line}" for line in letter.quoted.splitlines())
    way = f"{letter.button}:\n{letter.link}"
    foot = "\n".join(("-- ", *letter.foot))
    return "\n\n".join(filter(None, (*letter.says, quoted, *letter.then, way, foot))) + "\n"


def _html(letter: Letter) -> str:
    quoted = "<br>".join(escape(line) for line in letter.quoted.splitlines())
    parts = [
        *_paragraphs(letter.says),
        f"<blockquote {_QUOTE}>{quoted}</blockquote>" if quoted else "",
        *_paragraphs(letter.then),
        f'<p><a {_BUTTON} href="{escape(letter.link)}">{escape(letter.button)}</a></p>',
        f"<hr><p><small>{'<br>'.join(escape(each) for each in letter.foot)}</small></p>",
    ]
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>'
        f"{escape(letter.subject)}</title></head><body {_STYLE}>{''.join(parts)}</body></html>"
    )


def _paragraphs(said: Sequence[str]) -> list[str]:
    return [f"<p>{escape(each)}</p>" for each in said]

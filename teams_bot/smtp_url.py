"""SMTP_URL: which mail server, how it is spoken to, as whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from typing import Final
from urllib.parse import unquote, urlsplit

SHOULD_BE: Final = (
    "SMTP_URL is smtps://user:password@host, smtp+starttls://user:password@host:587 or "
    "smtp://host:25"
)


class Encryption(StrEnum):
    """When the connection is encrypted."""

    NEVER = "smtp"
    FROM_THE_START = "smtps"
    BEFORE_THE_PASSWORD = "smtp+starttls"  # noqa: S105 - a scheme


PORTS: Final[Mapping[Encryption, int]] = {
    Encryption.NEVER: 25,
    Encryption.FROM_THE_START: 465,
    Encryption.BEFORE_THE_PASSWORD: 587,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A mail server, and how to speak to it."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)


def mail_server(url: str) -> MailServer:
    """Read SMTP_URL; `ValueError` with one sentence, without the password, says what is wrong.

    >>> mail_server("smtps://bot%40acme.com:s%3Acret@mail.acme.com")
    MailServer(host='mail.acme.com', port=465, encryption=<Encryption.FROM_THE_START: 'smtps'>, \
user='bot@acme.com')
    """
    try:
        parts = urlsplit(url)
        encryption = Encryption(parts.scheme)
        host, port = parts.hostname or "", parts.port
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        raise ValueError(f"{SHOULD_BE}; this is none of them.") from None
    if not host or port == 0 or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"{SHOULD_BE}, and nothing more.")
    if any(not each.isprintable() for each in (user, password)):
        raise ValueError(f"{SHOULD_BE}; the user or password holds a control character.")
    if bool(user) is not bool(password):
        raise ValueError(f"{SHOULD_BE}: user and password come together.")
    if password and encryption is Encryption.NEVER and not on_this_machine(host):
        raise ValueError(
            "SMTP_URL with smtp:// would send the password unencrypted; "
            "write smtps:// or smtp+starttls://."
        )
    return MailServer(
        host=host,
        port=port or PORTS[encryption],
        encryption=encryption,
        user=user,
        password=password,
    )


def on_this_machine(host: str) -> bool:
    """Whether a host is a loopback one."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

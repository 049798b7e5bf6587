"""A real SMTP server on loopback that keeps what it is sent, and can be told to misbehave."""

import asyncio
import re
import ssl
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from storage.embedded import free_port


@dataclass(slots=True, kw_only=True)
class PostOffice:
    """The mails that arrived, and what the next ones are answered."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # by command: instead of taking it
    drops: str = ""  # the command after which the connection is lost
    logins: list[LoginPassword] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _make: Callable[[], Any] | None = None
    _tls: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        assert self._make is not None
        self._server = await loop.create_server(self._make, "127.0.0.1", self.port, ssl=self._tls)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    # ---- what aiosmtpd calls

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._said(server, "MAIL") or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._said(server, "RCPT")
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" not in self.answers:
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
            self.to += envelope.rcpt_tos
        return self._said(server, "DATA") or "250 OK"

    def _said(self, server: SMTP, command: str) -> str | None:
        if self.drops == command:
            assert server.transport is not None
            server.transport.abort()
        return self.answers.get(command)

    def login(
        self, server: SMTP, session: Session, envelope: Envelope, kind: str, given: LoginPassword
    ) -> AuthResult:
        self.logins.append(given)
        right = given.password == b"s:cret"
        return AuthResult(success=right, handled=right)


@asynccontextmanager
async def post_office(
    *, tls: ssl.SSLContext | None = None, starttls: bool = False, auth: bool = False
) -> AsyncIterator[PostOffice]:
    """A mail server for as long as the context lasts."""
    office = PostOffice(port=free_port())
    office._tls = None if starttls else tls

    def made() -> SMTP:
        with warnings.catch_warnings(action="ignore"):  # a login over TLS from the start
            return new()

    def new() -> SMTP:
        return SMTP(
            office,
            hostname="mail.test",
            tls_context=tls if starttls else None,
            require_starttls=starttls,
            auth_required=auth,
            authenticator=office.login if auth else None,
            auth_require_tls=starttls,
            enable_SMTPUTF8=False,
            data_size_limit=1_000_000,
        )

    office._make = made
    await office.open()
    try:
        yield office
    finally:
        await office.close()


def text_of(mail: EmailMessage) -> str:
    """The plain part of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def link_of(mail: EmailMessage) -> str:
    """The one link of a mail."""
    found = set(re.findall(r"https?://\S+/reply/\S+", text_of(mail)))
    assert len(found) == 1, found
    return found.pop()

"""Speaking by mail: each call is one connection, at most one mail, and never a retry.

`Mailer` is to mail what `Courier` is to Teams: it gives a `Delivery`, and the outbox decides.
"""

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime
from typing import Final

from aiosmtplib import SMTP, SMTPException

from teams_bot.courier.fates import Delivery, Fate
from teams_bot.letters import Letter
from teams_bot.mail.fates import Moment, judge
from teams_bot.mail.writing import BadAddressError, Envelope, mail_of
from teams_bot.smtp_url import Encryption, MailServer

__all__ = ["Mailer", "answers"]

SECONDS: Final = 9.5  # of the ten a job's lease has left at least
TROUBLES: Final = (SMTPException, OSError, ValueError)  # OSError: also TLS; ValueError: no SMTP


class Mailer:
    """Sends letters through one mail server."""

    def __init__(
        self,
        server: MailServer | None,
        *,
        sender: str,
        tenant: str,
        now: Callable[[], datetime],
        seconds: float = SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._sender = sender
        self._tenant = tenant
        self._now = now
        self._seconds = seconds
        self._trust = trust

    async def send(self, address: str, letter: Letter, key: str) -> Delivery:
        """Send one letter; `key` names its job, and a repeat carries the same Message-ID."""
        if self._server is None:
            return Delivery(fate=Fate.REFUSED, why="no_mail_server")
        envelope = Envelope(sender=self._sender, to=address, tenant=self._tenant, key=key)
        try:
            mail = mail_of(letter, envelope, self._now())
        except BadAddressError:
            return Delivery(fate=Fate.UNREACHABLE, why="no_mail_address")
        client = client_of(self._server, self._seconds, self._trust)
        moment = Moment.CONNECTING
        try:
            async with asyncio.timeout(self._seconds):
                await _begin(client, self._server)
                moment = Moment.SENDER
                await client.mail(mail.sender)
                moment = Moment.RECIPIENT
                await client.rcpt(mail.to)
                moment = Moment.CONTENT
                await client.data(mail.content)
        except (*TROUBLES, TimeoutError) as trouble:
            return judge(trouble, moment)
        finally:
            client.close()
        return Delivery(fate=Fate.SENT, sent_id=mail.id)


async def answers(
    server: MailServer, *, seconds: float = SECONDS, trust: ssl.SSLContext | None = None
) -> str:
    """Connect and log in, send nothing; give what is wrong, "" for nothing."""
    client = client_of(server, seconds, trust)
    try:
        async with asyncio.timeout(seconds):
            await _begin(client, server)
            await client.noop()
    except (*TROUBLES, TimeoutError) as trouble:
        return judge(trouble, Moment.CONNECTING).why
    finally:
        client.close()
    return ""


def client_of(server: MailServer, seconds: float, trust: ssl.SSLContext | None) -> SMTP:
    """Make the client of one connection; certificates are checked."""
    return SMTP(
        hostname=server.host,
        port=server.port,
        timeout=seconds,
        use_tls=server.encryption is Encryption.FROM_THE_START,
        start_tls=server.encryption is Encryption.BEFORE_THE_PASSWORD,
        tls_context=trust,
        local_hostname="nanomentor.invalid",
    )


async def _begin(client: SMTP, server: MailServer) -> None:
    await client.connect()
    if server.user:
        await client.login(server.user, server.password)

"""A Bot Connector that accepts everything at once and notes when each question's first offer came.

It speaks just enough HTTP for a keep-alive client, so that it costs the measured side nothing.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

_ACCEPTED: Final = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n"
    b'{"id":"1"}'
)
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_CASE: Final = re.compile(rb"\(case ([0-9]+)\)")
_AN_OFFER: Final = b'"take"'  # the verb on the card


@dataclass(slots=True)
class Connector:
    """What arrived: the number of messages, and the time of each question's first offer."""

    service_url: str = ""
    messages: int = 0
    first_offers: dict[int, float] = field(default_factory=dict)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until it ends."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                self._note(body, time.perf_counter())
                writer.write(_ACCEPTED)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    def _note(self, body: bytes, at: float) -> None:
        self.messages += 1
        case = _CASE.search(body)
        if case and _AN_OFFER in body:
            self.first_offers.setdefault(int(case[1]), at)


@asynccontextmanager
async def local_connector() -> AsyncIterator[Connector]:
    """Listen on a free port of loopback for as long as the context lasts."""
    connector = Connector()
    server = await asyncio.start_server(connector.serve, "127.0.0.1", 0, limit=2**20)
    connector.service_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield connector
    finally:
        server.close()

"""Delivery towards the bot over HTTP, with the patience and the re-sends of Teams."""

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass
from typing import Any

import aiohttp

from teams_bot.tryout.activities import Activities
from teams_bot.tryout.chats import Chat, Delivery
from teams_bot.tryout.limits import Json
from teams_bot.tryout.wire import Wire

NO_ANSWER = 504
NOT_REACHABLE = 502


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long Teams waits for the bot, in seconds."""

    message: float = 15
    second_try: float = 30
    invoke: float = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One of the times an activity is delivered."""

    wait: float
    renewed: bool = False


class Postman:
    """Delivers activities; a late answer means another try, at last with a new id and time."""

    def __init__(
        self, *, endpoint: str, patience: Patience, activities: Activities, wire: Wire
    ) -> None:
        self._endpoint = endpoint
        self._activities = activities
        self._wire = wire
        self._closing = asyncio.Event()
        self._session: aiohttp.ClientSession | None = None
        self._message_tries = (
            Try(wait=patience.message),
            Try(wait=patience.second_try),
            Try(wait=patience.message, renewed=True),
        )
        self._invoke_tries = (
            Try(wait=patience.invoke),
            Try(wait=patience.invoke, renewed=True),
            Try(wait=patience.invoke, renewed=True),
        )

    async def open(self) -> None:
        """Open the pooled connections."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=200))

    async def close(self) -> None:
        """Release everybody who waits and close the connections."""
        self._closing.set()
        if self._session:
            await self._session.close()

    @property
    def closed(self) -> bool:
        """Whether nothing is delivered any more."""
        return self._closing.is_set()

    async def pause(self, seconds: float) -> None:
        """Wait, but not beyond the end."""
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), seconds)

    async def message(self, chat: Chat, activity: Json, action: str) -> Delivery:
        """Deliver a message or an event; a fault of the bot's side (5xx) is met with a re-send."""
        first, *later = self._message_tries
        started = time.monotonic()
        delivery = await self._deliver(chat, activity, action, first, attempt=1)
        due = started + first.wait
        for attempt, each in enumerate(later, 2):
            if delivery.status < 500 or self.closed:  # noqa: PLR2004 - the first 5xx
                break
            await self.pause(due - time.monotonic())
            due = time.monotonic() + each.wait
            delivery = await self._deliver(chat, delivery.activity, action, each, attempt)
        return delivery

    async def invoke(self, chat: Chat, activity: Json) -> Delivery:
        """Deliver the press of a button; only silence is met with a re-send."""
        first, *later = self._invoke_tries
        delivery = await self._deliver(chat, activity, "press", first, attempt=1)
        for attempt, each in enumerate(later, 2):
            if delivery.status != NO_ANSWER or self.closed:
                break
            delivery = await self._deliver(chat, activity, "press", each, attempt)
        return delivery

    async def _deliver(
        self, chat: Chat, activity: Json, action: str, each: Try, attempt: int
    ) -> Delivery:
        sent = {**activity, **self._activities.fresh()} if each.renewed else activity
        status, body = await self._post(chat, sent, action, each.wait)
        return Delivery(status=status, body=body, attempts=attempt, activity=sent)

    async def _post(
        self, chat: Chat, activity: Json, action: str, patience: float
    ) -> tuple[int, Any]:
        if not self._session:
            raise RuntimeError("The local Teams is not open.")
        timeout = aiohttp.ClientTimeout(total=patience)
        with self._wire.request("to bot", action, "POST", self._endpoint) as entry:
            entry.person, entry.conversation = chat.person.id, chat.conversation
            entry.body = activity
            try:
                async with self._session.post(
                    self._endpoint, json=activity, timeout=timeout
                ) as response:
                    answer = _parsed(await response.text())
                    entry.status = response.status
            except TimeoutError:
                entry.status, entry.code, answer = NO_ANSWER, "no answer in time", None
            except (aiohttp.ClientError, RuntimeError):  # the latter once the session is closed
                entry.status, entry.code, answer = NOT_REACHABLE, "not reachable", None
            return entry.status, answer


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None

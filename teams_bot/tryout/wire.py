"""What went over the wire, and the news of it for whoever watches."""

import asyncio
import contextlib
import itertools
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from teams_bot.tryout.chats import Chat, Message
from teams_bot.tryout.limits import Json

KEPT_EVENTS: Final = 1000
Direction = Literal["from bot", "to bot"]


@dataclass(slots=True, kw_only=True)
class Request:
    """One request; `status` is 0 until it is answered, or when its connection was dropped."""

    number: int
    direction: Direction
    action: str
    method: str
    path: str
    started: float  # time.monotonic()
    at: str
    person: str = ""
    conversation: str = ""
    body: Any = None
    status: int = 0
    code: str = ""
    seconds: float = 0


class Wire:
    """The ledger of requests in both directions, and the watchers of everything that changes."""

    def __init__(self, *, stamp: Callable[[], str], size: int) -> None:
        self.ledger: deque[Request] = deque(maxlen=size)
        self._stamp = stamp
        self._numbers = itertools.count(1)
        self._watchers: set[asyncio.Queue[Json]] = set()

    @contextlib.contextmanager
    def request(
        self, direction: Direction, action: str, method: str, path: str
    ) -> Iterator[Request]:
        """A request under way: in the ledger at once, told to the watchers when it is over."""
        entry = Request(
            number=next(self._numbers),
            direction=direction,
            action=action,
            method=method,
            path=path,
            started=time.monotonic(),
            at=self._stamp(),
        )
        self.ledger.append(entry)
        try:
            yield entry
        finally:
            entry.seconds = time.monotonic() - entry.started
            self.publish({"event": "wire", "request": asdict(entry)})

    def message(self, chat: Chat, message: Message | None) -> None:
        """Tell the watchers that a message is new or has changed."""
        if message:
            event = {"event": "message", "person": chat.person.id, "message": asdict(message)}
            self.publish(event)

    def publish(self, event: Json) -> None:
        """Tell the watchers; one who has fallen behind is told to read everything again."""
        for queue in self._watchers:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait({"event": "resync"})
            queue.put_nowait(event)

    @contextlib.contextmanager
    def watch(self) -> Iterator[asyncio.Queue[Json]]:
        """Changes as they happen."""
        queue: asyncio.Queue[Json] = asyncio.Queue(KEPT_EVENTS)
        self._watchers.add(queue)
        try:
            yield queue
        finally:
            self._watchers.discard(queue)

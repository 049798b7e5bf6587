"""Faults of the server itself, by its fail points; and what the drivers send."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient, monitoring


class Faults:
    """Switches the fail point `failCommand` of a mongod, for connections of the product only."""

    def __init__(self, uri: str) -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(uri, appname="the tests")

    def __call__(self, *commands: str, times: int = 1, **how: Any) -> None:
        """Let the next `times` of these commands fail."""
        data = {"failCommands": list(commands), "appName": "nanomentor", **how}
        self._switch({"mode": {"times": times}, "data": data})

    def skipping(self, number: int, *commands: str, **how: Any) -> None:
        """Let all of these commands fail after the next `number` of them."""
        data = {"failCommands": list(commands), "appName": "nanomentor", **how}
        self._switch({"mode": {"skip": number}, "data": data})

    def off(self) -> None:
        """Let nothing fail any more."""
        self._switch({"mode": "off"})

    def end_transactions(self) -> None:
        """Undo what a transaction left open, as the server does after a while."""
        self._client.admin.command({"killAllSessions": []})

    def close(self) -> None:
        """Let nothing fail any more, and close the connection."""
        self.off()
        self._client.close()

    def _switch(self, how: dict[str, Any]) -> None:
        self._client.admin.command({"configureFailPoint": "failCommand", **how})


class Spy(monitoring.CommandListener):
    """Keeps every command a driver sends."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, Any]]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Keep a command."""
        self.seen.append((event.command_name, dict(event.command)))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Ignore an answer."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore a refusal."""

    def names(self) -> list[str]:
        """Name the commands seen."""
        return [name for name, _ in self.seen]


@contextmanager
def faults_of(uri: str) -> Iterator[Faults]:
    """Give the faults of a mongod, and clear them at the end."""
    made = Faults(uri)
    try:
        yield made
    finally:
        made.close()

"""The second yardstick: a transaction that writes the documents of one question, and nothing else.

The documents are taken from a question the product really answered: the write commands of its
transaction are recorded, and then sent again with fresh ids. No guard, no read, no choice; the
mentors whose load is raised are taken in turn, so that no two transactions want the same one.

Reads a line `concurrency seconds` from standard input, writes a line `turns seconds`.
"""

import asyncio
import itertools
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from benchmarks.organisation import Questions, fill, person_id
from storage.codec import key
from storage.driver import Document, Driver
from storage.store import Store
from teams_bot.services import Clock, Services
from teams_bot.settings import LOCAL_TENANT
from teams_bot.turn import turn

_WRITES: Final = ("insert", "update")


class Recorded(CommandListener):
    """The write commands of the last transaction."""

    def __init__(self) -> None:
        self.commands: list[Document] = []

    def started(self, event: CommandStartedEvent) -> None:
        """Keep a write that is part of a transaction."""
        if event.command_name in _WRITES and event.command.get("autocommit") is False:
            if event.command.get("startTransaction"):
                self.commands.clear()
            self.commands.append(deepcopy(dict(event.command)))

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing to note."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to note."""


class Transactions:
    """Makes the writes of one question again and again, under fresh ids."""

    def __init__(self, commands: Sequence[Document], people: int) -> None:
        self._writes = [_write_of(each) for each in commands]
        self._mentors = itertools.cycle(range(people))
        self._serial = itertools.count()

    @property
    def shape(self) -> dict[str, int]:
        """How many statements go to each collection."""
        return {name: len(statements) for _, name, statements in self._writes}

    def fresh(self) -> Iterator[Document]:
        """Give the commands of one more transaction."""
        serial = f"{next(self._serial):032x}"
        for verb, collection, statements in self._writes:
            if verb == "insert":
                documents = [_renamed(each, serial, n) for n, each in enumerate(statements)]
                yield {"insert": collection, "ordered": True, "documents": documents}
            else:
                updates = [self._for_another(each) for each in statements]
                yield {"update": collection, "ordered": True, "updates": updates}

    def _for_another(self, update: Mapping[str, Any]) -> Document:
        mentor = person_id(next(self._mentors))
        where = {"_id": key(update["q"]["tenant"], mentor), "tenant": update["q"]["tenant"]}
        return {**update, "q": where}


def _write_of(command: Mapping[str, Any]) -> tuple[str, str, list[Document]]:
    verb = next(each for each in _WRITES if each in command)
    return verb, command[verb], command["documents" if verb == "insert" else "updates"]


def _renamed(document: Mapping[str, Any], serial: str, number: int) -> Document:
    fresh = f"{serial}{number}"
    names = {name: fresh for name in ("id", "key") if name in document}
    return {**document, **names, "_id": f"{document['tenant']}:{fresh}"}


async def recorded(uri: str, database: str, people: int) -> list[Document]:
    """Let the product answer one question, and give the writes of its transaction."""
    listener = Recorded()
    store = await Store.open(uri, database, LOCAL_TENANT, event_listeners=[listener])
    try:
        await fill(store, people, "http://127.0.0.1:9")
        clock = Clock()
        await clock.sync(store)
        services = Services(store=store, clock=clock, tenant=LOCAL_TENANT)
        await turn(services, Questions(people, "http://127.0.0.1:9").activity(1))
        return listener.commands
    finally:
        await store.close()


async def transact(
    driver: Driver, transactions: Transactions, concurrency: int, seconds: float
) -> tuple[int, float]:
    """Keep `concurrency` transactions under way for so long; give how many, and the seconds."""
    database = driver.collection("threads").database
    started = time.perf_counter()

    async def one() -> int:
        done = 0
        while time.perf_counter() < started + seconds:
            await driver.transaction(work)
            done += 1
        return done

    async def work(session: Any) -> None:
        for command in transactions.fresh():
            await database.command(command, session=session)

    done = await asyncio.gather(*(one() for _ in range(concurrency)))
    return sum(done), time.perf_counter() - started


async def main() -> None:
    """Answer the lines of standard input."""
    uri, database = os.environ["MONGODB_URI"], os.environ["MONGODB_DATABASE"]
    people = int(os.environ["BENCHMARK_PEOPLE"])
    transactions = Transactions(await recorded(uri, database, people), people)
    store = await Store.open(uri, database, LOCAL_TENANT, os.environ["MONGODB_DRIVER"])
    print(*(f"{name}={count}" for name, count in transactions.shape.items()), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        concurrency, seconds = line.split()
        print(
            *await transact(store.driver, transactions, int(concurrency), float(seconds)),
            flush=True,
        )
    await store.close()


if __name__ == "__main__":
    asyncio.run(main())

"""Motor, by choice: `MONGODB_DRIVER=motor`. When Motor ends, this file goes."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import PyMongoError

from storage.driver.seam import OPTIONS, READ_AT_ONCE, TRANSACTION, Document, Result

SECONDS_TO_TRY: Final = 120.0
PAUSE_SECONDS: Final = 0.005
LONGEST_PAUSE_SECONDS: Final = 0.5


class MotorDriver:
    """Motor's API, which runs PyMongo in threads."""

    name = "motor"

    def __init__(self, uri: str, database: str, **options: Any) -> None:
        self._client: Any = AsyncIOMotorClient(uri, **{**OPTIONS, **options})
        self._database = self._client[database]

    def collection(self, name: str) -> Any:
        """Give a collection."""
        return self._database[name]

    async def aggregate(self, collection: str, pipeline: Sequence[Document]) -> list[Document]:
        """Run a pipeline and read all of its result."""
        cursor = self._database[collection].aggregate(list(pipeline), batchSize=READ_AT_ONCE)
        found: list[Document] = await cursor.to_list(None)
        return found

    async def transaction(self, work: Callable[[Any], Awaitable[Result]]) -> Result:
        """Run `work(session)` as one transaction."""
        async with await self._client.start_session() as session:
            return await _kept(session, work)

    async def watch(
        self, collection: str, pipeline: Sequence[Document], told: Callable[[], None]
    ) -> None:
        """Call `told` for each change the pipeline lets through, until the stream ends."""
        async with self._database[collection].watch(list(pipeline)) as stream:
            async for _ in stream:
                told()

    async def command(self, command: str | Document, *, admin: bool = False) -> Document:
        """Run a database command."""
        database = self._client["admin"] if admin else self._database
        answer: Document = await database.command(command)
        return answer

    async def drop(self) -> None:
        """Drop the whole database."""
        await self._client.drop_database(self._database.name)

    async def close(self) -> None:
        """Close all connections."""
        self._client.close()


async def _kept(session: Any, work: Callable[[Any], Awaitable[Result]]) -> Result:
    """Run a transaction and commit it, each again when MongoDB says that this is safe.

    Motor's own `with_transaction` leaves the commit to a context manager that tries it once.
    """
    gives_up = time.monotonic() + SECONDS_TO_TRY
    pause = 0.0
    while True:
        await asyncio.sleep(pause)
        pause = min(pause + PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)
        session.start_transaction(**TRANSACTION)
        try:
            done = await work(session)
            confirmed = False
            while not confirmed:
                confirmed = await _confirmed(session, gives_up)
        except PyMongoError as trouble:
            again = trouble.has_error_label("TransientTransactionError")
            if not again or time.monotonic() > gives_up:
                raise
            if session.in_transaction:
                await session.abort_transaction()
        else:
            return done


async def _confirmed(session: Any, gives_up: float) -> bool:
    try:
        await session.commit_transaction()
    except PyMongoError as trouble:
        unknown = trouble.has_error_label("UnknownTransactionCommitResult")
        if not unknown or time.monotonic() > gives_up:
            raise
        return False
    return True

"""PyMongo's own async API, the default."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from pymongo import AsyncMongoClient

from storage.driver.seam import OPTIONS, READ_AT_ONCE, TRANSACTION, Document, Result


class PyMongoDriver:
    """PyMongo's own async API."""

    name = "pymongo"

    def __init__(self, uri: str, database: str, **options: Any) -> None:
        self._client: Any = AsyncMongoClient(uri, **{**OPTIONS, **options})
        self._database = self._client[database]
        self._made: dict[str, Any] = {}

    def collection(self, name: str) -> Any:
        """Give a collection."""
        return self._kept(name)

    def _kept(self, name: str) -> Any:
        """Make each collection once: that costs as much as a tenth of a command."""
        if name not in self._made:
            self._made[name] = self._database[name]
        return self._made[name]

    async def aggregate(self, collection: str, pipeline: Sequence[Document]) -> list[Document]:
        """Run a pipeline and read all of its result."""
        cursor = await self._kept(collection).aggregate(list(pipeline), batchSize=READ_AT_ONCE)
        found: list[Document] = await cursor.to_list(None)
        return found

    async def transaction(self, work: Callable[[Any], Awaitable[Result]]) -> Result:
        """Run `work(session)` as one transaction."""
        async with self._client.start_session() as session:
            done: Result = await session.with_transaction(work, **TRANSACTION)
            return done

    async def watch(
        self, collection: str, pipeline: Sequence[Document], told: Callable[[], None]
    ) -> None:
        """Call `told` for each change the pipeline lets through, until the stream ends."""
        async with await self._database[collection].watch(list(pipeline)) as stream:
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
        await self._client.close()

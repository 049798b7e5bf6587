"""The seam to MongoDB: connect, aggregate, transaction; the rest is the same API in both drivers.

PyMongo's own async API is the default; `motor` is the customer's choice. When Motor ends, only
this file changes.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, Protocol, TypeVar

from pymongo import AsyncMongoClient
from pymongo.errors import ConnectionFailure, InvalidName, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

Document = dict[str, Any]
Result = TypeVar("Result")

DRIVERS: Final = ("pymongo", "motor")
# These win over what MONGODB_URI says: an address must not weaken what is promised.
OPTIONS: Final[Mapping[str, Any]] = {
    "tz_aware": True,
    "tzinfo": UTC,
    "w": "majority",
    "journal": True,
    "readConcernLevel": "majority",
    "readPreference": "primary",
    "retryWrites": True,
    "retryReads": True,
    "serverSelectionTimeoutMS": 5000,
    "connectTimeoutMS": 5000,
    "appname": "nanomentor",
}
TRANSACTION: Final[Mapping[str, Any]] = {
    "read_concern": ReadConcern("snapshot"),
    "write_concern": WriteConcern("majority", j=True),
}
UNAUTHORISED: Final = 13
WRONG_LOGIN: Final = 18


class NotUsable(Exception):  # noqa: N818 - a state of the database, told in one sentence
    """MongoDB cannot be used as it is; the text says what to do."""


class Driver(Protocol):
    """What differs between the two drivers."""

    name: str

    def collection(self, name: str) -> Any:
        """Give a collection; its methods are awaited alike in both drivers."""

    async def aggregate(self, collection: str, pipeline: Sequence[Document]) -> list[Document]:
        """Run a pipeline and read all of its (bounded) result."""

    async def transaction(self, work: Callable[[Any], Awaitable[Result]]) -> Result:
        """Run `work(session)` as one transaction, again when MongoDB says that this is safe."""

    async def command(self, command: str | Document, *, admin: bool = False) -> Document:
        """Run a database command."""

    async def drop(self) -> None:
        """Drop the whole database."""

    async def close(self) -> None:
        """Close all connections."""


class PyMongoDriver:
    """PyMongo's own async API."""

    name = "pymongo"

    def __init__(self, uri: str, database: str, **options: Any) -> None:
        self._client: Any = AsyncMongoClient(uri, **{**OPTIONS, **options})
        self._database = self._client[database]

    def collection(self, name: str) -> Any:
        """Give a collection."""
        return self._database[name]

    async def aggregate(self, collection: str, pipeline: Sequence[Document]) -> list[Document]:
        """Run a pipeline and read all of its result."""
        cursor = await self._database[collection].aggregate(list(pipeline))
        found: list[Document] = await cursor.to_list(None)
        return found

    async def transaction(self, work: Callable[[Any], Awaitable[Result]]) -> Result:
        """Run `work(session)` as one transaction."""
        async with self._client.start_session() as session:
            done: Result = await session.with_transaction(work, **TRANSACTION)
            return done

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


class MotorDriver:
    """Motor, by choice: `MONGODB_DRIVER=motor`."""

    name = "motor"

    def __init__(self, uri: str, database: str, **options: Any) -> None:
        from motor.motor_asyncio import AsyncIOMotorClient  # noqa: PLC0415 - loaded when chosen

        self._client: Any = AsyncIOMotorClient(uri, **{**OPTIONS, **options})
        self._database = self._client[database]

    def collection(self, name: str) -> Any:
        """Give a collection."""
        return self._database[name]

    async def aggregate(self, collection: str, pipeline: Sequence[Document]) -> list[Document]:
        """Run a pipeline and read all of its result."""
        cursor = self._database[collection].aggregate(list(pipeline))
        found: list[Document] = await cursor.to_list(None)
        return found

    async def transaction(self, work: Callable[[Any], Awaitable[Result]]) -> Result:
        """Run `work(session)` as one transaction."""
        async with await self._client.start_session() as session:
            done: Result = await session.with_transaction(work, **TRANSACTION)
            return done

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


async def connect(uri: str, database: str, driver: str = "pymongo", **options: Any) -> Driver:
    """Connect to a replica set, or raise `NotUsable` with one sentence that says what to do."""
    if driver not in DRIVERS:
        raise NotUsable(f"MONGODB_DRIVER is pymongo or motor, not {driver!r}.")
    try:
        made: Driver = (PyMongoDriver if driver == "pymongo" else MotorDriver)(
            uri, database, **options
        )
    except InvalidName as trouble:
        raise NotUsable(f"MONGODB_DATABASE cannot be {database!r}: {trouble}.") from trouble
    except (PyMongoError, ValueError) as trouble:
        raise NotUsable(f"MONGODB_URI is not a MongoDB address: {_short(trouble)}.") from trouble
    try:
        await _require_replica_set(made)
    except BaseException:
        await made.close()
        raise
    return made


async def server_time(driver: Driver) -> datetime:
    """Ask the database what time it is: the one clock that all workers share."""
    found: datetime = (await driver.command("hello"))["localTime"]
    return found if found.tzinfo else found.replace(tzinfo=UTC)  # a command's answer is naive


async def _require_replica_set(driver: Driver) -> None:
    with told_in_one_sentence():
        sentence = why_not(await driver.command("hello"))
    if sentence is not None:
        raise NotUsable(sentence)


def why_not(hello: Mapping[str, Any]) -> str | None:
    """Say why a deployment cannot be used, going by its `hello`; None where it can."""
    if hello.get("msg") == "isdbgrid":
        return None  # a router: the shards behind it are replica sets
    if not hello.get("setName"):
        return (
            "This MongoDB is a standalone server. Transactions need a replica set: start mongod "
            "with --replSet and run rs.initiate() once."
        )
    if hello.get("arbiters"):
        return (
            "This replica set has an arbiter, with which acknowledged writes can be lost. "
            "Replace the arbiter by a member that holds data."
        )
    return None


@contextmanager
def told_in_one_sentence() -> Iterator[None]:
    """Turn what goes wrong at the start into `NotUsable`."""
    try:
        yield
    except OperationFailure as trouble:
        raise NotUsable(_refused(trouble)) from trouble
    except ConnectionFailure as trouble:
        raise NotUsable(f"No MongoDB answers at MONGODB_URI: {_short(trouble)}.") from trouble
    except PyMongoError as trouble:
        raise NotUsable(f"MONGODB_URI cannot be used: {_short(trouble)}.") from trouble


def _refused(trouble: OperationFailure) -> str:
    if trouble.code == WRONG_LOGIN:
        return "MongoDB refuses the user name or the password in MONGODB_URI."
    if trouble.code == UNAUTHORISED:
        return "The user in MONGODB_URI may not do this; give it the role dbOwner on the database."
    return f"MongoDB refuses: {_short(trouble)}."


def _short(trouble: Exception) -> str:
    """Cut an error of the driver down to what went wrong, on one line."""
    text = " ".join(str(trouble).split())
    for ends in (" (configured timeouts", ", Timeout:", ", full error", " Full error"):
        text = text.partition(ends)[0]
    return text[:200].rstrip(".,: ")

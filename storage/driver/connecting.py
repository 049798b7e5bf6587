"""Connecting, or refusing to in one sentence that says what to do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from pymongo.errors import ConnectionFailure, InvalidName, OperationFailure, PyMongoError

from storage.driver.by_pymongo import PyMongoDriver
from storage.driver.seam import Driver

DRIVERS: Final = ("pymongo", "motor")
UNAUTHORISED: Final = 13
WRONG_LOGIN: Final = 18


class NotUsable(Exception):  # noqa: N818 - a state of the database, told in one sentence
    """MongoDB cannot be used as it is; the text says what to do."""


async def connect(uri: str, database: str, driver: str = "pymongo", **options: Any) -> Driver:
    """Connect to a replica set, or raise `NotUsable` with one sentence that says what to do."""
    if driver not in DRIVERS:
        raise NotUsable(f"MONGODB_DRIVER is pymongo or motor, not {driver!r}.")
    try:
        made = _made(uri, database, driver, **options)
    except InvalidName as trouble:
        raise NotUsable(f"MONGODB_DATABASE cannot be {database!r}: {trouble}.") from trouble
    except (PyMongoError, ValueError) as trouble:
        raise NotUsable(_not_an_address(uri, trouble)) from None
    try:
        await _require_replica_set(made)
    except BaseException:
        await made.close()
        raise
    return made


def _made(uri: str, database: str, driver: str, **options: Any) -> Driver:
    if driver == "pymongo":
        return PyMongoDriver(uri, database, **options)
    from storage.driver.by_motor import MotorDriver  # noqa: PLC0415 - loaded when chosen

    return MotorDriver(uri, database, **options)


def _not_an_address(uri: str, trouble: Exception) -> str:
    """Say what is wrong with an address, without the password that the driver may quote."""
    if "@" in uri:
        return (
            "MONGODB_URI is not a MongoDB address: write mongodb://USER:PASSWORD@HOST:PORT/ where "
            "the characters :/?#[]@% of user name and password are percent-encoded."
        )
    return f"MONGODB_URI is not a MongoDB address: {_short(trouble)}."


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

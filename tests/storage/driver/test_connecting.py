"""Connecting: what is promised wins over the address, and what cannot serve is refused."""

import asyncio
import gc
import time
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from storage.driver import NotUsable, connect, told_in_one_sentence, why_not
from storage.embedded import free_port, start_mongod, stop
from storage.store import Store


async def refusal(uri: str, database: str, driver_name: str, **options: Any) -> str:
    """Connect, which must fail; give the sentence."""
    with pytest.raises(NotUsable) as refused:
        await connect(uri, database, driver_name, **options)
    return str(refused.value)


async def test_an_address_cannot_weaken_what_is_promised(
    mongodb: str, database: str, driver_name: str
) -> None:
    weak = (
        f"{mongodb}&w=1&journal=false&readConcernLevel=local&retryWrites=false&retryReads=false"
        "&readPreference=secondary&wtimeoutMS=1&tz_aware=false"
    )
    driver = await connect(weak, database, driver_name)
    try:
        collection = driver.collection("people")
        assert collection.write_concern == WriteConcern("majority", wtimeout=0, j=True)
        assert collection.read_concern == ReadConcern("majority")
        assert collection.read_preference == ReadPreference.PRIMARY
        options = collection.database.client.options
        assert options.retry_writes is True
        assert options.retry_reads is True
        assert collection.codec_options.tz_aware is True
    finally:
        await driver.close()


async def test_a_driver_nobody_knows_is_refused(mongodb: str, database: str) -> None:
    assert await refusal(mongodb, database, "pymango") == (
        "MONGODB_DRIVER is pymongo or motor, not 'pymango'."
    )


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "postgres://here/",
        "mongodb://",
        "mongodb://u:canary@:0/",
        "mongodb://host:99999/",
        "mongodb://u:ca/nary@host/",
        "mongodb://u:ca@nary@host/",
        "mongodb+srv://u:canary@host:1/",
    ],
)
async def test_what_is_not_an_address_is_refused_in_one_line_without_its_password(
    uri: str, database: str, driver_name: str
) -> None:
    said = await refusal(uri, database, driver_name)
    assert said.startswith("MONGODB_URI ")
    assert "\n" not in said
    assert len(said) < 280
    assert "canary" not in said
    assert "nary@" not in said


async def test_a_name_of_a_cluster_that_nobody_knows_is_refused(
    database: str, driver_name: str
) -> None:
    said = await refusal("mongodb+srv://nobody.invalid/", database, driver_name)
    assert said.startswith(("MONGODB_URI ", "No MongoDB answers"))


async def test_a_database_name_that_cannot_be_is_refused(mongodb: str, driver_name: str) -> None:
    said = await refusal(mongodb, "nano.mentor", driver_name)
    assert said.startswith("MONGODB_DATABASE cannot be 'nano.mentor': ")


async def test_nobody_listening_is_said_within_seconds(database: str, driver_name: str) -> None:
    began = time.monotonic()
    said = await refusal(f"mongodb://127.0.0.1:{free_port()}/", database, driver_name)
    assert time.monotonic() - began < 7
    assert said.startswith("No MongoDB answers at MONGODB_URI: 127.0.0.1:")
    assert "Topology" not in said


async def test_a_wrong_password_is_refused(mongodb: str, database: str, driver_name: str) -> None:
    wrong = mongodb.replace("mongodb://", "mongodb://nobody:canary@")
    said = await refusal(wrong, database, driver_name)
    assert said == "MongoDB refuses the user name or the password in MONGODB_URI."


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (
            OperationFailure("not authorized on x to execute command", 13),
            "The user in MONGODB_URI may not do this; give it the role dbOwner on the database.",
        ),
        (OperationFailure("too busy\nnow", 8000), "MongoDB refuses: too busy now."),
        (PyMongoError("odd"), "MONGODB_URI cannot be used: odd."),
    ],
)
def test_every_trouble_at_the_start_is_one_sentence(trouble: Exception, sentence: str) -> None:
    with pytest.raises(NotUsable) as refused, told_in_one_sentence():
        raise trouble
    assert str(refused.value) == sentence


async def test_a_standalone_server_is_refused(
    database: str, driver_name: str, standalone: str
) -> None:
    said = await refusal(standalone, database, driver_name)
    assert said.startswith("This MongoDB is a standalone server.")
    with pytest.raises(NotUsable):
        await Store.open(standalone, database, "acme", driver_name)


async def test_a_set_with_an_arbiter_is_refused(
    database: str, driver_name: str, with_arbiter: str
) -> None:
    said = await refusal(with_arbiter, database, driver_name)
    assert said.startswith("This replica set has an arbiter")


def test_a_replica_set_and_a_router_can_be_used() -> None:
    assert why_not({"setName": "rs"}) is None
    assert why_not({"msg": "isdbgrid"}) is None


async def test_the_clock_of_the_database_is_in_utc(store: Store) -> None:
    offset = (await store.time()).utcoffset()
    assert offset is not None
    assert not offset


@pytest.fixture(autouse=True)
async def socket_of_pymongo() -> AsyncIterator[None]:
    """Drop the socket that PyMongo's own API forgets when it is closed while it connects."""
    yield
    await asyncio.sleep(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="session")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A mongod that is no member of a set."""
    port = free_port()
    process = start_mongod(tmp_path_factory.mktemp("alone"), port, replica_set=False)
    yield f"mongodb://127.0.0.1:{port}/?directConnection=true"
    stop(process)


@pytest.fixture(scope="session")
def with_arbiter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A primary, a secondary and an arbiter."""
    ports = [free_port() for _ in range(3)]
    members = [
        {"_id": number, "host": f"127.0.0.1:{port}", "arbiterOnly": number == 2}
        for number, port in enumerate(ports)
    ]
    with ExitStack() as running:
        for port in ports:
            process = start_mongod(tmp_path_factory.mktemp("member"), port)
            running.callback(process.wait)
            running.callback(process.kill)
        direct = f"mongodb://127.0.0.1:{ports[0]}/?directConnection=true"
        with MongoClient[dict[str, Any]](direct) as client:
            settings = {"electionTimeoutMillis": 500}
            config = {"_id": "trial", "members": members, "settings": settings}
            while not client.admin.command("hello").get("isWritablePrimary"):
                with suppress(OperationFailure):  # one does not listen yet, or it is made already
                    client.admin.command("replSetInitiate", config)
                time.sleep(0.1)
        yield f"mongodb://127.0.0.1:{ports[0]}/?replicaSet=trial"

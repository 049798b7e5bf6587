import asyncio
import itertools

import aiohttp
import pytest

from benchmarks.bare import Transactions, recorded, transact
from benchmarks.connector import local_connector
from benchmarks.load import NotAnsweredError, at_a_pace, closed_loop
from benchmarks.measure import Figures
from benchmarks.organisation import ALWAYS, Questions, fill, people, rest
from benchmarks.report import Spread, percentile, ratios
from storage.store import Store
from teams_bot.services import Clock, Services
from teams_bot.settings import LOCAL_TENANT
from teams_bot.turn import turn

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
async def organisation(mongodb, database):
    store = await Store.open(mongodb, database, LOCAL_TENANT)
    await fill(store, 60, NOWHERE)
    yield store
    await store.driver.drop()
    await store.close()


def test_everybody_has_an_id_of_their_own_and_is_at_work():
    everybody = people(130, NOWHERE)
    assert len({each.id for each in everybody}) == 130
    assert {each.hours for each in everybody} == {ALWAYS}
    assert all(each.opted_in and each.reachable and each.address for each in everybody)


async def test_every_question_becomes_offers_to_two_mentors(organisation):
    clock = Clock()
    await clock.sync(organisation)
    services = Services(store=organisation, clock=clock, tenant=LOCAL_TENANT)
    questions = Questions(60, NOWHERE)
    for number in range(1, 26):
        await turn(services, questions.activity(number))
        await rest(organisation)
    threads = await organisation.newest_threads()
    assert [len(each.offers) for each in threads] == [2] * 25
    assert await organisation.job_counts() == {}


async def test_the_bare_transaction_writes_what_a_question_writes(mongodb, database):
    transactions = Transactions(await recorded(mongodb, database, 60), 60)
    assert transactions.shape == {"inbox": 3, "threads": 1, "people": 3, "jobs": 4}
    store = await Store.open(mongodb, database, LOCAL_TENANT)
    done, _ = await transact(store.driver, transactions, 2, 0.1)
    written = [
        await store.driver.collection(name).count_documents({})
        for name in ("inbox", "threads", "jobs")
    ]
    held = await store.driver.aggregate(
        "people", [{"$group": {"_id": None, "held": {"$sum": "$load"}}}]
    )
    await store.driver.drop()
    await store.close()
    assert written == [3 * (done + 1), done + 1, 4 * (done + 1)]
    assert held[0]["held"] == 2 * (done + 1)


async def test_the_connector_notes_when_the_first_offer_of_a_question_came():
    offer = {"text": "How? (case 7)", "verb": "take"}
    status = {"text": "How? (case 8)"}
    async with local_connector() as connector, aiohttp.ClientSession() as session:
        for body in (status, offer, offer):
            async with session.post(f"{connector.service_url}/v3/x", json=body) as answer:
                assert answer.status == 201
                assert await answer.json() == {"id": "1"}
    assert connector.messages == 3
    assert list(connector.first_offers) == [7]


def bodies():
    return ((number, b"{}") for number in itertools.count(1))


async def test_the_load_generator_counts_answered_turns_only():
    async with local_connector() as anything:
        port = int(anything.service_url.rpartition(":")[2])
        done = await closed_loop(port, bodies(), 3, 0.1)
        left = await at_a_pace(port, bodies(), 2, 50)
    assert 0 < done.turns == anything.messages - 2
    assert list(left) == [1, 2]


async def test_a_turn_that_is_not_answered_well_ends_the_run():
    async def unwell(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 503 No\r\nContent-Length: 3\r\n\r\nout")
        writer.close()

    server = await asyncio.start_server(unwell, "127.0.0.1", 0)
    async with server:
        with pytest.raises(NotAnsweredError, match="503"):
            await closed_loop(server.sockets[0].getsockname()[1], bodies(), 1, 0.1)


def test_ratios_compare_the_same_round():
    over, under = Figures(rates={8: [10.0, 40.0]}), Figures(rates={8: [20.0, 80.0]})
    assert ratios(over, under, 8) == [0.5, 0.5]


def test_a_spread_is_the_median_between_its_bounds():
    assert Spread.of([3.0, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0)
    assert percentile([], 50) is None

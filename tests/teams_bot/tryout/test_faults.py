import asyncio
import time

import aiohttp
import pytest

from teams_bot.tryout.faults import accept_then, accept_then_drop, drop, hang, status
from tests.teams_bot.tryout.stage import ANA, BEN, Stage, staged

HELLO = {"type": "message", "text": "Hello"}


async def test_a_status_does_nothing_and_is_over_after_one_request(stage: Stage) -> None:
    stage.teams.script(status(503))
    assert (await stage.send(ANA, HELLO))[0] == 503
    assert stage.teams.messages(ANA) == []
    assert (await stage.send(ANA, HELLO))[0] == 201


@pytest.mark.parametrize("after", [7, "Wed, 21 Oct 2026 07:28:00 GMT", "nonsense", 10**9])
async def test_retry_after_is_sent_as_it_was_scripted(stage: Stage, after: int | str) -> None:
    stage.teams.script(status(429, retry_after=after))
    answer, _, headers = await stage.send(ANA, HELLO)
    assert (answer, headers["Retry-After"]) == (429, str(after))


async def test_a_scripted_429_may_come_without_retry_after(stage: Stage) -> None:
    stage.teams.script(status(429))
    answer, _, headers = await stage.send(ANA, HELLO)
    assert answer == 429
    assert "Retry-After" not in headers


async def test_faults_are_met_in_their_order_and_a_person_has_their_own(stage: Stage) -> None:
    stage.teams.script(status(500), status(502))
    stage.teams.script(status(404), person=BEN)
    assert [(await stage.send(BEN, HELLO))[0] for _ in range(2)] == [404, 500]
    assert [(await stage.send(ANA, HELLO))[0] for _ in range(2)] == [502, 201]


async def test_creating_a_conversation_meets_the_faults_of_its_person(stage: Stage) -> None:
    stage.teams.script(status(503), person=BEN)
    assert (await stage.ask("POST", "", {"members": [{"id": ANA}]}))[0] == 201
    assert (await stage.ask("POST", "", {"members": [{"id": BEN}]}))[0] == 503


async def test_accept_then_stores_the_message_all_the_same(stage: Stage) -> None:
    stage.teams.script(accept_then(504))
    assert (await stage.send(ANA, HELLO))[0] == 504
    assert [each.text for each in stage.teams.messages(ANA)] == ["Hello"]
    assert stage.teams.ledger[-1].status == 504


@pytest.mark.parametrize(("fault", "kept"), [(accept_then_drop(), 1), (drop(), 0)])
async def test_a_dropped_connection_leaves_the_bot_without_an_answer(
    stage: Stage, fault: object, kept: int
) -> None:
    stage.teams.script(fault)  # type: ignore[arg-type]
    with pytest.raises(aiohttp.ClientError):
        await stage.send(ANA, HELLO)
    assert len(stage.teams.messages(ANA)) == kept
    assert (stage.teams.ledger[-1].status, stage.teams.ledger[-1].code) == (
        0,
        "connection dropped",
    )


async def test_a_hanging_request_holds_up_nobody_else_and_is_carried_out(stage: Stage) -> None:
    stage.teams.script(hang(0.4), person=ANA)
    started = time.monotonic()
    slow = asyncio.create_task(stage.send(ANA, HELLO))
    await asyncio.sleep(0.05)
    assert (await stage.send(BEN, HELLO))[0] == 201
    assert time.monotonic() - started < 0.35
    assert (await slow)[0] == 201
    assert time.monotonic() - started >= 0.4


async def test_who_gives_up_on_a_hanging_request_cannot_know_that_it_arrived(
    stage: Stage,
) -> None:
    stage.teams.script(hang(0.3))
    with pytest.raises(TimeoutError):
        await stage.ask(
            "POST",
            f"/{stage.conversation(ANA)}/activities",
            HELLO,
            timeout=aiohttp.ClientTimeout(total=0.1),
        )
    assert stage.teams.messages(ANA) == []
    await asyncio.sleep(0.4)
    assert len(stage.teams.messages(ANA)) == 1


async def test_closing_releases_what_hangs() -> None:
    async with staged() as stage:
        stage.teams.script(hang(60))
        slow = asyncio.create_task(stage.send(ANA, HELLO))
        await asyncio.sleep(0.05)
        started = time.monotonic()
        await stage.teams.close()
        assert (await slow)[0] == 201
        assert time.monotonic() - started < 1

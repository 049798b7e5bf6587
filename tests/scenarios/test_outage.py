"""The connector is away for a while: what waits arrives soon after, and no rung is burnt."""

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from matching.thread import OfferState, State
from storage.embedded import free_port
from teams_bot import pauses
from teams_bot.timers import rungs
from tests.scenarios.test_dead_letters import moved_on, no_more_rest
from tests.support.company import Company

MENTORS = ("ana", "ben", "cai", "dan")


async def cut_off(company: Company, *who: str) -> int:
    """Move the connector of these people to a port where nobody listens; give the port."""
    port = free_port()
    for each in who:
        found = await company.person(each)
        assert found.address is not None
        away = replace(found.address, service_url=f"http://127.0.0.1:{port}/teams")
        await company.change(each, address=away)
    return port


@asynccontextmanager
async def back(port: int, arrived: list[str]) -> AsyncIterator[None]:
    """The connector listens again."""

    async def accept(request: web.Request) -> web.Response:
        arrived.append(request.path)
        return web.json_response({"id": f"1:{len(arrived)}"}, status=201)

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", accept)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


async def tried(company: Company, times: int, kind: str = "offer") -> None:
    """Wait until every waiting message of a kind was tried so often."""

    async def so() -> bool:
        waiting = await company.jobs(kind=kind, state="pending")
        return bool(waiting) and all(each.get("unsent", 0) >= times for each in waiting)

    await company.until(so, "the tries")


async def test_after_half_a_minute_of_outage_what_waits_arrives_within_seconds(
    company: Company,
) -> None:
    port = await cut_off(company, *MENTORS)
    await company.say("lea", "How do I pivot in Excel?")
    for number in range(1, 8):  # what half a minute brings
        await tried(company, number)
        await no_more_rest(company)
    await tried(company, 8)
    arrived: list[str] = []
    begun = time.monotonic()
    async with back(port, arrived):
        await company.until(lambda: len(arrived) == 2, "the cards")
        assert time.monotonic() - begun < pauses.SOON[1] + 1.5
        await company.quiet()
    sent = await company.jobs(kind="offer", state="done")
    assert [each["attempts"] for each in sent] == [1, 1]
    assert (await company.thread()).rung == 1


async def test_a_doubt_after_an_outage_still_gets_its_second_try(company: Company) -> None:
    port = await cut_off(company, "ana", "ben")
    await company.say("lea", "How do I pivot in Excel?")
    for number in range(1, 10):
        await tried(company, number)
        await no_more_rest(company)
    answers = {"/teams": [503, 201]}

    async def doubtful(_: web.Request) -> web.Response:
        code = answers["/teams"].pop(0) if answers["/teams"] else 201
        return web.json_response({"id": "1:a"}, status=code)

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", doubtful)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await company.until(lambda: company.jobs(kind="offer", state="pending", ambiguous=1))
    await no_more_rest(company)
    await company.quiet()
    await runner.cleanup()
    assert [each["state"] for each in await company.jobs(kind="offer")] == ["done", "done"]


async def test_a_rung_on_which_nobody_was_reached_gets_its_time_again(company: Company) -> None:
    port = await cut_off(company, *MENTORS)
    await company.say("lea", "How do I pivot in Excel?")
    await tried(company, 1)
    for _ in range(2):
        before = await company.thread()
        await _rung_is_due(company)
        await company.until(lambda before=before: _waits_longer(company, before.revision))
    thread = await company.thread()
    assert (thread.state, thread.rung, len(thread.live_offers)) == (State.OPEN, 1, 2)
    assert thread.rung_ends is not None
    left = thread.rung_ends - company.parts.services.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    (timer,) = await company.jobs(kind="rung")
    assert (timer["state"], timer["attempts"], timer["due"]) == ("pending", 0, thread.rung_ends)
    arrived: list[str] = []
    async with back(port, arrived):
        await no_more_rest(company)
        await company.until(lambda: len(arrived) >= 2, "the cards")
        await company.quiet()
        await _rung_is_due(company)
        await moved_on(company, "cai", "dan")
        await company.quiet()
    lapsed = [each for each in (await company.thread()).offers if each.rung == 1]
    assert {each.state for each in lapsed} == {OfferState.EXPIRED}


async def test_who_was_not_reached_in_time_has_not_been_asked(company: Company) -> None:
    await cut_off(company, "ana")
    await company.say("lea", "How do I pivot in Excel?")
    await tried(company, 1)
    await company.message("ben", "answer")
    await _rung_is_due(company)
    await moved_on(company, "cai", "dan")
    lost = next(each for each in (await company.thread()).offers if each.mentor == "ana")
    assert (lost.state, lost.undelivered) == (OfferState.WITHDRAWN, "not_in_time")
    assert (await company.person("ana")).record.asked == 0
    assert (await company.person("ben")).record.asked == 1
    await no_more_rest(company)
    await company.until(lambda: company.jobs(kind="offer", state="cancelled", to="ana"))


async def test_an_outage_that_lasts_too_long_ends_the_waiting(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rungs, "LONGEST_OUTAGE", timedelta(0))
    await cut_off(company, "ana", "ben")
    await company.say("lea", "How do I pivot in Excel?")
    await tried(company, 1)
    await _rung_is_due(company)
    await moved_on(company, "cai", "dan")


async def test_an_offer_that_never_left_for_hours_goes_to_somebody_else(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(pauses, "UNSENT_LIMIT", 2)
    await cut_off(company, "ana", "ben")
    await company.say("lea", "How do I pivot in Excel?")
    for number in (1, 2):
        await tried(company, number)
        await no_more_rest(company)
    await moved_on(company, "cai", "dan")
    offers = (await company.thread()).offers
    assert {each.undelivered for each in offers} == {"ClientConnectorError", ""}


async def _rung_is_due(company: Company) -> None:
    query = {"tenant": company.store.tenant, "kind": "rung", "state": "pending"}
    step = [{"$set": {"due": {"$subtract": ["$$NOW", 1]}}}]
    await company.store.driver.collection("jobs").update_many(query, step)
    company.parts.services.wake()


async def _waits_longer(company: Company, revision: int) -> bool:
    return (await company.thread()).revision > revision

"""How long the learner will probably wait, as the service says it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from matching.incidence import table_of
from matching.thread import State, Thread
from matching.waited import Observation, Outcome
from matching.waits import Part, Table, Where
from storage.change import Change, Job
from storage.waits import UNKNOWN
from teams_bot.messages import MESSAGES
from teams_bot.offers import begin
from teams_bot.services import Services
from teams_bot.waiting import anything, at_asking, before_asking, readable, while_open
from tests.support.builders import EXCEL
from tests.support.company import QUESTION, kept, known, opened, services, shared_database

__all__ = ["services", "shared_database"]


def waits(rung: int, minutes: Iterable[float], skill: str = EXCEL) -> list[Observation]:
    return [
        Observation(
            where=Where(rung=rung, skill=skill, part=part),  # type: ignore[arg-type]
            minutes=each,
            outcome=Outcome.ANSWERED,
        )
        for each in minutes
        for part in Part
    ]


KNOWN = table_of(
    [
        *waits(0, [40] * 20 + [90] * 20),
        *waits(1, [11.5] * 40 + [110] * 15),
        *waits(2, [25] * 40),
    ]
)


async def learnt(services: Services, table: Table = KNOWN) -> None:
    await services.store.publish_waits(UNKNOWN, table, services.now())


async def test_before_asking_it_counts_from_the_asking(services: Services) -> None:
    await learnt(services)
    wait = await before_asking(services, await known(services, "lea"), QUESTION)
    assert wait.found is not None
    assert (wait.found.usual, wait.opens, wait.waited) == (40, None, 0)
    every = await anything(services)
    assert every is not None
    assert every.found is not None
    assert every.found.where == Where(rung=0)


async def test_where_nothing_is_known_nothing_is_claimed(services: Services) -> None:
    me = await known(services, "lea")
    assert (await before_asking(services, me, QUESTION)).found is None
    assert await anything(services) is None
    thread = await opened(services)
    assert thread.promise is None
    wait = await while_open(services, thread, "UTC")
    assert wait is not None
    assert wait.found is None


async def test_what_is_told_at_the_asking_is_kept_with_the_thread(services: Services) -> None:
    await learnt(services)
    thread = await opened(services)
    assert thread.promise is not None
    assert (thread.promise.usual, thread.promise.long) == (12, 120)
    assert (thread.promise.since, thread.promise.version) == (thread.offers[0].due, 1)
    assert await services.store.thread(thread.id) == thread
    job = Job(key="k", kind="status", due=services.now(), thread=thread.id)
    drawn = await MESSAGES["status"].draw(services, job)
    told = "Usually answered within 12 minutes; 1 in 10 waits longer than 2 hours."
    assert told in str(drawn)


async def test_time_that_passed_and_rungs_that_were_climbed_count(services: Services) -> None:
    await learnt(services)
    thread = await opened(services)
    ago = timedelta(minutes=30)
    offers = tuple(replace(each, due=each.due - ago) for each in thread.offers)
    waited = replace(thread, created=thread.created - ago, offers=offers)
    wait = await while_open(services, waited, "UTC")
    assert wait is not None
    assert wait.found is not None
    assert wait.waited == pytest.approx(30, abs=1)
    assert (wait.found.usual, wait.found.where.rung) == (90, 1)
    second = replace(
        waited,
        rung=2,
        offers=(*offers, replace(thread.offers[0], rung=2, due=services.now())),
    )
    climbed = await while_open(services, second, "UTC")
    assert climbed is not None
    assert climbed.found is not None
    assert (climbed.found.usual, climbed.found.where.rung) == (25, 2)


async def test_before_the_planned_opening_nothing_is_promised(services: Services) -> None:
    await learnt(services)
    thread = await opened(services)
    opening = services.now() + timedelta(hours=9)
    planned = replace(thread, offers=tuple(replace(each, due=opening) for each in thread.offers))
    wait = await while_open(services, planned, "UTC")
    assert wait is not None
    assert wait.opens == opening
    promise = await at_asking(services, planned, await known(services, "lea"))
    assert promise is not None
    assert (promise.since, promise.usual) == (opening, 12)


@pytest.mark.parametrize("state", [State.TAKEN, State.ANSWERED, State.CANCELLED])
async def test_who_waits_for_no_first_answer_is_told_nothing(
    services: Services, state: State
) -> None:
    thread = await opened(services)
    assert await while_open(services, replace(thread, state=state), "UTC") is None


async def test_while_somebody_is_on_it_the_same_is_said_and_nothing_where_little_is_known(
    services: Services,
) -> None:
    thread = await opened(services)
    taken = thread.take(thread.offers[0].id, services.now(), timedelta(minutes=30))
    assert await while_open(services, taken, "UTC") is None
    await learnt(services)
    services._waits = None
    wait = await while_open(services, taken, "UTC")
    assert wait is not None
    assert wait.found is not None
    assert (wait.found.usual, wait.found.long, wait.opens) == (12, 120, None)
    seldom = table_of([replace(each, outcome=Outcome.GAVE_UP) for each in waits(1, [11] * 40)])
    await services.store.publish_waits(await services.store.waits(), seldom, services.now())
    services._waits = None
    assert await while_open(services, taken, "UTC") is None


async def test_where_nobody_was_asked_there_is_no_promise(services: Services) -> None:
    await learnt(services)
    thread: Thread = replace(await opened(services), offers=())
    assert readable(thread) is None
    assert await at_asking(services, thread, await known(services, "lea")) is None
    assert await while_open(services, thread, "UTC") is None


async def test_a_new_table_is_noticed_when_the_known_one_is_old(services: Services) -> None:
    assert (await services.waits()).number == 0
    await learnt(services)
    assert (await services.waits()).number == 0
    services._waits = (0.0, UNKNOWN)
    assert (await services.waits()).number == 1


async def test_nobody_is_promised_anything_where_there_is_nobody_to_ask(
    services: Services,
) -> None:
    await learnt(services)
    lea = await known(services, "lea")
    for who in ("ana", "ben", "cai", "dan"):
        me = await known(services, who)
        await kept(services, Change(people=((me, replace(me, opted_in=False)),)))
    begun = await begin(services, lea, QUESTION, "")
    assert begun.thread.promise is None

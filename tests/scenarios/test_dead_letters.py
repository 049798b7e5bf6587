"""An offer whose card will never arrive goes to somebody else at once, and is nobody's refusal."""

import logging
import time
from dataclasses import replace

import pytest

from matching.thread import OfferState, State
from storage.store import Store
from teams_bot.cards.drawn import Drawn
from teams_bot.jobs import ATTEMPTS_LIMIT
from teams_bot.messages import MESSAGES
from teams_bot.tryout.faults import accept_then, status
from tests.support.company import Company


async def moved_on(company: Company, *to: str, seconds: float = 8.0) -> None:
    """Wait until those are asked who come next."""

    async def so() -> bool:
        found = await company.threads()
        return bool(found) and {each.mentor for each in found[0].live_offers} == set(to)

    await company.until(so, f"{to} to be asked", seconds)


@pytest.mark.parametrize("code", [403, 400, 404])
async def test_a_refused_offer_goes_to_the_next_mentor_within_one_tick(
    company: Company, code: int
) -> None:
    company.teams.script(status(code), person="ana")
    company.teams.script(status(code), person="ben")
    before = (await company.person("ana")).record
    await company.say("lea", "How do I pivot in Excel?")
    begun = time.monotonic()
    await moved_on(company, "cai", "dan")
    assert time.monotonic() - begun < 2.5
    await company.quiet()
    await company.message("cai", "answer")
    thread = await company.thread()
    lost = {each.mentor: each for each in thread.offers if each.rung == 1}
    assert {each.state for each in lost.values()} == {OfferState.WITHDRAWN}
    assert {each.undelivered for each in lost.values()} == {"ScriptedFault"}
    for who in ("ana", "ben"):
        assert (await company.person(who)).load == 0
        assert (await company.person(who)).record == before
    await company.told("lea", "Asked Cai")


async def test_an_offer_too_big_even_as_a_sentence_goes_on_too(company: Company) -> None:
    for who in ("ana", "ben"):
        company.teams.script(status(413), status(413), person=who)
    await company.say("lea", "How do I pivot in Excel?")
    await moved_on(company, "cai", "dan")


async def test_a_refused_offer_leaves_the_one_who_was_reached_her_time(company: Company) -> None:
    company.teams.script(status(403), person="ana")
    thread = await company.ask()
    assert (thread.rung, [each.mentor for each in thread.live_offers]) == (1, ["ben"])


async def test_a_poisoned_offer_goes_on_when_its_tries_are_over(
    company: Company, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = MESSAGES["offer"]

    async def poison(services: object, job: object) -> Drawn | None:
        if job.to in {"ana", "ben"}:  # type: ignore[attr-defined]
            raise RuntimeError("poison")
        return await real.draw(services, job)  # type: ignore[arg-type]

    monkeypatch.setitem(MESSAGES, "offer", replace(real, draw=poison))
    caplog.set_level(logging.CRITICAL)
    await company.say("lea", "How do I pivot in Excel?")
    for tries in range(1, ATTEMPTS_LIMIT):
        query = {"to": "ben", "kind": "offer", "state": "pending", "attempts": tries}
        await company.until(lambda query=query: company.jobs(**query))
        query = {**query, "to": "ana"}
        await company.until(lambda query=query: company.jobs(**query))
        await no_more_rest(company)
    await moved_on(company, "cai", "dan")
    assert {each.undelivered for each in (await company.thread()).offers} == {"fault", ""}


async def test_an_offer_that_may_have_arrived_stays(company: Company) -> None:
    for who in ("ana", "ben"):
        company.teams.script(accept_then(503), accept_then(503), person=who)
    await company.say("lea", "How do I pivot in Excel?")
    for state in ("pending", "uncertain"):
        query = {"kind": "offer", "state": state, "ambiguous": 1}
        await company.until(lambda query=query: _both(company, **query))
        await no_more_rest(company)
    thread = await company.thread()
    assert (thread.rung, len(thread.live_offers)) == (1, 2)
    await company.answer("ana")
    assert (await company.thread()).state is State.ANSWERED


async def test_a_mentor_who_got_the_card_after_all_may_still_answer(company: Company) -> None:
    for who in ("ana", "ben"):
        company.teams.script(accept_then(503), status(403), person=who)
    await company.say("lea", "How do I pivot in Excel?")
    await company.until(lambda: _both(company, kind="offer", state="pending", ambiguous=1))
    await no_more_rest(company)
    await moved_on(company, "cai", "dan")
    await company.answer("ana")
    thread = await company.thread()
    assert thread.state is State.ANSWERED
    assert (await company.person("ana")).record.asked == 1


async def test_a_worker_that_dies_before_it_drops_the_offer_loses_nothing(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def dies(*_: object, **__: object) -> None:
        raise TimeoutError

    caplog.set_level(logging.CRITICAL)
    for who in ("ana", "ben"):
        company.teams.script(status(403), person=who)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "thread", _only_offers(Store.thread, dies))
        await company.say("lea", "How do I pivot in Excel?")
        await company.until(lambda: company.jobs(kind="dead_letter", attempts={"$gte": 1}))
    await no_more_rest(company)
    await moved_on(company, "cai", "dan")


def _only_offers(real: object, dies: object) -> object:
    """Read threads until the first message was refused; fail from then on."""

    async def thread(store: Store, identity: str) -> object:
        query = {"tenant": store.tenant, "kind": "dead_letter"}
        refused = await store.driver.collection("jobs").count_documents(query)
        return await (dies if refused else real)(store, identity)  # type: ignore[operator]

    return thread


async def test_the_log_says_in_words_what_was_given_up(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    company.teams.script(status(403), person="ana")
    await company.ask()
    assert "gave up on a job of kind offer: ScriptedFault" in caplog.text


async def no_more_rest(company: Company) -> None:
    """Let the pauses between tries be over; the rungs go on as they are."""
    for name, where, field in (
        ("lanes", {}, "not_before"),
        ("lanes", {}, "tat"),
        ("jobs", {"kind": {"$in": ["offer", "dead_letter"]}}, "due"),
    ):
        query = {"tenant": company.store.tenant, field: {"$ne": None}, **where}
        step = [{"$set": {field: {"$min": [f"${field}", "$$NOW"]}}}]
        await company.store.driver.collection(name).update_many(query, step)
    company.parts.services.wake()


async def _both(company: Company, **query: object) -> bool:
    return len(await company.jobs(**query)) == 2

"""Offering a question: the first rung, the next one, and the end of the ladder."""

from dataclasses import replace
from datetime import timedelta

from matching.model import PersonId
from matching.thread import State
from storage.change import Change, Job
from teams_bot.offers import begin, climb, rung_key, settle
from teams_bot.services import Services
from teams_bot.threads import said_keys, why_nobody
from tests.support.builders import thread as built
from tests.support.company import QUESTION, kept, known, opened, services, shared_database

__all__ = ["services", "shared_database"]


async def test_a_question_opens_with_its_cards_its_timer_and_its_reasons(
    services: Services,
) -> None:
    begun = await begin(services, await known(services, "lea"), QUESTION, "1")
    thread = begun.thread
    assert [each.key for each in begun.jobs] == [
        f"status:{thread.id}",
        *(f"offer:{each.id}" for each in thread.offers),
        rung_key(thread),
    ]
    assert begun.capacity.keys() == {"ana", "ben"}
    assert thread.rung_ends == thread.offers[0].due + timedelta(minutes=30)
    assert len(thread.shortlists[0].picks) == 2
    assert thread.shortlists[0].seed == thread.seed


async def test_threads_opened_together_do_not_count_on_the_same_room(services: Services) -> None:
    me = await known(services, "lea")
    first = await begin(services, me, QUESTION, "")
    asked = {each.mentor for each in first.thread.offers}
    crowd = [first.thread] * 4
    second = await begin(services, me, "How do I chart in Excel?", "", beside=crowd)
    assert asked.isdisjoint({each.mentor for each in second.thread.offers})


async def test_a_learner_that_is_gone_ends_no_search(services: Services) -> None:
    thread = await opened(services)
    orphan = replace(thread, learner=PersonId("nobody-any-more"))
    change = await settle(services, orphan, orphan.rung_over())
    assert change.threads[0][1].rung == 2


async def test_the_ladder_ends_at_the_rules(services: Services) -> None:
    thread = await opened(services)
    high = replace(thread, rung=3, next_place=6).rung_over()
    climbed = await climb(services, high, await known(services, "lea"))
    assert climbed.thread.state is State.UNANSWERED
    assert [each.kind for each in climbed.jobs] == ["say"]


async def test_a_question_without_anybody_to_ask_is_told_on_its_first_card(
    services: Services,
) -> None:
    for who in ("ana", "ben", "cai", "dan"):
        before = await known(services, who)
        await kept(services, Change(people=((before, replace(before, opted_in=False)),)))
    begun = await begin(services, await known(services, "lea"), QUESTION, "")
    assert begun.thread.state is State.UNANSWERED
    assert [each.kind for each in begun.jobs] == ["status"]
    assert why_nobody(begun.thread) == {"not_opted_in": 4}


def test_without_a_shortlist_there_are_no_reasons() -> None:
    assert why_nobody(replace(built(), shortlists=())) == {}


async def test_a_card_is_redrawn_for_everybody_but_who_pressed(services: Services) -> None:
    thread = await opened(services)
    after = thread.cancel(services.now())
    kinds = {(each.kind, each.to) for each in (await settle(services, thread, after)).jobs}
    everybody = {("offer_update", "ana"), ("offer_update", "ben"), ("status_update", "lea")}
    assert kinds == everybody
    for actor in ("ana", "lea"):
        change = await settle(services, thread, after, actor=PersonId(actor))
        assert {each.to for each in change.jobs} == {"ana", "ben", "lea"} - {actor}


async def test_what_a_move_brings_along_is_kept_with_it(services: Services) -> None:
    thread = await opened(services)
    job = Job(key="k", kind="say", due=services.now())
    taken = thread.take(thread.offers[0].id, services.now(), timedelta(minutes=30))
    change = await settle(services, thread, taken, job, cancel=("old",))
    assert job in change.jobs
    assert change.cancel == ("old",)
    assert change.unsaid == ()


async def test_words_that_are_no_longer_asked_may_be_asked_again(services: Services) -> None:
    thread = await opened(services)
    change = await settle(services, thread, thread.edit("How do I chart in Excel?"))
    assert change.unsaid == said_keys(thread.learner, QUESTION, services.now())

"""Whom to ask for a question now: what is read for it, and the choice."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from matching.hours import WorkingHours
from matching.ladder import Rung
from matching.model import Learner, PersonId, Question, Shortlist, View
from matching.pick import RESERVES_TOLD, pick_mentors
from matching.rules import Rules
from matching.thread import OfferState, Thread
from storage.change import Person
from storage.store import Store
from teams_bot.neighbours import Neighbours
from teams_bot.services import Services


async def choose(
    services: Services,
    thread: Thread,
    learner: Person,
    rung: Rung,
    beside: Sequence[Thread] = (),
) -> tuple[Shortlist, Mapping[PersonId, WorkingHours]]:
    """Choose the mentors of a thread's next rung; give the hours of those picked too.

    `beside` are threads that are opened in the same change: their offers count as load.
    """
    version, now = await services.rules(), services.now()
    question = Question(
        text=thread.text,
        skills=thread.skills,
        already_asked=thread.asked,
        source=rung.source,
        proposed=await _proposed(services, thread),
        inside=thread.inside,
    )
    who = asking(thread, learner)
    question, view = await looked_around(
        services.store, services.neighbours, who, question, rules=version.rules, now=now
    )
    if version.rules.learn_from_answers:
        learnt = await services.weights()
        view = replace(view, weights=learnt.version.weights, weights_version=learnt.number)
    entries = (await services.taxonomy()).skills
    shortlist = pick_mentors(
        question,
        _laden(view, beside),
        version.rules,
        now,
        thread.seed + thread.rung,
        rung=rung,
        rules_version=version.number,
        labels={each: entries[each].label for each in thread.skills if each in entries},
    )
    picked = {each.mentor for each in shortlist.picks}
    hours = {each.id: each.hours for each in view.candidates if each.id in picked}
    return replace(shortlist, reserves=shortlist.reserves[:RESERVES_TOLD]), hours


async def looked_around(
    store: Store,
    neighbours: Neighbours,
    learner: Learner,
    question: Question,
    *,
    rules: Rules,
    now: datetime,
) -> tuple[Question, View]:
    """Read around a question and look for similar ones, at once; give it with what they say."""

    async def completed() -> Question:
        near = await neighbours.near(question.text, question.skills)
        return replace(question, suggested=near.suggested, votes=near.votes)

    whole = asyncio.ensure_future(completed())
    try:
        view = await store.matching_view(learner, question, rules, now, whole)
        return await whole, view
    finally:
        whole.cancel()


def asking(thread: Thread, learner: Person) -> Learner:
    """Give what the choice may know of who asks: of an anonymous learner, whom to keep apart."""
    who = Learner(id=learner.id, blocked=frozenset((*learner.blocked, *learner.apart)))
    if thread.anonymous:
        return replace(who, anonymous=True)
    return replace(
        who,
        languages=frozenset(learner.languages),
        team=learner.department,
        manager=learner.manager,
    )


async def _proposed(services: Services, thread: Thread) -> frozenset[PersonId]:
    """Find whom those who passed named instead of themselves; a name of two people is nobody's."""
    words = {
        each.suggestion
        for each in thread.offers
        if each.suggestion and each.state is OfferState.PASSED
    }
    return frozenset(await services.store.people_called(words) if words else ())


def _laden(view: View, beside: Sequence[Thread]) -> View:
    """Count offers that are about to be made as load."""
    made = [each for thread in beside for each in thread.offers]
    if not made:
        return view
    candidates = []
    for each in view.candidates:
        due = tuple(offer.due for offer in made if offer.mentor == each.id)
        more = replace(
            each,
            load=each.load + len(due),
            asked_at=(*each.asked_at, *due),
            interrupted_at=(*each.interrupted_at, *due),
            asks=each.asks + len(due),
        )
        candidates.append(more)
    return replace(view, candidates=tuple(candidates))

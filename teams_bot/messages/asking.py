"""What a learner sees of a question: before it is asked, and as it stands."""

from matching.sources import Source
from matching.thread import Thread
from storage.change import DraftId, Job, Person
from teams_bot import cards
from teams_bot.cards.drawn import Drawn
from teams_bot.cards.elements import named
from teams_bot.messages.reading import thread_of
from teams_bot.offers import rung_of
from teams_bot.outcomes import DraftShown, SimilarShown, SolvedShown
from teams_bot.postings import place_of
from teams_bot.redacting import outside_text
from teams_bot.services import Services
from teams_bot.similar import names_of, past_of
from teams_bot.threads import names_in, why_nobody
from teams_bot.topics import topics_of
from teams_bot.waiting import before_asking, while_open


async def draft(services: Services, job: Job) -> Drawn | None:
    """Ask the author of a text alone how it is to be sent."""
    found = await services.store.draft(DraftId(job.payload["draft"]))
    if found is None:
        return None
    return cards.draft(DraftShown(draft=found, attachment=job.payload["attachment"]))


async def similar(services: Services, job: Job) -> Drawn | None:
    """Draw what answers a question, and the way to people; what was erased is left out."""
    draft = await services.store.draft(DraftId(job.payload["draft"]))
    if draft is None:
        return None
    past = await past_of(services, draft.person, draft.similar)
    names = await names_of(services, past)
    me = await services.store.person(draft.person)
    wait = None if me is None else await before_asking(services, me, draft.text)
    hides = (await services.rules()).rules.anonymous_questions and draft.place is None
    return cards.similar(
        SimilarShown(
            draft=draft, past=past, names=names, now=services.now(), wait=wait, hides=hides
        )
    )


async def check(services: Services, job: Job) -> Drawn | None:
    """Ask whether an answer truly was enough, where that is still open."""
    store, rules = services.store, (await services.rules()).rules
    deflection = await store.deflection(DraftId(job.payload["deflection"]))
    question = None if deflection is None else await store.draft(deflection.question)
    if deflection is None or question is None or not rules.similar_check_hours:
        return None
    past = await past_of(services, question.person, (deflection.entry,))
    if not past:
        return None
    names = await names_of(services, past)
    return cards.check(
        SolvedShown(
            draft=question, past=past[0], names=names, now=services.now(), asked_again=False
        )
    )


async def status(services: Services, job: Job) -> Drawn | None:
    """Draw how a question stands for its learner."""
    thread = await thread_of(services, job)
    if thread is None:
        return None
    rules = (await services.rules()).rules
    learner = await services.store.person(thread.learner)
    zone = "" if learner is None else learner.time_zone
    ladder = rules.ladder_of(thread.skills)
    return cards.status(
        thread,
        await names_in(services, thread),
        zone or rules.default_time_zone,
        services.now(),
        why_nobody(thread),
        rung_of(rules, thread).minutes,
        await topics_of(services, thread),
        await _manager_in_question(services, thread, learner),
        await outside_text(services, thread, thread.text) if _leaves(thread) else "",
        await while_open(services, thread, zone or rules.default_time_zone),
        await place_of(services, thread, ladder),
        {each.source for each in ladder},
    )


def _leaves(thread: Thread) -> bool:
    """Whether somebody outside the organisation is asked, or will be."""
    return any(each.outside for each in thread.live_offers)


async def _manager_in_question(services: Services, thread: Thread, learner: Person | None) -> str:
    """Name the learner's manager, where a rung asks managers and the learner has not said."""
    rules = (await services.rules()).rules
    rungs = any(each.source is Source.MANAGER for each in rules.ladder_of(thread.skills))
    if learner is None or learner.manager is None or learner.manager_allowed is not None:
        return ""
    if thread.anonymous:
        return ""
    names = await services.store.names((learner.manager,)) if rungs else {}
    return named(names, learner.manager) if learner.manager in names else ""

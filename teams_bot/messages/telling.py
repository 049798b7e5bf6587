"""What is told to one person beside the course of a question."""

from matching.eligibility import stood_down
from storage.change import Door, DraftId, Job, ReportId
from teams_bot import cards, texts
from teams_bot.cards.drawn import Drawn
from teams_bot.duty import belongs
from teams_bot.keys import LASTS, new_key
from teams_bot.messages.reading import thread_of
from teams_bot.reveals import request_of
from teams_bot.services import Services


async def say(_: Services, job: Job) -> Drawn | None:
    """Say what the job holds already."""
    return Drawn(card=job.payload.get("card"), summary=job.payload["sentence"])


async def blank(_: Services, __: Job) -> Drawn | None:
    """Empty a card."""
    return cards.blank()


async def welcome(services: Services, job: Job) -> Drawn | None:
    """Draw the first message to somebody."""
    me = None if job.to is None else await services.store.person(job.to)
    if me is None:
        return None
    rules = (await services.rules()).rules
    undecided = me.imported and me.active and not me.opted_in and not me.stays_out
    joins = rules.ask_consent and undecided
    return cards.welcome(me, ask_join=joins, hides=rules.anonymous_questions)


async def console(services: Services, job: Job) -> Drawn | None:
    """Make the link when the message leaves, so that it is written down nowhere."""
    me = None if job.to is None else await services.store.person(job.to)
    if me is None or not belongs(me):
        return None
    token = await new_key(services, me.id, Door.SIGN_IN)
    lasts = texts.minutes(LASTS[Door.SIGN_IN].total_seconds() / 60)
    return cards.console(f"{services.public_url}/centre/#{token}", lasts)


async def moderate(services: Services, job: Job) -> Drawn | None:
    """Tell a moderator of a report that still waits."""
    found = await services.store.report(ReportId(job.payload["report"]))
    if found is None or found.ruling is not None:
        return None
    return cards.moderate(found.id, await services.store.reports_waiting())


async def reveal_asked(services: Services, job: Job) -> Drawn | None:
    """Ask somebody whether it was them who wants to be shown who asked."""
    draft = DraftId(job.payload["draft"])
    found = await request_of(services, job.to, draft)
    thread = None if found is None else await services.store.thread(found.thread)
    if found is None or thread is None:
        return None
    return cards.reveal_asked(draft, thread.text, found.login, found.why)


async def revealed(services: Services, job: Job) -> Drawn | None:
    """Tell a learner that somebody was shown who asked."""
    thread = await thread_of(services, job)
    if thread is None:
        return None
    sentence = texts.revealed(thread.text, job.payload["who"], job.payload["day"])
    return Drawn(card=None, summary=sentence)


async def stand_down(services: Services, job: Job) -> Drawn | None:
    """Ask somebody who did not react whether to go on, where they still did not."""
    me = None if job.to is None else await services.store.person(job.to)
    rules = (await services.rules()).rules
    if me is None or not me.active or not stood_down(me.silent_offers, rules):
        return None
    return cards.stand_down(rules.silent_offers_max)

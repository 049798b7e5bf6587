"""The mails of the outbox, written when they leave: always as the thread stands then.

Whoever is reached by mail gets these kinds of messages and no others; a card that would only be
redrawn is a page by mail, which is up to date whenever it is opened.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from matching.eligibility import stood_down
from matching.thread import SOLVED, AnswerId, Offer, OfferId, OfferState, State, Thread
from storage.change import Job, Person
from teams_bot import links, outside_words, texts
from teams_bot.links import JoinLink, Link, OfferLink
from teams_bot.offers import offer_key
from teams_bot.redacting import outside_text
from teams_bot.reports import are_apart
from teams_bot.services import Services
from teams_bot.threads import zone_of
from teams_bot.verdicts import NEWS

INVITED: Final = timedelta(days=30)
SUBJECT_CHARS: Final = 80
WORDS: Final = outside_words.MAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says, in plain text: paragraphs, somebody's words, one link."""

    subject: str
    says: Sequence[str]
    quoted: str = ""
    then: Sequence[str] = ()
    button: str
    link: str
    foot: Sequence[str] = ()
    about: str = ""  # the job whose mail this one belongs to


Write = Callable[[Services, Job, Person], Awaitable[Letter | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One kind of mail: how it is written, and whether it interrupts, as a message may."""

    write: Write
    interrupts: bool


async def reader_by_mail(services: Services, job: Job) -> Person | None:
    """Give who is to read a message, where it travels by mail."""
    if job.address is not None or job.to is None:
        return None
    person = await services.store.person(job.to)
    return person if person is not None and person.by_mail else None


async def letter_of(services: Services, job: Job, to: Person) -> Letter | None:
    """Write the mail of a job; None where there is nothing to say, or nothing by mail."""
    mail = LETTERS.get(job.kind)
    return None if mail is None else await mail.write(services, job, to)


async def _invite(services: Services, job: Job, to: Person) -> Letter | None:
    if to.opted_in or not to.active:
        return None
    expires = job.due + INVITED
    link = JoinLink(person=to.id, mail=links.digest(to.mail))
    return Letter(
        subject=WORDS["invite_subject"],
        says=(
            outside_words.greeting(to.name),
            *(WORDS[each] for each in ("invite_what", "invite_how", "invite_silence")),
        ),
        button=WORDS["invite_button"],
        link=await _link(services, link, expires),
        foot=await _foot(services, to, expires),
    )


async def _stand_down(services: Services, job: Job, to: Person) -> Letter | None:
    """Ask somebody who did not react whether to go on, where they still did not."""
    rules = (await services.rules()).rules
    if not to.active or not to.opted_in or not stood_down(to.silent_offers, rules):
        return None
    expires = job.due + INVITED
    link = JoinLink(person=to.id, mail=links.digest(to.mail))
    return Letter(
        subject=WORDS["stand_down_subject"],
        says=(outside_words.greeting(to.name), outside_words.busy(rules.silent_offers_max)),
        button=WORDS["stand_down_button"],
        link=await _link(services, link, expires),
        foot=await _foot(services, to, expires),
    )


async def _offer(services: Services, job: Job, to: Person) -> Letter | None:
    """Write an offer that is still one; nothing leaves of a question that is kept inside."""
    thread, offer = await _offered(services, job, OfferId(job.payload["offer"]))
    if thread is None or offer is None or offer.state is not OfferState.SENT or thread.inside:
        return None
    if not (await services.rules()).rules.outside:
        return None
    question = await outside_text(services, thread, thread.text)
    known = (await services.taxonomy()).skills
    labels = ", ".join(known[each].label for each in thread.skills if each in known)
    then = [outside_words.about(labels)] if labels else []
    if thread.rung_ends is not None:
        zone = await zone_of(services, to)
        at = f"{texts.when(thread.rung_ends, zone, services.now())} ({zone})"
        then.append(outside_words.best_before(at))
    return await _about(
        services,
        (thread, offer),
        to,
        offer.due,
        subject=outside_words.offer_subject(question[:SUBJECT_CHARS]),
        says=WORDS["offer_says"],
        quoted=question,
        then=(*then, WORDS["offer_three_minutes"]),
        button=WORDS["offer_button"],
    )


async def _follow_up(services: Services, job: Job, to: Person) -> Letter | None:
    thread = None if job.thread is None else await services.store.thread(job.thread)
    lines = () if thread is None else thread.follow_ups
    line = next((each for each in lines if each.id == job.payload["line"]), None)
    offer = None if thread is None else offer_to(thread, to)
    if thread is None or line is None or offer is None or line.text in texts.GONE:
        return None
    if are_apart(to, line.sender):
        return None
    question = await outside_text(services, thread, thread.text)
    return await _about(
        services,
        (thread, offer),
        to,
        line.at,
        subject=f"Re: {outside_words.offer_subject(question[:SUBJECT_CHARS])}",
        says=WORDS["line_says"],
        quoted=await outside_text(services, thread, line.text),
        button=WORDS["line_button"],
        about=offer_key(offer.id),
    )


async def _thanks(services: Services, job: Job, to: Person) -> Letter | None:
    thread = None if job.thread is None else await services.store.thread(job.thread)
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    offer = None if thread is None or given is None else thread.offer_of(given.offer)
    if thread is None or given is None or offer is None:
        return None
    if given.reported or thread.text in texts.GONE or are_apart(to, thread.learner):
        return None
    if not given.thanks and given.rating not in SOLVED:
        return None  # changed, or the words were taken back, while it waited
    words = "" if job.payload.get(NEWS) else await outside_text(services, thread, given.thanks)
    return await _about(
        services,
        (thread, offer),
        to,
        job.due,
        subject=WORDS["thanks_subject"],
        says=WORDS["thanks_says"],
        quoted=await outside_text(services, thread, thread.text),
        then=(f"{WORDS['thanks_words']} {words}",) if words else (),
        button=WORDS["thanks_button"],
        about=offer_key(offer.id),
    )


def offer_to(thread: Thread, person: Person) -> Offer | None:
    """Give the newest offer a mentor has of a thread."""
    mine = [each for each in thread.offers if each.mentor == person.id]
    return mine[-1] if mine else None


async def _offered(
    services: Services, job: Job, offer: OfferId
) -> tuple[Thread | None, Offer | None]:
    thread = None if job.thread is None else await services.store.thread(job.thread)
    if thread is None or thread.state is State.CANCELLED:
        return None, None
    return thread, thread.offer_of(offer)


async def _about(
    services: Services,
    what: tuple[Thread, Offer],
    to: Person,
    at: datetime,
    *,
    subject: str,
    says: str,
    quoted: str,
    button: str,
    then: Sequence[str] = (),
    about: str = "",
) -> Letter:
    thread, offer = what
    expires = at + timedelta(days=(await services.rules()).rules.link_days)
    return Letter(
        subject=subject,
        says=(outside_words.greeting(to.name), says),
        quoted=quoted,
        then=then,
        button=button,
        link=await _link(services, OfferLink(thread=thread.id, offer=offer.id), expires),
        foot=await _foot(services, to, expires),
        about=about,
    )


async def _foot(services: Services, to: Person, expires: datetime) -> tuple[str, ...]:
    day = texts.day(expires, await zone_of(services, to))
    return outside_words.works_until(day), WORDS["foot_bearer"], WORDS["foot_reply"]


async def _link(services: Services, link: Link, expires: datetime) -> str:
    signed = links.token(await services.signing_key(), services.tenant, link, expires)
    return f"{services.public_url}{links.PATH}{signed}"


LETTERS: Final[Mapping[str, Mail]] = {
    "invite": Mail(write=_invite, interrupts=True),
    "offer": Mail(write=_offer, interrupts=True),
    "stand_down": Mail(write=_stand_down, interrupts=True),
    "follow_up": Mail(write=_follow_up, interrupts=False),
    "thanks": Mail(write=_thanks, interrupts=False),
}

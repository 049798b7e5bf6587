"""What a mentor sees of a question."""

from dataclasses import replace

from matching.model import PersonId
from matching.thread import OfferId, OfferState
from storage.change import Job
from teams_bot import cards
from teams_bot.cards.drawn import Drawn
from teams_bot.messages.reading import is_apart, thread_of
from teams_bot.outcomes import OfferShown
from teams_bot.services import Services
from teams_bot.threads import names_in


async def offer(services: Services, job: Job) -> Drawn | None:
    """Draw an offer that is still one: no offer leaves after the thread ended."""
    shown = await _shown(services, job)
    if shown is None or shown.offer.state is not OfferState.SENT:
        return None
    if await is_apart(services, job, shown.thread.learner):
        return None
    return cards.offer(shown)


async def offer_again(services: Services, job: Job) -> Drawn | None:
    """Draw an offer as it stands."""
    shown = await _shown(services, job)
    if shown is None:
        return None
    if await is_apart(services, job, shown.thread.learner):  # nothing new of them is shown
        shown = replace(shown, offer=replace(shown.offer, state=OfferState.WITHDRAWN))
    return cards.offer(shown)


async def _shown(services: Services, job: Job) -> OfferShown | None:
    thread = await thread_of(services, job)
    offer = None if thread is None else thread.offer_of(OfferId(job.payload["offer"]))
    if thread is None or offer is None:
        return None
    return OfferShown(
        thread=thread,
        offer=offer,
        names=await names_in(services, thread),
        zone=await _zone(services, offer.mentor),
    )


async def _zone(services: Services, person: PersonId) -> str:
    found = await services.store.person(person)
    own = "" if found is None else found.time_zone
    return own or (await services.rules()).rules.default_time_zone

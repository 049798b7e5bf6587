"""The demo organisation's past: threads that were answered and rated before today."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from matching.model import PersonId
from matching.skills import SkillId
from matching.thread import (
    SOLVED,
    Answer,
    AnswerId,
    Offer,
    OfferId,
    OfferState,
    Rating,
    State,
    Thread,
    ThreadId,
)
from storage.change import Change, Committed
from storage.commit import Cause
from teams_bot.commands.demo_data import PastOffer, PastThread
from teams_bot.services import Services

AT_ONCE: Final = 50
ENDED: Final = {
    "answered": OfferState.ANSWERED,
    "passed": OfferState.PASSED,
    "took": OfferState.EXPIRED,
    "expired": OfferState.EXPIRED,
    "withdrawn": OfferState.WITHDRAWN,
}


async def load_history(services: Services, past: Sequence[PastThread]) -> None:
    """Write past threads as they ended; a second time changes nothing."""
    if await services.store.newest_threads(1):
        return
    for start in range(0, len(past), AT_ONCE):
        threads = tuple(
            (None, _thread(services, each, number))
            for number, each in enumerate(past[start : start + AT_ONCE], start=start)
        )
        done = await services.store.commit(Change(threads=threads), Cause(), services.now())
        if not isinstance(done, Committed):
            raise TypeError(f"the demo's past was not written: {done}")


def _thread(services: Services, past: PastThread, number: int) -> Thread:
    created = services.now() - timedelta(days=past.days_ago)
    at = created + timedelta(minutes=past.answered_after)
    offers = tuple(
        _offer(each, created, OfferId(f"past-{number}-{place}"))
        for place, each in enumerate(past.offers)
    )
    given = next(each for each in offers if each.mentor == past.answered_by)
    answer = Answer(
        id=AnswerId(f"past-{number}"),
        offer=given.id,
        mentor=PersonId(past.answered_by),
        text=past.answer,
        at=at,
        rating=Rating(past.rating),
        minutes_saved=past.minutes_saved,
        thanked=Rating(past.rating) in SOLVED,
        good_news=Rating(past.rating) in SOLVED,
    )
    return Thread(
        id=ThreadId(f"past-{number}"),
        learner=PersonId(past.learner),
        text=past.question,
        skills={SkillId(past.skill): 1.0},
        created=created,
        state=State.CLOSED,
        rung=1,
        offers=offers,
        answers=(answer,),
        ended=at,
    )


def _offer(past: PastOffer, created: datetime, identity: OfferId) -> Offer:
    due = created + timedelta(minutes=past.asked_after)
    return Offer(
        id=identity,
        mentor=PersonId(past.mentor),
        rung=1,
        state=ENDED[past.reaction],
        due=due,
        reacted=None if past.minutes is None else due + timedelta(minutes=past.minutes),
    )

"""Where only people who read a daily digest are left: a question waits for the next of these.

It stands there like in a channel: whoever takes it up comes by themselves.
"""

from datetime import datetime, timedelta
from typing import Final

from matching.model import PersonId, RefusalReason
from matching.sources import Source
from matching.thread import Posting, PostingId, Thread
from storage.change import Person
from teams_bot.interruptions import hours_of
from teams_bot.services import Services
from teams_bot.sources import Posted

DIGEST: Final = "digest"  # the place of a posting
LOOKED_AT: Final = 10  # readers
LONGEST: Final = timedelta(days=4)  # over a long weekend


async def next_digest(services: Services, thread: Thread) -> Posted | None:
    """Give the next digest in which a question may be read, and when the wait for it is over.

    Once a question, and not where one of its readers had a digest since it was asked.
    """
    minutes = (await services.rules()).rules.digest_wait_minutes
    if not minutes or any(each.in_digests for each in thread.postings):
        return None
    now = services.now()
    opens = [await _opens(services, each, thread.created) for each in _readers(thread)]
    due = min((each for each in opens if each is not None), default=None)
    if due is None or not now < due <= now + LONGEST:
        return None
    posting = Posting(
        id=PostingId(services.new_id()),
        source=Source.PEER,
        place=DIGEST,
        rung=thread.rung + 1,
        due=due,
    )
    return Posted(posting=posting, ends=due + timedelta(minutes=minutes))


def _readers(thread: Thread) -> list[PersonId]:
    """Name who was not asked for no other reason than that they read a digest."""
    found = {
        each.mentor
        for made in thread.shortlists
        for each in made.refusals
        if made.source is Source.PEER and each.reason is RefusalReason.DIGEST
    }
    return sorted(found - thread.asked)[:LOOKED_AT]


async def _opens(services: Services, person: PersonId, since: datetime) -> datetime | None:
    """Give when somebody's first digest after a moment comes, if they read one still."""
    found = await services.store.person(person)
    if found is None or not _reads(found):
        return None
    return hours_of(found, (await services.rules()).rules).opening_after(since)


def _reads(person: Person) -> bool:
    return person.digest and person.active and person.reachable

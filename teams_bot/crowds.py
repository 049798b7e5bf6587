"""What those who take part in a posted question are shown: who answered, and who asked."""

from matching.sources import Source
from matching.thread import Posting, PostingId, Thread, ThreadId, spoken
from storage.change import Person
from teams_bot import texts
from teams_bot.nonces import nonce_for
from teams_bot.outcomes import CombinedShown, NotAllowed, OwnShown
from teams_bot.services import Services
from teams_bot.threads import names_in


async def posted(
    services: Services, thread: ThreadId, posting: PostingId
) -> tuple[Thread, Posting]:
    """Give a thread and where it was posted, or refuse."""
    found = await services.store.thread(thread)
    where = None if found is None else found.posting_of(posting)
    if found is None or where is None or where.source is not Source.CROWD:
        raise NotAllowed(texts.SAY["gone"])
    return found, where


async def taking_part(
    services: Services, me: Person, thread: ThreadId, posting: PostingId
) -> tuple[Thread, Posting]:
    """Give the same to somebody who has answered; nobody else sees what others wrote."""
    found, where = await posted(services, thread, posting)
    if me.id not in spoken(found):
        raise NotAllowed(texts.SAY["answer_first"])
    return found, where


async def own_shown(
    services: Services, me: Person, thread: Thread, posting: Posting, *, notice: str = ""
) -> OwnShown:
    """Show somebody who answered their own card, as the thread stands now."""
    names = await names_in(services, thread)
    return OwnShown(thread=thread, posting=posting.id, me=me.id, names=names, notice=notice)


async def combined_shown(
    services: Services, thread: Thread, posting: PostingId, *, notice: str = ""
) -> CombinedShown:
    """Show the learner all answers together."""
    return CombinedShown(
        thread=thread,
        posting=posting,
        names=await names_in(services, thread),
        nonce=nonce_for(thread, thread.learner, services.new_id()),
        notice=notice,
    )

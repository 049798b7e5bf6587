"""What those who take part in a posted question are shown: who answered, and who asked."""

from matching.model import PersonId
from matching.sources import Source
from matching.thread import Posting, PostingId, Thread, ThreadId, spoken
from storage.change import Person
from teams_bot import texts
from teams_bot.intents import BlockIt, ReportIt
from teams_bot.nonces import nonce_for
from teams_bot.outcomes import CombinedShown, Done, NotAllowed, OwnShown
from teams_bot.reports import Item, item_of, item_there, unseen
from teams_bot.services import Services
from teams_bot.threads import any_part, names_in


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
    return OwnShown(
        thread=thread,
        posting=posting.id,
        me=me.id,
        names=names,
        notice=notice,
        hidden=unseen(me),
    )


async def combined_shown(
    services: Services,
    thread: Thread,
    posting: PostingId,
    *,
    notice: str = "",
    hides: frozenset[PersonId] = frozenset(),
) -> CombinedShown:
    """Show the learner all answers together, but of those whose words they will not see."""
    me = await services.store.person(thread.learner)
    return CombinedShown(
        thread=thread,
        posting=posting,
        names=await names_in(services, thread),
        nonce=nonce_for(thread, thread.learner, services.new_id()),
        notice=notice,
        hidden=hides if me is None else hides | unseen(me),
    )


async def read_there(
    services: Services, me: Person, wish: ReportIt | BlockIt
) -> tuple[Thread, Item]:
    """Find the words that somebody reports or blocks, among those they could read."""
    if wish.posting is None:
        found = await any_part(services, me, wish.thread)
        return found, item_of(found, me.id, wish.answer, wish.line)
    found, where = await posted(services, wish.thread, wish.posting)
    return found, item_there(found, me.id, where.id, wish.about)


async def still_shown(  # noqa: PLR0917 - all of it is said
    services: Services,
    me: Person,
    thread: Thread,
    wish: ReportIt | BlockIt,
    sentence: str,
    title: str = "",
) -> Done | OwnShown | CombinedShown:
    """Say what came of a report or a block; the words of others on the same card stay there."""
    posting = None if wish.posting is None else thread.posting_of(wish.posting)
    told = f"{title}. {sentence}" if title else sentence
    if posting is not None and me.id == thread.learner:
        return await combined_shown(services, thread, posting.id, notice=told, hides=unseen(me))
    if posting is not None and me.id in spoken(thread):
        return await own_shown(services, me, thread, posting, notice=told)
    return Done(title=title, sentence=sentence)

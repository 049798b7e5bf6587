"""Questions posted to a channel: where, and what is said there and to those who answered.

The card in the channel is everybody's and tells the number of answers alone. What people wrote
reaches the learner, and those who answered, when the seal is opened.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from matching.ladder import Ladder
from matching.model import PersonId
from matching.skills import SkillId
from matching.sources import Source
from matching.thread import (
    KEPT_OUT,
    WAITING,
    Answer,
    Move,
    Posting,
    PostingId,
    State,
    Thread,
    ThreadId,
    together,
)
from storage.change import Job, Room
from teams_bot.interruptions import in_hours
from teams_bot.outcomes import InChannel
from teams_bot.services import Services
from teams_bot.threads import last_word

JOINT_USEFUL: Final = timedelta(days=14)  # so long a joint answer is still worth asking for
ANSWERS_MAX: Final = 12  # late ones included: more would not be read


def room_for(rooms: Iterable[Room], thread: Thread) -> Room | None:
    """Choose the room for a question: of its weightiest topic first, then one for all.

    A question is posted to the same room once.
    """
    stood = {each.place for each in thread.postings}
    free = sorted((each for each in rooms if each.id not in stood), key=lambda each: each.id)
    topics = sorted(thread.skills, key=lambda skill: (-thread.skills[skill], skill))
    order: list[SkillId | None] = [*topics, None]
    return next((each for topic in order for each in free if _is_for(each, topic)), None)


def takes_answers(thread: Thread, posting: Posting) -> bool:
    """Whether somebody who comes by may still answer."""
    if posting.undelivered == KEPT_OUT:
        return False
    if posting.open:
        return thread.may(Move.CAST)
    room = len(together(thread, posting.id)) < max(posting.answers, ANSWERS_MAX)
    return room and thread.may(Move.ANSWER)


async def has_room(services: Services, thread: ThreadId, posting: PostingId) -> bool:
    """Whether a posted question still takes an answer, as it stands now."""
    found = await services.store.thread(thread)
    where = None if found is None else found.posting_of(posting)
    return found is not None and where is not None and takes_answers(found, where)


def posting_key(posting: PostingId) -> str:
    """Name the message that carries a posted question."""
    return f"posting:{posting}"


def redraw_start(posting: PostingId) -> str:
    """Give what the names of the jobs begin with that redraw this message."""
    return f"posting_update:{posting}:"


def card_there(thread: ThreadId, posting: Posting, room: Room) -> Job:
    """Make the job that shows a question in a channel."""
    return Job(
        key=posting_key(posting.id),
        kind="posting",
        due=posting.due,
        address=room.address,
        thread=thread,
        payload={"posting": posting.id},
    )


def said_to_learner(thread: Thread, posting: Posting) -> Job:
    """Make the job that says on the learner's card that it is posted now."""
    return Job(
        key=f"status_update:{thread.id}:{posting.id}",
        kind="status_update",
        due=posting.due,
        to=thread.learner,
        thread=thread.id,
    )


async def place_of(services: Services, thread: Thread, ladder: Ladder) -> InChannel | None:
    """Give the channel in which a question stands or may come to stand, for its learner."""
    if thread.kept_out or thread.state not in WAITING:
        return None
    stands = next((each for each in thread.postings if _open_there(each)), None)
    if stands is not None:
        room = await services.store.room(stands.place)
        return InChannel(name="" if room is None else room.name, due=stands.due)
    if all(each.source is not Source.CROWD for each in ladder[thread.next_place :]):
        return None
    room = room_for(await services.store.rooms_used(), thread)
    return None if room is None else InChannel(name=room.name)


def _open_there(posting: Posting) -> bool:
    return posting.open and posting.source is Source.CROWD


async def follow(
    services: Services, before: Thread, after: Thread, actor: PersonId | None = None
) -> tuple[Job, ...]:
    """Make the jobs that follow where a posted question changed; the actor's card is the reply.

    Its card in the channel is redrawn; opened answers go to the learner on one card, which is
    redrawn from then on; and each who answered may say what they think of the others.
    """
    jobs: list[Job] = []
    for each in after.postings:
        if each.source is Source.CROWD and before.posting_of(each.id) is not None:
            jobs += await _redrawn(services, before, after, each)
            if after.learner != actor:
                jobs += _to_learner(before, after, each, services.now())
            jobs += await _to_givers(services, before, after, each)
            if _gone(before, after, each.id):
                jobs += await _seen_by_givers(services, after, each, actor)
    return tuple(jobs)


async def reachable(services: Services, people: Iterable[PersonId]) -> list[PersonId]:
    """Give those of a few people who have a chat with us."""
    found = [await services.store.person(each) for each in people]
    return [each.id for each in found if each is not None and each.reachable]


async def _redrawn(
    services: Services, before: Thread, after: Thread, posting: Posting
) -> tuple[Job, ...]:
    if _seen_there(before, posting.id) == _seen_there(after, posting.id):
        return ()
    room = await services.store.room(posting.place)
    if room is None or posting.undelivered not in {"", KEPT_OUT}:
        return ()
    return (
        Job(
            key=f"{redraw_start(posting.id)}{after.revision}",
            kind="posting_update",
            due=services.now(),
            address=room.address,
            thread=after.id,
            payload={"posting": posting.id},
        ),
    )


def _seen_there(thread: Thread, posting: PostingId) -> tuple[object, ...]:
    found = thread.posting_of(posting)
    given = len(together(thread, posting)) + (len(thread.sealed) if found and found.open else 0)
    open_still = found is not None and takes_answers(thread, found)
    return thread.text, found, given, open_still, thread.reported


def _to_learner(before: Thread, after: Thread, posting: Posting, now: datetime) -> tuple[Job, ...]:
    old, new = _told(before, posting.id), _told(after, posting.id)
    if old == new or not together(after, posting.id):
        return ()
    first = not together(before, posting.id)
    kind = "combined" if first else "combined_update"
    moment = "" if first else f":{after.revision}"
    card = _to(after, posting, kind, f"{kind}:{posting.id}{moment}", after.learner, now)
    joint = before.joint
    if joint is None or joint.posting != posting.id or not joint.text:
        return (card,)
    key = f"joint_update:{after.id}:{after.revision}"  # the same answers stand on its card
    return card, _to(after, posting, "joint_update", key, after.learner, now)


def _told(thread: Thread, posting: PostingId) -> tuple[object, ...]:
    answers = tuple((each.id, each.text, each.reported) for each in together(thread, posting))
    joint = thread.joint
    return answers, thread.stances, joint if joint and joint.posting == posting else None


async def _to_givers(
    services: Services, before: Thread, after: Thread, posting: Posting
) -> list[Job]:
    answers = together(after, posting.id)
    opened = bool(before.sealed) and not after.sealed and after.state is State.ANSWERED
    if not opened or len(answers) < 2:  # noqa: PLR2004 - nothing to compare
        return []
    now = services.now()
    return [
        await in_hours(
            services,
            _to(after, posting, "compare", f"compare:{posting.id}:{each}", each, now),
            last_word(after, each),
        )
        for each in await reachable(services, _givers(answers))
    ]


def _gone(before: Thread, after: Thread, posting: PostingId) -> bool:
    """Whether words that others were shown are there no more: erased, removed or reported."""
    now = {each.id: each for each in together(after, posting)}
    kept = all(
        (each.text, each.reported) == (now[each.id].text, now[each.id].reported)
        for each in together(before, posting)
    )
    old, new = before.joint, after.joint
    same = old is None or not old.text or (new is not None and new.text == old.text)
    return before.text != after.text or not (kept and same)


async def _seen_by_givers(
    services: Services, thread: Thread, posting: Posting, actor: PersonId | None
) -> list[Job]:
    """Make the jobs that redraw what those who answered were shown; what never was is moot."""
    kinds = ["compare"]
    if thread.joint is not None and thread.joint.posting == posting.id:
        kinds += ["joint_ask", "joint_check"]
    moment, now = thread.revision, services.now()
    return [
        _to(
            thread,
            posting,
            f"{kind}_update",
            f"{kind}_update:{posting.id}:{each}:{moment}",
            each,
            now,
        )
        for each in await reachable(services, _givers(together(thread, posting.id)))
        if each != actor
        for kind in kinds
    ]


def _to(  # noqa: PLR0917 - a job and its place
    thread: Thread, posting: Posting, kind: str, key: str, person: PersonId, now: datetime
) -> Job:
    return Job(
        key=key,
        kind=kind,
        due=now,
        to=person,
        thread=thread.id,
        payload={"posting": posting.id},
    )


def _givers(answers: Iterable[Answer]) -> list[PersonId]:
    return [each.mentor for each in answers]


def _is_for(room: Room, topic: SkillId | None) -> bool:
    return not room.skills if topic is None else topic in room.skills

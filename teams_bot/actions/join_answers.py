"""The press `join_answers`: the learner asks one of those who answered to write for all."""

from matching.thread import AnswerId, IllegalMove, ThreadId, ask_joint, posted_for
from storage.change import Job, Person
from teams_bot import texts
from teams_bot.crowds import combined_shown
from teams_bot.interruptions import planned_for_each
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, NotAllowed
from teams_bot.postings import JOINT_USEFUL, reachable
from teams_bot.services import Services
from teams_bot.threads import names_in, own_answer


async def join_answers(
    services: Services, me: Person, thread: ThreadId, answer: AnswerId
) -> Decision:
    """Ask the giver of an answer for a joint one; they get the others' answers with it."""
    found, given = await own_answer(services, me, thread, answer)
    now, posting = services.now(), posted_for(found, answer)
    try:
        after = ask_joint(found, answer, now)
    except IllegalMove as late:
        raise NotAllowed(texts.SAY["joint_not_now"]) from late
    name = (await names_in(services, found)).get(given.mentor, "")
    if posting is None or not await reachable(services, (given.mentor,)):
        raise NotAllowed(texts.not_reachable(name))
    card = Job(
        key=f"joint_ask:{found.id}:{given.mentor}",
        kind="joint_ask",
        due=now,
        to=given.mentor,
        thread=found.id,
        payload={"posting": posting.id},
    )
    cards = await planned_for_each(services, (card,), until=now + JOINT_USEFUL)
    change = await settle(services, found, after, *cards, actor=me.id)
    notice = texts.joint_asked(name)
    shown = await combined_shown(services, after, posting.id, notice=notice)
    return Decision(outcome=shown, change=change)

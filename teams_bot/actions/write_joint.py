"""The press `write_joint`: who was asked for it sends the joint answer."""

from dataclasses import replace

from matching.thread import IllegalMove, joining, write_joint
from storage.change import Job, Person
from teams_bot import texts
from teams_bot.crowds import own_shown, taking_part
from teams_bot.intents import WriteJoint
from teams_bot.interruptions import planned_for_each
from teams_bot.off_limits import several_read
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, NotAllowed, Unsent
from teams_bot.postings import JOINT_USEFUL, reachable
from teams_bot.reports import are_apart
from teams_bot.services import Services
from teams_bot.threads import words_of


async def write(services: Services, me: Person, wish: WriteJoint) -> Decision:
    """Send the joint answer to the learner, and to the others for their word on it."""
    found, posting = await taking_part(services, me, wish.thread, wish.posting)
    if are_apart(me, found.learner):
        raise NotAllowed(texts.SAY["no_more_lines"])
    words = await words_of(services, me, wish.text, None, empty=texts.SAY["answer_empty"])
    unsent = Unsent(
        verb="write_joint",
        data={"thread": found.id, "posting": posting.id},
        name="joint",
        text=words,
        most=texts.ANSWER_LIMIT,
    )
    stop = await several_read(services, unsent, (*found.cleared, *wish.cleared))
    if stop is not None:
        return stop
    now = services.now()
    try:
        after = write_joint(found, me.id, words, now)
    except IllegalMove as late:
        raise NotAllowed(texts.SAY["joint_not_now"]) from late
    others = await reachable(services, joining(after))
    finished = Job(
        key=f"joint:{found.id}",
        kind="joint",
        due=now,
        to=found.learner,
        thread=found.id,
        payload={"posting": posting.id},
    )
    asked = (
        replace(finished, key=f"joint_check:{found.id}:{each}", kind="joint_check", to=each)
        for each in others
    )
    checks = await planned_for_each(services, asked, until=now + JOINT_USEFUL)
    change = await settle(services, found, after, finished, *checks, actor=me.id)
    notice = texts.SAY["joint_sent"]
    shown = await own_shown(services, me, after, posting, notice=notice)
    return Decision(outcome=shown, change=change)

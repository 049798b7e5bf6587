"""The presses `confirm_joint` and `object_joint`: a word on the joint answer."""

from matching.thread import IllegalMove, judge_joint
from storage.change import Person
from teams_bot import texts
from teams_bot.crowds import own_shown, taking_part
from teams_bot.intents import JudgeJoint
from teams_bot.off_limits import several_read
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, NotAllowed, Unsent
from teams_bot.reports import are_apart
from teams_bot.services import Services


async def judge(services: Services, me: Person, wish: JudgeJoint) -> Decision:
    """Keep that somebody confirms the joint answer, or objects with a line."""
    found, posting = await taking_part(services, me, wish.thread, wish.posting)
    if are_apart(me, found.learner):
        raise NotAllowed(texts.SAY["no_more_lines"])
    if not wish.confirms and not wish.text:
        raise NotAllowed(texts.SAY["object_how"])
    unsent = Unsent(
        verb="object_joint",
        data={"thread": found.id, "posting": posting.id},
        name="objection",
        text="" if wish.confirms else wish.text,
        most=texts.OBJECTION_LIMIT,
    )
    stop = await several_read(services, unsent, (*found.cleared, *wish.cleared))
    if stop is not None:
        return stop
    now = services.now()
    try:
        after = judge_joint(found, me.id, now, "" if wish.confirms else wish.text)
    except IllegalMove as late:
        raise NotAllowed(texts.SAY["joint_not_now"]) from late
    change = await settle(services, found, after, actor=me.id)
    notice = texts.SAY["confirmed_joint" if wish.confirms else "objected_joint"]
    shown = await own_shown(services, me, after, posting, notice=notice)
    return Decision(outcome=shown, change=change)

"""A joint answer: one of those who answered writes for all, the others confirm or object."""

from dataclasses import replace
from datetime import datetime

from matching.model import PersonId
from matching.thread.parts import AnswerId, Joint, Objection
from matching.thread.sealed import posted_for, together
from matching.thread.states import IllegalMove, Move, State
from matching.thread.whole import Thread


def ask_joint(thread: Thread, answer: AnswerId, now: datetime) -> Thread:
    """Ask who gave `answer` to write for all; somebody else may be asked until it is written."""
    thread.check(Move.ASK_JOINT)
    posting, given = posted_for(thread, answer), thread.answer_of(answer)
    if posting is None or given is None or len(together(thread, posting.id)) < 2:  # noqa: PLR2004 - two to join
        raise IllegalMove(Move.ASK_JOINT, thread.state, "there is nothing to join")
    if thread.joint is not None and (thread.joint.text or thread.joint.writer == given.mentor):
        raise IllegalMove(Move.ASK_JOINT, thread.state, "that was asked already")
    joint = Joint(posting=posting.id, writer=given.mentor, asked=now)
    return thread.become(Move.ASK_JOINT, State.ANSWERED, joint=joint)


def write_joint(thread: Thread, writer: PersonId, text: str, now: datetime) -> Thread:
    """Record the joint answer, once."""
    thread.check(Move.WRITE_JOINT)
    joint = thread.joint
    if joint is None or joint.writer != writer or joint.text:
        raise IllegalMove(Move.WRITE_JOINT, thread.state, "that is not asked of this person")
    return thread.become(Move.WRITE_JOINT, State.ANSWERED, joint=replace(joint, text=text, at=now))


def judge_joint(thread: Thread, mentor: PersonId, now: datetime, objection: str = "") -> Thread:
    """Confirm the joint answer, or object with a line; the newest counts."""
    thread.check(Move.JUDGE_JOINT)
    joint = thread.joint
    if joint is None or not joint.text or mentor not in joining(thread):
        raise IllegalMove(Move.JUDGE_JOINT, thread.state, "that is not asked of this person")
    confirmed = tuple(each for each in joint.confirmed if each != mentor)
    objections = tuple(each for each in joint.objections if each.mentor != mentor)
    if objection:
        objections = (*objections, Objection(mentor=mentor, text=objection, at=now))
    else:
        confirmed = (*confirmed, mentor)
    judged = replace(joint, confirmed=confirmed, objections=objections)
    return thread.become(Move.JUDGE_JOINT, State.ANSWERED, joint=judged)


def joining(thread: Thread) -> tuple[PersonId, ...]:
    """Give those whose word on the joint answer counts: all who answered but its writer."""
    joint = thread.joint
    if joint is None:
        return ()
    givers = (each.mentor for each in together(thread, joint.posting))
    return tuple(each for each in givers if each != joint.writer)

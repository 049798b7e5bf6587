"""Erasing what somebody wrote from a thread."""

from dataclasses import replace

from matching.model import PersonId
from matching.thread import IllegalMove, Joint, Thread
from storage.change import Change
from teams_bot import texts
from teams_bot.offers import settle
from teams_bot.services import Services


async def erase(services: Services, thread: Thread, person: PersonId) -> Change:
    """Make the change that takes somebody out of a thread, and their words."""
    after = thread
    if thread.learner == person:
        try:
            after = thread.cancel(services.now())
        except IllegalMove:
            after = thread  # it has ended already, or was answered
    elif any(each.mentor == person for each in thread.live_offers):
        after = thread.drop_mentor(person)
    return await settle(services, thread, without_words_of(after, person), actor=person)


def without_words_of(thread: Thread, person: PersonId) -> Thread:
    """Give a thread in which nothing that this person wrote is left; counts stay."""
    mine = thread.learner == person
    return replace(
        thread,
        text=texts.ERASED if mine else thread.text,
        origin="" if mine else thread.origin,
        place=None if mine else thread.place,
        answers=tuple(
            replace(
                each,
                text=texts.ERASED if each.mentor == person else each.text,
                thanks="" if mine else each.thanks,
            )
            for each in thread.answers
        ),
        offers=tuple(
            replace(each, suggestion="", reason="") if each.mentor == person else each
            for each in thread.offers
        ),
        sealed=tuple(each for each in thread.sealed if each.mentor != person),
        joint=_joint_without(thread.joint, person),
        follow_ups=tuple(
            replace(each, text=texts.ERASED) if each.sender == person else each
            for each in thread.follow_ups
        ),
        revision=thread.revision + 1,
    )


def _joint_without(joint: Joint | None, person: PersonId) -> Joint | None:
    if joint is None:
        return None
    said = tuple(
        replace(each, text=texts.ERASED) if each.mentor == person else each
        for each in joint.objections
    )
    erased = joint.writer == person and joint.text
    return replace(joint, text=texts.ERASED if erased else joint.text, objections=said)

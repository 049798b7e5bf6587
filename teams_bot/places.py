"""Saying something where a question was asked, or in any room the bot is in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from matching.thread import Answer, Place, Thread
from storage.change import Address, Change, Job, Policy, Room
from teams_bot import texts


def address_of(place: Place) -> Address:
    """Give the address of the place of a thread."""
    return Address(
        service_url=place.service_url,
        conversation=place.conversation,
        user=place.user,
        bot=place.bot,
    )


def posted_key(thread: Thread) -> str:
    """Name the message that brings the first answer to where it was asked: one a thread."""
    return f"posted:{thread.id}"


def posting(thread: Thread, answer: Answer, now: datetime) -> tuple[Job, ...]:
    """Make the job that posts the first answer, where the learner wants that.

    Where nobody knows whether it arrived, it is not said twice: the learner has it anyway.
    """
    if thread.place is None or not thread.place.here or thread.answers:
        return ()
    post = Job(
        key=posted_key(thread),
        kind="posted",
        due=now,
        address=address_of(thread.place),
        thread=thread.id,
        payload={"answer": answer.id},
        policy=Policy.ONCE,
    )
    return (post,)


def not_posted(thread: Thread, now: datetime) -> Change:
    """Tell the learner that the answer could not be posted; they have it in their own chat."""
    told = Job(
        key=f"say:not_posted:{thread.id}",
        kind="say",
        due=now,
        to=thread.learner,
        thread=thread.id,
        payload={"sentence": texts.SAY["not_posted"]},
    )
    return Change(jobs=(told,))


def to_room(room: Room, key: str, kind: str, due: datetime, payload: Mapping[str, Any]) -> Job:
    """Make the job of a new message in a room; `kind` is one of `messages.MESSAGES`."""
    return Job(
        key=key, kind=kind, due=due, address=room.address, payload=payload, policy=Policy.ONCE
    )


def quoting(question: str, quote: str) -> str:
    """Put what a question is about behind it; without a quote it stays as it is.

    >>> quoting("What does this mean?", "#REF!"), quoting("How?", "")
    ('What does this mean? “#REF!”', 'How?')
    """
    return f"{question} “{quote}”" if quote else question

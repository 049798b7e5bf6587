"""The messages of the outbox, drawn when they leave: always as the thread stands then.

A message whose reason has gone draws nothing, and its job ends without a word.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from storage.change import Job
from teams_bot import texts
from teams_bot.cards.drawn import Drawn
from teams_bot.messages import answering, asking, closing, crowd, digesting, offering, telling
from teams_bot.services import Services

Draw = Callable[[Services, Job], Awaitable[Drawn | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One kind of message: how it is drawn, and which earlier message it redraws, if any.

    It interrupts where nobody asked for it and it asks for attention: it counts on the daily
    budget, and leaves within working hours. What answers somebody's own act, or redraws, does not.
    """

    draw: Draw
    interrupts: bool
    alone: str = ""  # what its sentence ends with where it has to do without its card
    redraws: str = (
        ""  # the key of the job that sent it, with {thread}, {offer}, {answer}, {posting} or {to}
    )


async def earlier(services: Services, job: Job) -> str | None:
    """Give the id of the message that is redrawn: the job knows it, or which job sent it."""
    known: str | None = job.payload.get("sent")
    return known or await services.store.sent_id(redrawn(MESSAGES[job.kind], job))


def redrawn(message: Message, job: Job) -> str:
    """Name the job whose message is redrawn."""
    payload: Mapping[str, Any] = job.payload
    return message.redraws.format(
        thread=job.thread,
        offer=payload.get("offer"),
        answer=payload.get("answer"),
        line=payload.get("line"),
        posting=payload.get("posting"),
        to=job.to,
    )


MESSAGES: Final[Mapping[str, Message]] = {
    # nobody asked for it, and it asks for attention
    "offer": Message(draw=offering.offer, interrupts=True, alone=texts.SAY["reply_to_answer"]),
    "check": Message(draw=asking.check, interrupts=True),
    "reminder": Message(draw=closing.reminder, interrupts=True),
    "nudge": Message(draw=digesting.nudge, interrupts=True),
    "digest": Message(draw=digesting.digest, interrupts=True),
    "joint_ask": Message(draw=crowd.own, interrupts=True),
    "joint_check": Message(draw=crowd.own, interrupts=True),
    "stand_down": Message(draw=telling.stand_down, interrupts=True),
    # answers somebody's own message or press, or tells what became of it
    "say": Message(draw=telling.say, interrupts=False),
    "picked": Message(draw=offering.offer_again, interrupts=False),
    "status": Message(draw=asking.status, interrupts=False),
    "answer": Message(draw=answering.answer, interrupts=False),
    "follow_up": Message(draw=answering.follow_up, interrupts=False),
    "thanks": Message(draw=answering.thanks, interrupts=False),
    "similar": Message(draw=asking.similar, interrupts=False),
    "posted": Message(draw=answering.posted, interrupts=False),
    "draft": Message(draw=asking.draft, interrupts=False),
    "console": Message(draw=telling.console, interrupts=False),
    "combined": Message(draw=crowd.combined, interrupts=False),
    "compare": Message(draw=crowd.own, interrupts=False),
    "joint": Message(draw=crowd.combined, interrupts=False),
    # once an installation; a duty of the role; a right to know; a channel, which is nobody
    "welcome": Message(draw=telling.welcome, interrupts=False),
    "moderate": Message(draw=telling.moderate, interrupts=False),
    "reveal_asked": Message(draw=telling.reveal_asked, interrupts=False),
    "revealed": Message(draw=telling.revealed, interrupts=False),
    "posting": Message(draw=crowd.posting, interrupts=False),
    # redraws what is there
    "status_update": Message(draw=asking.status, interrupts=False, redraws="status:{thread}"),
    "offer_update": Message(draw=offering.offer_again, interrupts=False, redraws="offer:{offer}"),
    "answer_update": Message(
        draw=answering.answer_again, interrupts=False, redraws="answer:{answer}"
    ),
    "blank": Message(draw=telling.blank, interrupts=False, redraws="blank"),
    "follow_up_update": Message(
        draw=answering.follow_up_again, interrupts=False, redraws="follow_up:{line}"
    ),
    "posted_update": Message(
        draw=answering.posted_again, interrupts=False, redraws="posted:{thread}"
    ),
    "thanks_update": Message(
        draw=answering.first_again, interrupts=False, redraws="thanks:{answer}"
    ),
    "thanks_words_update": Message(
        draw=answering.thanks_again, interrupts=False, redraws="thanks:{answer}:words"
    ),
    "thanks_news_update": Message(
        draw=answering.news_again, interrupts=False, redraws="thanks:{answer}:news"
    ),
    "reminder_update": Message(
        draw=closing.reminder_again, interrupts=False, redraws="reminder:{thread}"
    ),
    "digest_update": Message(draw=digesting.digest_again, interrupts=False, redraws="digest"),
    "posting_update": Message(
        draw=crowd.posting_again, interrupts=False, redraws="posting:{posting}"
    ),
    "combined_update": Message(
        draw=crowd.combined, interrupts=False, redraws="combined:{posting}"
    ),
    "joint_update": Message(draw=crowd.combined, interrupts=False, redraws="joint:{thread}"),
    "compare_update": Message(
        draw=crowd.own_again, interrupts=False, redraws="compare:{posting}:{to}"
    ),
    "joint_ask_update": Message(
        draw=crowd.own_again, interrupts=False, redraws="joint_ask:{thread}:{to}"
    ),
    "joint_check_update": Message(
        draw=crowd.own_again, interrupts=False, redraws="joint_check:{thread}:{to}"
    ),
}

"""The messages of the outbox, drawn when they leave: always as the thread stands then.

A message whose reason has gone draws nothing, and its job ends without a word.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from storage.change import Job
from teams_bot import texts
from teams_bot.cards.drawn import Drawn
from teams_bot.messages import answering, asking, crowd, offering, telling
from teams_bot.services import Services

Draw = Callable[[Services, Job], Awaitable[Drawn | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One kind of message: how it is drawn, and which earlier message it redraws, if any."""

    draw: Draw
    alone: str = ""  # what its sentence ends with where it has to do without its card
    redraws: str = (
        ""  # the key of the job that sent it, with {thread}, {offer}, {answer} or {posting}
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
    )


MESSAGES: Final[Mapping[str, Message]] = {
    "say": Message(draw=telling.say),
    "welcome": Message(draw=telling.welcome),
    "status": Message(draw=asking.status),
    "status_update": Message(draw=asking.status, redraws="status:{thread}"),
    "offer": Message(draw=offering.offer, alone=texts.SAY["reply_to_answer"]),
    "offer_update": Message(draw=offering.offer_again, redraws="offer:{offer}"),
    "answer": Message(draw=answering.answer),
    "answer_update": Message(draw=answering.answer_again, redraws="answer:{answer}"),
    "blank": Message(draw=telling.blank, redraws="blank"),
    "follow_up": Message(draw=answering.follow_up),
    "thanks": Message(draw=answering.thanks),
    "similar": Message(draw=asking.similar),
    "check": Message(draw=asking.check),
    "follow_up_update": Message(draw=answering.follow_up_again, redraws="follow_up:{line}"),
    "thanks_update": Message(draw=answering.thanks_again, redraws="thanks:{answer}"),
    "moderate": Message(draw=telling.moderate),
    "posted": Message(draw=answering.posted),
    "draft": Message(draw=asking.draft),
    "console": Message(draw=telling.console),
    "posting": Message(draw=crowd.posting),
    "posting_update": Message(draw=crowd.posting_again, redraws="posting:{posting}"),
    "combined": Message(draw=crowd.combined),
    "combined_update": Message(draw=crowd.combined, redraws="combined:{posting}"),
    "compare": Message(draw=crowd.own),
    "joint_ask": Message(draw=crowd.own),
    "joint_check": Message(draw=crowd.own),
    "joint": Message(draw=crowd.combined),
    "joint_update": Message(draw=crowd.combined, redraws="joint:{thread}"),
    "revealed": Message(draw=telling.revealed),
}

"""What a mentor may do with an offer: the field and the buttons to answer it or to pass it on."""

from typing import Final

from microsoft_teams.cards import ActionStyle, CardElement, ExecuteAction, ShowCardAction

from matching.thread import Offer, Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.elements import button, field, folded

SUGGEST_CHARS: Final = 200
REASON_CHARS: Final = 500


def answer_field() -> CardElement:
    """Draw the field for the answer. It may stay empty, so that nothing beside it is blocked."""
    return field("answer", words.SAY["your_answer"], most=texts.ANSWER_LIMIT)


def answer_button(thread: Thread, offer: Offer) -> ExecuteAction:
    """Draw the button that sends the answer."""
    return button(words.BUTTON["answer"], "answer", ids(thread, offer), style="positive")


def folded_answer(
    thread: Thread, offer: Offer, name: str, *, style: ActionStyle | None = None
) -> ShowCardAction:
    """Draw the field and its button, folded.

    Where a line can be sent, too, the answer is folded beside it: the field `answer` must not go
    with a line, whose `answer` is an id.
    """
    send = answer_button(thread, offer)
    return folded(words.BUTTON[name], [answer_field()], send, style=style)


def folded_pass(thread: Thread, offer: Offer, name: str) -> ShowCardAction:
    """Draw the way out: somebody better and a reason, both optional."""
    labels = words.PASS_LABELS
    fields = [
        field("suggest", labels["suggest"], most=SUGGEST_CHARS, long=False),
        field("reason", labels["reason"], most=REASON_CHARS, long=False),
    ]
    send = button(words.BUTTON["pass_send"], "pass", ids(thread, offer))
    return folded(words.BUTTON[name], fields, send)


def ids(thread: Thread, offer: Offer) -> dict[str, str]:
    """Give what the buttons of an offer carry."""
    return {"thread": thread.id, "offer": offer.id}

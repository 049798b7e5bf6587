"""The verdict in one tap: whether an answer solved the question.

The buttons stand in the card, above those that unfold fields: what is folded is not sent with
them, and cannot block them.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from microsoft_teams.cards import ActionSet, CardElement

from matching.thread import Answer, Move, Rating, State, Tapped, Thread
from teams_bot.cards import words
from teams_bot.cards.elements import button, label

NEEDS: Final[Mapping[Tapped, Move]] = {
    Tapped.HELPED: Move.FINISH,
    Tapped.PARTLY: Move.RATE,
    Tapped.NOT_HELPED: Move.AGAIN,
}


def taps(thread: Thread, answer: Answer) -> list[CardElement]:
    """Draw the buttons for one answer, while it is open whether it solved the question."""
    return _row(offered(thread, answer), {"thread": thread.id, "answer": answer.id})


def taps_of_one(thread: Thread, answers: Sequence[Answer]) -> list[CardElement]:
    """Draw the buttons for one of several answers; which, says the field around them."""
    each = [set(offered(thread, answer)) for answer in answers if not answer.reported]
    open_still = thread.state is not State.CLOSED and all(each)
    left = set[Tapped]().union(*each) if open_still else ()
    return _row([said for said in Tapped if said in left], {"thread": thread.id})


def offered(thread: Thread, answer: Answer) -> list[Tapped]:
    """Give what may be tapped of an answer: nothing where the last word was said."""
    if answer.reported:
        return []
    partly = answer.rating is Rating.OKAY and thread.state is State.ANSWERED
    if answer.rating is not None and not partly:
        return []
    said = [each for each, move in NEEDS.items() if thread.may(move)]
    return [each for each in said if answer.rating is None or each is not Tapped.PARTLY]


def _row(said: Sequence[Tapped], data: Mapping[str, str]) -> list[CardElement]:
    if not said:
        return []
    every = {
        Tapped.HELPED: button(words.BUTTON["helped"], "helped", data, style="positive"),
        Tapped.PARTLY: button(words.BUTTON["partly"], "partly", data),
        Tapped.NOT_HELPED: button(words.BUTTON["not_helped"], "not_helped", data),
    }
    row = ActionSet(actions=[every[each] for each in said], spacing="Small")
    return [label(words.SAY["tap_label"]), row]

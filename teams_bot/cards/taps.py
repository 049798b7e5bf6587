"""The verdict in one tap: whether an answer solved the question.

The buttons stand in the card, above those that unfold fields: what is folded is not sent with
them, and cannot block them.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from microsoft_teams.cards import ActionSet, CardElement

from matching.thread import Answer, Move, Rating, State, Tapped, Thread
from teams_bot.cards import words
from teams_bot.cards.elements import button, choices, label, name_in, once_as_seen
from teams_bot.outcomes import Names
from teams_bot.threads import may_ask_again

NEEDS: Final[Mapping[Tapped, Move]] = {
    Tapped.HELPED: Move.FINISH,
    Tapped.PARTLY: Move.RATE,
    Tapped.NOT_HELPED: Move.AGAIN,
}


def taps(thread: Thread, answer: Answer) -> list[CardElement]:
    """Draw the question and the buttons, while it is open whether an answer was enough."""
    return _headed(row_for(thread, answer))


def taps_of_one(thread: Thread, answers: Sequence[Answer]) -> list[CardElement]:
    """Draw them for one of several answers; which, says the field around them."""
    return _headed(row_for_one(thread, answers))


def row_for(thread: Thread, answer: Answer) -> list[CardElement]:
    """Draw the buttons for one answer."""
    return _row(
        offered(thread, answer), {"thread": thread.id, "answer": answer.id, **once_as_seen(thread)}
    )


def row_for_one(thread: Thread, answers: Sequence[Answer]) -> list[CardElement]:
    """Draw the buttons for one of several answers."""
    each = [set(offered(thread, answer)) for answer in answers if not answer.reported]
    left = set[Tapped]() if thread.stated or not all(each) else set[Tapped]().union(*each)
    return _row(
        [said for said in Tapped if said in left], {"thread": thread.id, **once_as_seen(thread)}
    )


def which(answers: Sequence[Answer], names: Names) -> CardElement:
    """Draw the field that says which of several answers a press is about."""
    named_by = {str(each.id): words.same_as(name_in(names, each.mentor)) for each in answers}
    return choices("answer", words.SAY["which_answer"], named_by, value=answers[0].id)


def offered(thread: Thread, answer: Answer) -> list[Tapped]:
    """Give what may be tapped of an answer: nothing where the last word was said."""
    if answer.reported:
        return []
    partly = answer.rating is Rating.OKAY and thread.state is State.ANSWERED
    if answer.rating is not None and not partly:
        return []
    said = [each for each, move in NEEDS.items() if thread.may(move)]
    kept = {Tapped.PARTLY} if answer.rating is not None else set()
    stated = thread.stated  # by the verdict on another one
    kept |= {Tapped.NOT_HELPED} if stated or not may_ask_again(thread) else set()
    return [each for each in said if each not in kept]


def _row(said: Sequence[Tapped], data: Mapping[str, str]) -> list[CardElement]:
    if not said:
        return []
    every = {
        Tapped.HELPED: button(words.BUTTON["helped"], "helped", data, style="positive"),
        Tapped.PARTLY: button(words.BUTTON["partly"], "partly", data),
        Tapped.NOT_HELPED: button(words.BUTTON["not_helped"], "not_helped", data),
    }
    return [ActionSet(actions=[every[each] for each in said], spacing="Medium")]


def _headed(row: list[CardElement]) -> list[CardElement]:
    return [label(words.SAY["tap_label"]), *row] if row else []

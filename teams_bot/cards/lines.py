"""Writing to each other: the field for one more line, the lines so far, and the cards for them."""

from typing import Final

from microsoft_teams.cards import Action, CardElement, ExecuteAction, TextInput

from matching.model import PersonId
from matching.thread import LEGAL, Answer, AnswerId, FollowUp, Move, Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    button,
    field,
    folded,
    glimpse,
    heading,
    label,
    name_in,
    named,
    quoted,
    said,
    written,
)
from teams_bot.cards.fit import cut
from teams_bot.cards.verdict import rate
from teams_bot.outcomes import FollowedUp, Names

LINES_SHOWN: Final = 4
EARLIER_CHARS: Final = 300


def line_field(title: str) -> TextInput:
    """Draw the field for one more line to the other side."""
    return field("text", title, most=texts.ANSWER_LIMIT)


def follow_up_button(
    thread: Thread, answer: AnswerId | None, nonce: str, *, main: bool = False
) -> ExecuteAction:
    """Draw the button that sends the line; the nonce makes each drawing another press."""
    data = {"thread": thread.id, "nonce": nonce}
    if answer is not None:
        data["answer"] = answer
    title = words.BUTTON["send"]
    return button(title, "follow_up", data, style="positive" if main else None)


def follow_up(
    thread: Thread, line: FollowUp, names: Names, nonce: str, answer: AnswerId | None
) -> Drawn:
    """Draw a line from the other side, with a field to write back."""
    body: list[CardElement] = [heading(words.wrote(named(names, line.sender)))]
    body += [quoted(thread.text), *written(line.text)]
    actions: list[Action] = []
    if thread.state in LEGAL[Move.FOLLOW_UP]:
        body.append(line_field(words.SAY["reply_label"]))
        actions.append(follow_up_button(thread, answer, nonce, main=True))
    return drawn(f"{words.wrote(said(names, line.sender))}: {glimpse(line.text)}", body, actions)


def followed_up(shown: FollowedUp) -> Drawn:
    """Confirm a line, with what was said between the two and a field for the next one.

    It takes the place of the card that was pressed, so it carries the answer, and for the learner
    the verdict that is still to come.
    """
    thread, names = shown.thread, shown.names
    me = _sender(thread, shown.to)
    given = _answer_between(thread, me, shown.to)
    body: list[CardElement] = [heading(words.sent_to(named(names, shown.to)))]
    body.append(quoted(thread.text))
    if given is not None:
        whose = words.SAY["your_answer"] if given.mentor == me else name_in(names, given.mentor)
        body += written(given.text, lead=f"{whose}:")
    body += [label(words.SAY["between"]), *_lines(shown, me)]
    return drawn(
        f"{words.sent_to(said(names, shown.to))}: {glimpse(thread.text)}",
        [*body, *_fields(shown, me, given)],
        _actions(shown, me, given),
    )


def _fields(shown: FollowedUp, me: PersonId, given: Answer | None) -> list[CardElement]:
    if _rates(shown.thread, me, given) or not _writable(shown.thread):
        return []
    return [line_field(words.SAY["add_label"])]


def _actions(shown: FollowedUp, me: PersonId, given: Answer | None) -> list[Action]:
    answer = None if given is None else given.id
    send = follow_up_button(shown.thread, answer, shown.nonce)
    write = [line_field(words.SAY["add_label"])]
    if given is not None and _rates(shown.thread, me, given):
        return [rate(shown.thread, given), folded(words.BUTTON["write_back"], write, send)]
    return [send] if _writable(shown.thread) else []


def _rates(thread: Thread, me: PersonId, given: Answer | None) -> bool:
    return given is not None and me == thread.learner and given.rating is None


def _writable(thread: Thread) -> bool:
    return thread.state in LEGAL[Move.FOLLOW_UP]


def _sender(thread: Thread, to: PersonId) -> PersonId:
    """Give who wrote the newest line to this person."""
    senders = [each.sender for each in thread.follow_ups if each.recipient == to]
    return senders[-1] if senders else thread.learner


def _answer_between(thread: Thread, me: PersonId, to: PersonId) -> Answer | None:
    mentor = to if me == thread.learner else me
    found = [each for each in thread.answers if each.mentor == mentor]
    return found[-1] if found else None


def _lines(shown: FollowedUp, me: PersonId) -> list[CardElement]:
    pair = {me, shown.to}
    between = [each for each in shown.thread.follow_ups if {each.sender, each.recipient} == pair]
    newest = between[-1:]
    drawn_lines: list[CardElement] = []
    for each in between[-LINES_SHOWN:]:
        text = each.text if each in newest else cut(each.text, EARLIER_CHARS)
        who = words.SAY["you"] if each.sender == me else name_in(shown.names, each.sender)
        drawn_lines += written(text, lead=f"{who}:")
    return drawn_lines

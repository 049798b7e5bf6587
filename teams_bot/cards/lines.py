"""Writing to each other: the field for one more line, the lines so far, and the cards for them."""

from typing import Final

from microsoft_teams.cards import Action, CardElement, ExecuteAction, ShowCardAction

from matching.model import PersonId
from matching.thread import Answer, AnswerId, FollowUp, Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    folded,
    follow_up_button,
    glimpse,
    heading,
    label,
    line_field,
    name_in,
    named,
    notice,
    quoted,
    said,
    written,
)
from teams_bot.cards.fit import cut
from teams_bot.cards.holding import folded_answer, folded_pass
from teams_bot.cards.safety import report_fold
from teams_bot.cards.taps import taps
from teams_bot.cards.verdict import judge
from teams_bot.outcomes import FollowedUp, Names

LINES_SHOWN: Final = 4
EARLIER_CHARS: Final = 300


def follow_up(
    thread: Thread, line: FollowUp, names: Names, nonce: str, answer: AnswerId | None
) -> Drawn:
    """Draw a line from the other side, with a field to write back."""
    body: list[CardElement] = [heading(words.wrote(named(names, line.sender)))]
    body += [quoted(thread.text), *written(line.text)]
    actions: list[Action] = []
    if thread.takes_lines:
        body.append(line_field(words.SAY["reply_label"]))
        actions.append(follow_up_button(thread, answer, nonce, main=True))
    actions.append(report_fold(thread, said=line.id))
    return drawn(f"{words.wrote(said(names, line.sender))}: {glimpse(line.text)}", body, actions)


def followed_up(shown: FollowedUp) -> Drawn:
    """Confirm a line, with what was said between the two and a field for the next one.

    It takes the place of the card that was pressed, so it carries what could be done there: the
    learner's verdict on the answer, the answer of the mentor who holds the question.
    """
    thread, names = shown.thread, shown.names
    me = shown.me
    given = _answer_between(thread, me, shown.to)
    title = words.not_sent_to if shown.unsent else words.sent_to
    body: list[CardElement] = [heading(title(named(names, shown.to)))]
    still, beside = _still(thread, me, given), _writing(shown, given)
    if shown.unsent:
        body.append(notice(words.SAY["send_from_fold" if still else "send_from_here"]))
    if shown.waits:
        body.append(notice(words.SAY["line_waits"]))
    body.append(quoted(thread.text))
    if given is not None:
        whose = words.SAY["your_answer"] if given.mentor == me else name_in(names, given.mentor)
        body += written(given.text, lead=f"{whose}:")
    body += _lines(shown)
    if given is not None and me == thread.learner:
        body += taps(thread, given)
    summary = f"{title(said(names, shown.to))}: {glimpse(thread.text)}"
    if still or beside is None:
        folds = [] if beside is None else [folded(words.BUTTON["write_back"], *beside)]
        return drawn(summary, body, [*still[:1], *folds, *still[1:]])
    fields, send = beside
    return drawn(summary, [*body, *fields], [send])


def _still(thread: Thread, me: PersonId, given: Answer | None) -> list[ShowCardAction]:
    """Give what is still to be done beside writing."""
    if me == thread.learner:
        return [] if given is None else judge(thread, given)
    claim = thread.claim
    if claim is None or claim.mentor != me:
        return []
    way_out = folded_pass(thread, claim, "give_back")
    return [folded_answer(thread, claim, "answer_now", style="positive"), way_out]


def _writing(
    shown: FollowedUp, given: Answer | None
) -> tuple[list[CardElement], ExecuteAction] | None:
    """Give the field and the button for the next line, while the thread takes one."""
    if not shown.thread.takes_lines:
        return None
    answer = None if given is None else given.id
    field_for_it: list[CardElement] = [line_field(words.SAY["add_label"], shown.unsent)]
    return field_for_it, follow_up_button(shown.thread, answer, shown.nonce)


def _answer_between(thread: Thread, me: PersonId, to: PersonId) -> Answer | None:
    mentor = to if me == thread.learner else me
    found = [each for each in thread.answers if each.mentor == mentor]
    return found[-1] if found else None


def _lines(shown: FollowedUp) -> list[CardElement]:
    pair = {shown.me, shown.to}
    between = [each for each in shown.thread.follow_ups if {each.sender, each.recipient} == pair]
    newest = between[-1:]
    drawn_lines: list[CardElement] = [label(words.SAY["between"]) for _ in newest]
    for each in between[-LINES_SHOWN:]:
        text = each.text if each in newest else cut(texts.clean(each.text), EARLIER_CHARS)
        who = words.SAY["you"] if each.sender == shown.me else name_in(shown.names, each.sender)
        drawn_lines += written(text, lead=f"{who}:", spacing="Small")
    return drawn_lines

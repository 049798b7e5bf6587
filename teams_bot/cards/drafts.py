"""Cards for a text that waits for a press: how to send it, and what it belongs to."""

from dataclasses import dataclass, replace
from typing import Final

from microsoft_teams.cards import Action, CardElement, ExecuteAction

from matching.model import PersonId
from matching.thread import Answer, Move, Offer, OfferState, Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    button,
    glimpse,
    heading,
    label,
    line,
    named,
    quoted,
    written,
)
from teams_bot.outcomes import DraftShown, WarningShown, WhichShown

MOST_BUTTONS: Final = 5  # what every client draws in one row; two are always there


def draft(shown: DraftShown) -> Drawn:
    """Ask how a text is to be sent: as one question, as several, or without its file."""
    kind = "attachment" if shown.attachment else "several"
    parts, data = shown.draft.parts, {"question": shown.draft.id}
    body: list[CardElement] = [heading(words.SAY[kind])]
    body += [quoted(part) for part in parts]
    body.append(line(words.SAY[f"{kind}_how"]))
    if shown.draft.anonymous:
        body.append(line(words.SAY["anonymous"]))
    whole = words.BUTTON["ask_text" if len(parts) == 1 else "ask_whole"]
    actions: list[Action] = [button(whole, "ask", data, style="positive")]
    if len(parts) > 1:
        actions.append(button(words.as_questions(len(parts)), "ask_each", data))
    if shown.hides and not shown.draft.anonymous:
        actions.append(button(words.BUTTON["ask_unnamed"], "ask_anonymously", data))
    actions.append(button(words.BUTTON["drop"], "drop", data))
    head = words.SAY[kind] if kind == "several" else f"{words.SAY[kind]}:"
    return drawn(f"{head} {glimpse(shown.draft.text)}", body, actions)


def warning(shown: WarningShown) -> Drawn:
    """Say why words would tell who asks; they are sent all the same, or not."""
    title, data = words.SAY["warning"], {"question": shown.draft.id}
    body: list[CardElement] = [heading(title), quoted(shown.draft.text)]
    body += [line(each) for each in texts.giveaways(shown.clues)]
    body.append(line(words.SAY["warning_how"]))
    send = button(words.BUTTON["ask_warned"], "ask", data)
    if shown.each:
        send = button(words.BUTTON["ask_warned"], "ask_each", data)
    drop = button(words.BUTTON["drop"], "drop", data)
    return drawn(f"{title}: {glimpse(shown.draft.text)}", body, [drop, send])


def which(shown: WhichShown) -> Drawn:
    """Ask what a text is: an answer, a follow-up or a new question."""
    ways = _ways(shown)
    data = {"question": shown.draft.id}
    title = words.SAY[_title(ways)]
    body: list[CardElement] = [heading(title), quoted(shown.draft.text)]
    for way in ways:
        body += [label(_head(shown, way)), *written(way.thread.text, spacing="Small")]
    if 0 < len(ways) < len(shown.threads):
        body.append(line(words.SAY["which_more"], subtle=True))
    body.append(line(words.SAY["which_how"], subtle=True))
    actions: list[Action] = [*_offered(shown, ways)]
    actions.append(button(words.BUTTON["ask"], "ask", data))
    actions.append(button(words.BUTTON["drop"], "drop", data))
    return drawn(f"{title} {glimpse(shown.draft.text)}", body, actions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One thread a text may belong to, and how."""

    thread: Thread
    number: int | None  # where there are several
    answers: Offer | None  # the offer that the text would answer
    follows: bool  # whether it may be a line to the other side
    about: Answer | None  # the answer such a line is about


def _title(ways: list[_Way]) -> str:
    """Name the sentence that asks for what the buttons offer."""
    if any(each.answers for each in ways):
        return "which"
    return "which_line" if ways else "which_new"


def _ways(shown: WhichShown) -> list[_Way]:
    """Give the threads that can take the text, as many as have room for a button."""
    found = [way for each in shown.threads if (way := _way(each, shown.me))]
    kept = found[: MOST_BUTTONS - 2]
    if len(kept) == 1:
        return kept
    return [replace(way, number=number) for number, way in enumerate(kept, 1)]


def _way(thread: Thread, me: PersonId) -> _Way | None:
    mine = _own_offer(thread, me)
    about = _answer_about(thread, me)
    holds = thread.claim is not None and me in {thread.learner, thread.claim.mentor}
    follows = thread.takes_lines and (holds or about is not None)
    answers = mine if thread.may(Move.ANSWER) else None
    if answers is None and not follows:
        return None
    return _Way(thread=thread, number=None, answers=answers, follows=follows, about=about)


def _own_offer(thread: Thread, me: PersonId) -> Offer | None:
    """Give the offer this mentor has not answered yet."""
    mine = [each for each in thread.offers if each.mentor == me]
    return mine[-1] if mine and mine[-1].state is not OfferState.ANSWERED else None


def _answer_about(thread: Thread, me: PersonId) -> Answer | None:
    """Give the newest answer to this learner, or of this mentor."""
    answers = [each for each in thread.answers if me in (thread.learner, each.mentor)]
    return answers[-1] if answers else None


def _head(shown: WhichShown, way: _Way) -> str:
    if way.thread.learner == shown.me:
        return words.own(way.number)
    unnamed = way.thread.anonymous  # another question of the same learner may have their name
    asker = words.SOMEBODY if unnamed else named(shown.names, way.thread.learner)
    return words.about(asker, way.number)


def _offered(shown: WhichShown, ways: list[_Way]) -> list[ExecuteAction]:
    """Draw the likeliest button of each thread, then the second ones while there is room."""
    each_way = [_buttons(shown, way) for way in ways]
    first = [buttons[0] for buttons in each_way]
    second = [each for buttons in each_way for each in buttons[1:]]
    return [*first, *second][: MOST_BUTTONS - 2]


def _buttons(shown: WhichShown, way: _Way) -> list[ExecuteAction]:
    data = {"thread": way.thread.id, "question": shown.draft.id}
    buttons = []
    if way.answers is not None:
        title = words.as_answer(way.number)
        buttons.append(button(title, "answer", {**data, "offer": way.answers.id}))
    if way.follows:
        answer = {} if way.about is None else {"answer": way.about.id}
        ids = {**data, **answer, "nonce": shown.draft.id}
        buttons.append(button(words.as_follow_up(way.number), "follow_up", ids))
    return buttons

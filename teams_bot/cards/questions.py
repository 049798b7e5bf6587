"""The learner's own cards: how a question stands, and the list of the latest ones."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, assert_never

from microsoft_teams.cards import CardElement

from matching.thread import LEGAL, Move, OfferState, State, Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    button,
    glimpse,
    heading,
    label,
    line,
    name_in,
    named,
    quoted,
    written,
)
from teams_bot.cards.fit import cut
from teams_bot.outcomes import Names, QuestionsShown, StatusShown

LISTED_CHARS: Final = 280
_CANCELS: Final = frozenset({State.OPEN, State.TAKEN})


def status(
    thread: Thread,
    names: Names,
    zone: str,
    now: datetime,
    nobody: Mapping[str, int],
    wait_minutes: int,
) -> Drawn:
    """Tell a learner how the question stands: who is asked, who has it, what comes next."""
    title, lines = _told(thread, names, zone, now, nobody, wait_minutes)
    body: list[CardElement] = [heading(title), quoted(thread.text), *(line(each) for each in lines)]
    actions = [
        button(words.BUTTON["cancel"], "cancel", {"thread": thread.id})
        for _ in _CANCELS & {thread.state}
    ]
    return drawn(f"{title}: {glimpse(thread.text)}", body, actions)


def status_after(shown: StatusShown) -> Drawn:
    """Show the question after the learner took it back."""
    thread = shown.thread
    now = thread.ended or thread.created
    return status(thread, shown.names, shown.zone, now, {}, 0)

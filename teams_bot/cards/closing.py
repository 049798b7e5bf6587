"""The compact card that asks what came of an answer: the reminder, and the reply to thanks."""

from collections.abc import Callable, Sequence
from typing import Final

from microsoft_teams.cards import CardElement

from matching.thread import Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    glimpse,
    heading,
    line,
    name_in,
    named,
    quoted,
    said,
    written,
)
from teams_bot.cards.fit import cut
from teams_bot.cards.taps import row_for, row_for_one, which
from teams_bot.outcomes import Names, SolvedAsked

GLIMPSED_CHARS: Final = 160
_Title = Callable[[Sequence[str]], str]


def remind(thread: Thread, names: Names) -> Drawn:
    """Remind a learner of an answer; once they have spoken, say that it is noted."""
    if not thread.unsaid:
        title = words.SAY["noted"]
        return drawn(f"{title}: {glimpse(thread.text)}", [heading(title), quoted(thread.text)])
    how = line(words.SAY["reminder_how"], subtle=True)
    return _asked(thread, names, words.did_solve, [how])


def ask_solved(shown: SolvedAsked) -> Drawn:
    """Ask, after thanks, whether the newest answer solved it."""
    return _asked(shown.thread, shown.names, words.welcome_did_solve, [])


def _asked(thread: Thread, names: Names, title: _Title, foot: list[CardElement]) -> Drawn:
    answers = thread.latest
    spoken = title([said(names, each.mentor) for each in answers])
    body: list[CardElement] = [heading(title([named(names, each.mentor) for each in answers]))]
    body.append(quoted(thread.text))
    if len(answers) == 1:
        start = cut(texts.clean(answers[0].text), GLIMPSED_CHARS)
        body += written(start, lead=f"{name_in(names, answers[0].mentor)}:")
        body += row_for(thread, answers[0])
    else:
        body += [which(answers, names), *row_for_one(thread, answers)]
    return drawn(f"{spoken} {glimpse(thread.text)}", [*body, *foot])

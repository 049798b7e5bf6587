"""The learner's one card for an answer."""

from microsoft_teams.cards import Action, CardElement

from matching.thread import Answer, Thread
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import glimpse, heading, named, quoted, said, write_back, written
from teams_bot.cards.safety import report_fold
from teams_bot.cards.taps import taps
from teams_bot.cards.verdict import judge, kept
from teams_bot.outcomes import Names


def answer(thread: Thread, answer: Answer, names: Names, nonce: str) -> Drawn:
    """Draw an answer, the verdict of one tap, and folded side by side its long form and a line.

    Side by side, because a rating must be chosen for the one and must not be for the other.
    """
    body: list[CardElement] = [heading(words.answered(named(names, answer.mentor)))]
    body += [quoted(thread.text), *written(answer.text), *kept(answer), *taps(thread, answer)]
    actions: list[Action] = [*judge(thread, answer)]
    actions += write_back(thread, answer.id, nonce)
    if not answer.reported:
        actions.append(report_fold(thread, answer=answer.id))
    summary = f"{words.answered(said(names, answer.mentor))}: {glimpse(answer.text)}"
    return drawn(summary, body, actions)

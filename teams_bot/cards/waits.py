"""The line that says how long an answer usually takes."""

from collections.abc import Callable
from datetime import datetime

from microsoft_teams.cards import CardElement

from teams_bot import texts
from teams_bot.cards.elements import line
from teams_bot.outcomes import Wait


def waits(wait: Wait | None, when: Callable[[datetime], str] = str) -> list[CardElement]:
    """Say it, or that it cannot be said yet; nothing where nobody waits."""
    if wait is None:
        return []
    opens = "" if wait.opens is None else when(wait.opens)
    told = texts.wait(wait.found, asking=wait.asking, waited=wait.waited, opens=opens)
    return [line(told, subtle=True)]

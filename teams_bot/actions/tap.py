"""The presses `helped`, `partly` and `not_helped`: did this answer solve it? In one tap."""

from collections.abc import Mapping
from typing import Final

from matching.thread import SOLVED, Answer, Rating, Tapped
from storage.change import Person
from teams_bot.intents import Tap
from teams_bot.outcomes import Decision
from teams_bot.services import Services
from teams_bot.threads import own_answer
from teams_bot.verdicts import Wish, judged

VERDICTS: Final[Mapping[Tapped, tuple[Rating, str]]] = {
    Tapped.HELPED: (Rating.GOOD, "close"),
    Tapped.PARTLY: (Rating.OKAY, "keep"),
    Tapped.NOT_HELPED: (Rating.NOT_HELPFUL, "again"),
}


async def tap(services: Services, me: Person, wish: Tap, pressed: str = "") -> Decision:
    """Keep what was tapped; a rating that says as much already stays the finer one it is."""
    found, answer = await own_answer(services, me, wish.thread, wish.answer)
    return await judged(services, me, found, answer, _verdict(answer, wish.said, pressed))


def _verdict(answer: Answer, said: Tapped, pressed: str) -> Wish:
    rating, after = VERDICTS[said]
    finer = answer.rating if said is Tapped.HELPED and answer.rating in SOLVED else None
    return Wish(rating=finer or rating, next=after, tapped=said, pressed=pressed)

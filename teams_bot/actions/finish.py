"""The press `finish`: rating, minutes saved, thanks, and what comes next, in one step."""

from typing import Final

from matching.thread import Rating
from storage.change import Person
from teams_bot import texts
from teams_bot.intents import Finish
from teams_bot.outcomes import Decision, NotAllowed
from teams_bot.services import Services
from teams_bot.threads import own_answer
from teams_bot.verdicts import Wish, judged

NEXT: Final = ("close", "again", "keep", "report", "block")
MINUTES_LIMIT: Final = 600


async def finish(services: Services, me: Person, wish: Finish, pressed: str = "") -> Decision:
    """Keep the verdict of the fields; what they leave out stays as it was."""
    found, answer = await own_answer(services, me, wish.thread, wish.answer)
    return await judged(services, me, found, answer, _verdict(wish, pressed))


def _verdict(wish: Finish, pressed: str) -> Wish:
    if wish.rating not in {each.value for each in Rating}:
        raise NotAllowed(texts.SAY["rate_first"])
    if wish.next not in NEXT:
        raise NotAllowed(texts.SAY["next_how"])
    return Wish(
        rating=Rating(wish.rating),
        minutes=_minutes(wish.minutes_saved),
        next=wish.next,
        thanks=wish.thanks,
        pressed=pressed,
    )


def _minutes(text: str) -> int | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not (0 <= number <= MINUTES_LIMIT and number.is_integer()):
        raise NotAllowed(texts.SAY["minutes_how"])
    return int(number)

"""Before a question is sent without a name: whether it may be, and what would tell who asks."""

from typing import Final

from matching import giveaway
from matching.giveaway import Around, Asker, Clue
from storage.change import Person
from teams_bot import texts
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services

LATEST: Final = 20  # of the learner's own questions, among which the same one is looked for


async def may_be_unnamed(services: Services, me: Person, text: str) -> None:
    """Refuse where the rules do, and where the same was asked with the name."""
    if not (await services.rules()).rules.anonymous_questions:
        raise NotAllowed(texts.SAY["anonymous_off"])
    latest = await services.store.threads_of(me.id, LATEST)
    if any(
        not each.anonymous and each.offers and each.text.casefold() == text.casefold()
        for each in latest
    ):
        raise NotAllowed(texts.SAY["anonymous_known"])


async def clues_in(services: Services, me: Person, text: str) -> tuple[Clue, ...]:
    """Find what in a text would tell colleagues who asks."""
    taxonomy = await services.taxonomy()
    around = await services.store.around_asker(me, taxonomy.infer(text))
    labels = {str(each): skill.label for each, skill in taxonomy.skills.items()}
    topics = {labels.get(each, each): holders for each, holders in around.topics.items()}
    asker = Asker(
        name=me.name,
        mail=me.mail,
        title=me.title,
        department=me.department,
        location=me.location,
    )
    return giveaway.clues_in(text, asker, Around(alike=around.alike, topics=topics))

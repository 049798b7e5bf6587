"""What somebody outside the organisation would read of a text: no names, no mail addresses."""

from matching.redaction import name_words, redacted, words_in
from matching.thread import Thread
from teams_bot.outside_words import ADDRESS, NAME
from teams_bot.services import Services
from teams_bot.threads import names_in


async def outside_text(services: Services, thread: Thread, text: str) -> str:
    """Give a text of a thread as it leaves the organisation.

    The people of the thread are names however they are written, others of the directory where they
    are written as one. Words that name a skill of the text stay.
    """
    people = await names_in(services, thread)
    own = frozenset[str]().union(*map(name_words, people.values()))
    known = await services.store.name_words(words_in(text))
    taxonomy = await services.taxonomy()
    skills = (taxonomy.skills[each] for each in taxonomy.infer(text))
    spared = frozenset[str]().union(
        *(name_words(" ".join((each.label, *each.synonyms))) for each in skills)
    )
    return redacted(text, known=known, own=own, spared=spared, name=NAME, address=ADDRESS)

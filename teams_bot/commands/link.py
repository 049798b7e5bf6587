"""`link`: an address that opens the chat with a question prepared, for other tools to show."""

import argparse

from matching.rules import Rules
from matching.skills import SkillId
from teams_bot.commands.opened import opened
from teams_bot.commands.trouble import Trouble
from teams_bot.deep_links import BadLink, chat_link
from teams_bot.settings import Settings


async def link(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print the link; a topic is an id of the organisation's skills, and its label is named.

    Without a database the limit is the rule's default, and no topic is known.
    """
    limit, topic = Rules().question_max_chars, ""
    if settings.mongodb_uri or chosen.topic:
        limit, topic = await _of_the_organisation(settings, chosen.topic)
    try:
        print(chat_link(settings.app_id, chosen.text, topic=topic, limit=limit))
    except BadLink as wrong:
        raise Trouble(str(wrong)) from wrong
    return 0


async def _of_the_organisation(settings: Settings, topic: str) -> tuple[int, str]:
    """Read the limit of a question, and the label of a topic."""
    async with opened(settings) as (store, _):
        limit = (await store.rules()).rules.question_max_chars
        found = (await store.taxonomy()).skills.get(SkillId(topic)) if topic else None
    if topic and found is None:
        raise Trouble(f"There is no topic {topic!r}. The file of skills lists the ids.")
    return limit, "" if found is None else found.label

"""Links into Teams: a chat with the bot in which a question is prepared, and the app itself.

Teams documents `https://teams.microsoft.com/l/chat/0/0?users=…&message=…` for people by their mail
address ("Deep link to a Teams chat"). With `28:` and a bot's id it opens the chat with the bot;
Microsoft's pages use that form for bots ("Hand off to a bot"), and no other takes a text along.
"""

import re
from typing import Final
from urllib.parse import quote

from teams_bot.texts import clean

CHAT: Final = "https://teams.microsoft.com/l/chat/0/0"
APP: Final = "https://teams.microsoft.com/l/app"
LONGEST: Final = 2000  # characters of a link that browsers, mails and ticket systems all take
_ID: Final = re.compile(r"[0-9A-Za-z-]{1,64}")


class BadLink(ValueError):  # noqa: N818 - told in one sentence
    """A link that would not work; the text says what to change."""


def chat_link(app_id: str, text: str, *, topic: str = "", limit: int) -> str:
    """Give the link that opens the chat with the bot, with the question typed in and not sent.

    `topic` is the label of a skill that the question is to name; it is put before the text.

    >>> chat_link("11111111-2222-3333-4444-555555555555", "How do I pivot?", limit=280)
    'https://teams.microsoft.com/l/chat/0/0?users=28:11111111-2222-3333-4444-555555555555&message=How%20do%20I%20pivot%3F'
    """
    if not _ID.fullmatch(app_id):
        raise BadLink("The bot has no id yet: set MicrosoftAppId.")
    words = clean(text)
    if not words:
        raise BadLink("The text is empty. Write the question that is to be prepared.")
    whole = f"{clean(topic)}: {words}" if topic else words
    if len(whole) > limit:
        raise BadLink(
            f"The question has {len(whole)} characters; {limit} are the most. Shorten it."
        )
    link = f"{CHAT}?users=28:{app_id}&message={quote(whole, safe='')}"
    if len(link) > LONGEST:
        raise BadLink(
            f"The link would have {len(link)} characters; {LONGEST} are the most that every "
            "browser and mail takes. Shorten the question."
        )
    return link


def app_link(bot: str) -> str:
    """Give the link that offers the app to be added; "" for a bot whose id is none of Entra's.

    >>> app_link("28:11111111-2222-3333-4444-555555555555")
    'https://teams.microsoft.com/l/app/11111111-2222-3333-4444-555555555555'
    """
    app_id = bot.removeprefix("28:")
    return f"{APP}/{app_id}" if _ID.fullmatch(app_id) else ""

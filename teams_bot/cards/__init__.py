"""What is shown: functions from domain to card. A card never decides, and looks at no clock."""

from teams_bot.cards.answers import answer
from teams_bot.cards.closing import remind
from teams_bot.cards.combined import combined
from teams_bot.cards.crowd import in_channel, own
from teams_bot.cards.digest import digest, nudge
from teams_bot.cards.drafts import draft
from teams_bot.cards.drawn import Drawn
from teams_bot.cards.elsewhere import posted
from teams_bot.cards.lines import follow_up
from teams_bot.cards.offered import offer
from teams_bot.cards.people import blank, console, stand_down, welcome
from teams_bot.cards.questions import status
from teams_bot.cards.replies import reply
from teams_bot.cards.safety import moderate, reveal_asked
from teams_bot.cards.similar import check, similar
from teams_bot.cards.verdict import thanks

__all__ = [
    "Drawn",
    "answer",
    "blank",
    "check",
    "combined",
    "console",
    "digest",
    "draft",
    "follow_up",
    "in_channel",
    "moderate",
    "nudge",
    "offer",
    "own",
    "posted",
    "remind",
    "reply",
    "reveal_asked",
    "similar",
    "stand_down",
    "status",
    "thanks",
    "welcome",
]

"""What is shown: functions from domain to card. A card never decides, and looks at no clock."""

from teams_bot.cards.answers import answer, follow_up, thanks
from teams_bot.cards.drawn import Drawn
from teams_bot.cards.offered import offer
from teams_bot.cards.people import welcome
from teams_bot.cards.questions import status
from teams_bot.cards.replies import reply

__all__ = ["Drawn", "answer", "follow_up", "offer", "reply", "status", "thanks", "welcome"]

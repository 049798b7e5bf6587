"""The try-out: a local stand-in for Teams, and a page where one person plays several people.

`connector` is the stand-in: the people and the Bot Connector REST API. It is made of `limits`
(what Teams refuses), `activities` (what Teams sends), `postman` (how it delivers), `rooms` (what
people do in channels and group chats), `wire` (what went over), `chats` (its words) and `faults`
(what a test may break). `routes` serves the page, whose packages `packages` fetches.
"""

from teams_bot.tryout.chats import DemoPerson
from teams_bot.tryout.connector import LocalTeams
from teams_bot.tryout.postman import Patience
from teams_bot.tryout.rooms import DemoRoom
from teams_bot.tryout.routes import build_tryout

__all__ = ["DemoPerson", "DemoRoom", "LocalTeams", "Patience", "build_tryout"]

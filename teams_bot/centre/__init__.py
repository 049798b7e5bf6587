"""The console of the call centre, at `/centre/`: a live queue, claims with a lock, answers.

`door` lets people in, `shown` says what they see, `deeds` does what they press, `routes` is the
application that is mounted.
"""

from teams_bot.centre.routes import build_centre

__all__ = ["build_centre"]

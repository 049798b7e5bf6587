"""`/reply/{token}`: the page behind the link of a mail, for people without Teams.

Opening it changes nothing, as mail scanners open links; only its forms do, through the same
actions as a press in Teams.
"""

from teams_bot.replying.door import add_reply

__all__ = ["add_reply"]

"""Where a question was asked, when it was not in the personal chat."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel or a group chat: how to answer there, and whether the learner wants that.

    It is part of what the learner said: `forget me` erases it.
    """

    kind: str  # "channel" or "groupChat", as Teams names them
    service_url: str
    conversation: str  # of a channel: with the message that replies hang from
    user: str  # the channel's id of the learner
    bot: str
    name: str = ""  # where it is known
    here: bool = False  # whether the first answer is posted here, too
    named: bool = False  # with the mentor's name: the rule as it stood when that was chosen

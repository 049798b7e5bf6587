"""The Bot Connector client: how messages leave, and what is known of each afterwards.

`Courier` makes exactly one HTTP request per call and never raises for what the network or Teams
does: it returns a `Delivery` whose `Fate` tells the outbox what it may do next. Nothing is retried
here; the policy per kind of message is the outbox's.

===========  ====================================================================================
fate         what is known
===========  ====================================================================================
sent         Teams accepted it
again        Teams did not carry it out, or doing it twice is harmless: try again after `wait`
unsent       nothing left this machine, for want of a connection or a token: the same, and soon
ambiguous    it may have been delivered; only the kind of message says whether to try again
unreachable  this conversation takes nothing until its person writes or installs the app again
refused      it will never be accepted as it is; `why` names the reason
===========  ====================================================================================

`teams_bot.courier.fates` holds the table from status, code and error to fate.
"""

from teams_bot.courier.adapter import ConnectorAdapter, Undelivered
from teams_bot.courier.connector import Courier, courier_session
from teams_bot.courier.fates import Delivery, Fate
from teams_bot.courier.tokens import MsalTokens, NoToken, NoTokens, Tokens

__all__ = [
    "ConnectorAdapter",
    "Courier",
    "Delivery",
    "Fate",
    "MsalTokens",
    "NoToken",
    "NoTokens",
    "Tokens",
    "Undelivered",
    "courier_session",
]

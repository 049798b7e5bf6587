"""What a mail server's answer, or its absence, says about a mail. Pure tables.

SMTP names three moments: before anything of the mail, its envelope (who it is for), its content.
A mail exists for the server when it answered the end of the content with 250; a connection lost
before the content began therefore sent nothing, one lost after it leaves nobody knowing.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from aiosmtplib import SMTPResponseException

from teams_bot.courier.fates import Delivery, Fate


class Moment(StrEnum):
    """How far the conversation with the server had come."""

    CONNECTING = "connecting"  # also the encryption and the login
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


UNSENT_WAIT: Final = 5.0
AGAIN_WAIT: Final = 60.0  # greylisting asks for minutes
AMBIGUOUS_WAIT: Final = 30.0
TRANSIENT: Final = range(400, 500)
NO_SUCH_MAILBOX: Final = frozenset({550, 551, 553})
_ENHANCED: Final = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")

SILENCE: Final[Mapping[Moment, Delivery]] = {
    Moment.CONNECTING: Delivery(fate=Fate.UNSENT, wait=UNSENT_WAIT),
    Moment.SENDER: Delivery(fate=Fate.UNSENT, wait=UNSENT_WAIT),
    Moment.RECIPIENT: Delivery(fate=Fate.UNSENT, wait=UNSENT_WAIT),
    Moment.CONTENT: Delivery(fate=Fate.AMBIGUOUS, wait=AMBIGUOUS_WAIT),
}


def judge(error: Exception, moment: Moment) -> Delivery:
    """Give the fate of a mail whose sending ended with an error at this moment.

    >>> judge(SMTPResponseException(450, "4.2.0 greylisted"), Moment.RECIPIENT)
    Delivery(fate=<Fate.AGAIN: 'again'>, sent_id=None, wait=60.0, why='smtp_450')
    >>> judge(SMTPResponseException(550, "5.1.1 no such user"), Moment.RECIPIENT).fate
    <Fate.UNREACHABLE: 'unreachable'>
    >>> judge(ConnectionResetError(), Moment.CONTENT).fate
    <Fate.AMBIGUOUS: 'ambiguous'>
    """
    if not isinstance(error, SMTPResponseException) or not 400 <= error.code < 600:  # noqa: PLR2004
        silent = SILENCE[moment]
        return Delivery(fate=silent.fate, wait=silent.wait, why=type(error).__name__)
    why = f"smtp_{error.code}"
    if moment is Moment.CONNECTING:  # also a wrong password: the operator's to mend
        return Delivery(fate=Fate.UNSENT, wait=UNSENT_WAIT, why=why)
    if error.code in TRANSIENT:
        return Delivery(fate=Fate.AGAIN, wait=AGAIN_WAIT, why=why)
    gone = moment is Moment.RECIPIENT and _no_such_mailbox(error)
    return Delivery(fate=Fate.UNREACHABLE if gone else Fate.REFUSED, why=why)


def _no_such_mailbox(error: SMTPResponseException) -> bool:
    """Whether the address takes nothing; 5.7.x is the server's own policy, whatever the code."""
    enhanced = _ENHANCED.search(str(error.message))
    if enhanced is None:
        return error.code in NO_SUCH_MAILBOX
    return enhanced[2] == "1" or (enhanced[2], enhanced[3]) == ("2", "1")

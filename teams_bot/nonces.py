"""The mark that a field for a line carries: issued for one person on one thread.

It is worked out from the thread's seed, which no card shows, so that nothing has to be stored for
each card that is drawn. The salt makes each drawing another one.
"""

import hashlib
import hmac
from typing import Final

from matching.model import PersonId
from matching.thread import Thread

MARK_CHARS: Final = 32


def nonce_for(thread: Thread, person: PersonId, salt: str) -> str:
    """Issue the nonce of one drawing."""
    return f"{salt}.{_mark(thread, person, salt)}"


def was_issued(thread: Thread, person: PersonId, nonce: str) -> bool:
    """Whether a nonce was issued for this person on this thread."""
    salt, _, mark = nonce.rpartition(".")
    return hmac.compare_digest(mark.encode(), _mark(thread, person, salt).encode())


def _mark(thread: Thread, person: PersonId, salt: str) -> str:
    key = f"{thread.seed}:{thread.id}".encode(errors="replace")
    said = f"{person}\n{salt}".encode(errors="replace")
    return hmac.new(key, said, hashlib.sha256).hexdigest()[:MARK_CHARS]

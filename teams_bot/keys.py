"""Keys: random tokens that let somebody in for a while, of which only a digest is kept.

A token is `<id>.<secret>`: the id finds what is kept, the digest of the secret is compared in
constant time.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from matching.model import PersonId
from storage.change import Door, Key
from teams_bot.services import Services

LASTS: Final[Mapping[Door, timedelta]] = {
    Door.SIGN_IN: timedelta(minutes=10),
    Door.CONSOLE: timedelta(hours=12),  # a shift
}
LONGEST: Final = 200


async def new_key(services: Services, person: PersonId, door: Door) -> str:
    """Make a key for somebody, keep it, and give its token."""
    identity, secret = services.new_id(), services.new_id()
    key = Key(
        id=identity,
        door=door,
        person=person,
        digest=_digest(secret),
        ends=services.now() + LASTS[door],
    )
    await services.store.keep_session(key)
    return f"{identity}.{secret}"


async def key_of(services: Services, token: str, door: Door) -> Key | None:
    """Give the key of a token that still opens a door."""
    identity, _, secret = token.partition(".")
    if len(token) > LONGEST or not (identity and secret):
        return None
    found = await services.store.session(identity, door, services.now())
    same = found is not None and hmac.compare_digest(found.digest, _digest(secret))
    return found if same else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()

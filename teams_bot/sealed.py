"""Words under seal: only whoever holds a token can read them, and the token is not kept.

The token is what a card carries; the database holds its hash and the sealed words. Once the card
has left and its job is wiped, nothing that is stored opens them.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_ONCE: Final = bytes(12)  # each key seals one text


def name_of(token: str) -> str:
    """Name what is sealed under a token: the name does not tell the token.

    >>> name_of("t") == "t", name_of("t") == name_of("t")
    (False, True)
    """
    return f"sealed-{hashlib.sha256(f'name {token}'.encode()).hexdigest()[:32]}"


def seal(token: str, words: Mapping[str, Any]) -> str:
    """Seal words under a token nobody can guess, which is used once.

    >>> opened("t", seal("t", {"text": "Hm?"})), opened("u", seal("t", {"text": "Hm?"}))
    ({'text': 'Hm?'}, None)
    """
    sealed = AESGCM(_key(token)).encrypt(_ONCE, json.dumps(words).encode(), None)
    return base64.b64encode(sealed).decode()


def opened(token: str, sealed: str) -> dict[str, Any] | None:
    """Open what was sealed under this token; None for anything else."""
    try:
        found: dict[str, Any] = json.loads(
            AESGCM(_key(token)).decrypt(_ONCE, base64.b64decode(sealed), None)
        )
    except (InvalidTag, ValueError):
        return None
    return found


def _key(token: str) -> bytes:
    return hashlib.sha256(f"key {token}".encode()).digest()

"""Threads."""

from typing import Any

from matching.thread import Thread
from storage.change import Tenant
from storage.codec.values import document_of


def thread_document(tenant: Tenant, thread: Thread) -> dict[str, Any]:
    """Make the document of a thread; for indexes `live` names who holds a live offer.

    `posted` names the sources at whose places the question stands, where there are any.
    """
    live = sorted({each.mentor for each in thread.live_offers})
    posted = sorted({each.source.value for each in thread.postings if each.open})
    stands = {"posted": posted} if posted else {}
    return {**document_of(tenant, thread), "live": live, **stands}

"""Threads."""

from typing import Any

from matching.thread import State, Thread
from storage.change import Tenant
from storage.codec.values import document_of


def thread_document(tenant: Tenant, thread: Thread) -> dict[str, Any]:
    """Make the document of a thread; for indexes `live` names who holds a live offer.

    `posted` names the sources at whose places the question stands, where there are any; `waiting`
    what an open question is about, as long as it waits for somebody to take it.
    """
    live = sorted({each.mentor for each in thread.live_offers})
    posted = sorted({each.source.value for each in thread.postings if each.open})
    stands = {"posted": posted} if posted else {}
    waits = {"waiting": sorted(thread.skills)} if thread.state is State.OPEN else {}
    return {**document_of(tenant, thread), "live": live, **stands, **waits}

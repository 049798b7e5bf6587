"""The queue in MongoDB: claims with leases by the server's clock, fences, pacing, dead letters.

A job is `pending` until a worker leases it; a lease ends by the server's `$$NOW`, so that no
worker's clock matters. The claim is also the mark that sending may have begun: a worker that dies
with a lease leaves nobody knowing whether its message arrived, and the job's policy decides. At
most one message of a conversation is on its way: a unique index says so.
"""

from storage.jobs.claims import LEASE_SECONDS, LOOKED_AT, claim
from storage.jobs.dead import DEAD_LETTER
from storage.jobs.ends import (
    AMBIGUOUS_LIMIT,
    AMBIGUOUS_WAIT_SECONDS,
    ATTEMPTS_LIMIT,
    end,
    may_repeat,
    put_back,
    quote,
    recover,
    release,
)
from storage.jobs.looks import (
    counts,
    oldest_due,
    quoted_in,
    quoting,
    sent_as,
    sent_id,
    sent_where,
    unsent,
    watch,
)
from storage.jobs.pacing import LANE_BURST_MS, LANE_MS, TENANT_MS, hold, knock, reserve

__all__ = [
    "AMBIGUOUS_LIMIT",
    "AMBIGUOUS_WAIT_SECONDS",
    "ATTEMPTS_LIMIT",
    "DEAD_LETTER",
    "LANE_BURST_MS",
    "LANE_MS",
    "LEASE_SECONDS",
    "LOOKED_AT",
    "TENANT_MS",
    "claim",
    "counts",
    "end",
    "hold",
    "knock",
    "may_repeat",
    "oldest_due",
    "put_back",
    "quote",
    "quoted_in",
    "quoting",
    "recover",
    "release",
    "reserve",
    "sent_as",
    "sent_id",
    "sent_where",
    "unsent",
    "watch",
]

"""Jobs, and whoever holds one."""

from collections.abc import Mapping
from typing import Any

from storage.change import Claimed, Job, Tenant, Work
from storage.codec.values import key, plain, read


def job_document(tenant: Tenant, job: Job, order: int) -> dict[str, Any]:
    """Make the document of a new job."""
    whole: dict[str, Any] = plain(job)
    identity = whole.pop("key")
    return {
        "_id": key(tenant, identity),
        "tenant": tenant,
        "key": identity,
        **whole,
        "lane": job.lane,
        "order": order,
        "state": Work.PENDING.value,
        "attempts": 0,
        "ambiguous": 0,
        "fence": 0,
    }


def claimed(document: Mapping[str, Any]) -> Claimed:
    """Read a leased job."""
    return Claimed(
        job=read(Job, document),
        id=document["_id"],
        owner=document["owner"],
        fence=document["fence"],
        attempts=document["attempts"],
        ambiguous=document["ambiguous"],
        unsent=document.get("unsent", 0),
    )


def held(tenant: Tenant, leased: Claimed) -> dict[str, Any]:
    """Make the filter that only a job still leased by this holder meets."""
    return {
        "_id": leased.id,
        "tenant": tenant,
        "state": Work.LEASED.value,
        "owner": leased.owner,
        "fence": leased.fence,
    }

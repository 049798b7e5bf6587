"""Erasing what was shown to others: it may hold the words of somebody who is to be forgotten."""

from storage.change import Tenant, Work
from storage.driver import Driver


async def erase_shown(driver: Driver, tenant: Tenant) -> None:
    """Erase the replies kept for re-sent presses, and what messages said that will not leave.

    They serve for minutes and are kept for days. Not a transaction: it may run twice.
    """
    replies = {"tenant": tenant, "reply": {"$ne": None}}
    await driver.collection("inbox").update_many(replies, {"$set": {"reply": None}})
    over = [Work.DONE.value, Work.UNCERTAIN.value, Work.DEAD.value, Work.CANCELLED.value]
    said = {"tenant": tenant, "state": {"$in": over}, "payload.card": {"$ne": None}}
    await driver.collection("jobs").update_many(said, {"$set": {"payload.card": None}})

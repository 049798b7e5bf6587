"""The seam to MongoDB: connect, aggregate, transaction; the rest is the same API in both drivers.

PyMongo's own async API is the default; `motor` is the customer's choice.
"""

from datetime import UTC, datetime

from storage.driver.by_pymongo import PyMongoDriver
from storage.driver.connecting import DRIVERS, NotUsable, connect, told_in_one_sentence, why_not
from storage.driver.seam import OPTIONS, READ_AT_ONCE, Document, Driver
from storage.driver.together import Part, together

__all__ = [
    "DRIVERS",
    "OPTIONS",
    "READ_AT_ONCE",
    "Document",
    "Driver",
    "NotUsable",
    "Part",
    "PyMongoDriver",
    "connect",
    "server_time",
    "together",
    "told_in_one_sentence",
    "why_not",
]


async def server_time(driver: Driver) -> datetime:
    """Ask the database what time it is: the one clock that all workers share."""
    found: datetime = (await driver.command("hello"))["localTime"]
    return found if found.tzinfo else found.replace(tzinfo=UTC)  # a command's answer is naive

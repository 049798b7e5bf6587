"""The store for a command that ends by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from storage.store import Store
from teams_bot.services import Clock
from teams_bot.settings import Settings, require_database


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Store, datetime]]:
    """Open the store, and ask it for the time."""
    require_database(settings)
    store = await Store.open(
        settings.mongodb_uri, settings.mongodb_database, settings.tenant, settings.mongodb_driver
    )
    try:
        clock = Clock()
        await clock.sync(store)
        yield store, clock.now()
    finally:
        await store.close()

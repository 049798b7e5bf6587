"""A real browser for tests of pages: Debian's Chromium, driven by Playwright."""

import asyncio
import inspect
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

SECONDS = 180  # for one test: a renderer that died answers no `evaluate`, for ever
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a page that hangs fail its test instead of holding up all that come after it."""
    for item in items:
        here = item.path.parent == Path(__file__).parent
        if here and isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.obj = bounded(item.obj)


def bounded(test: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @wraps(test)
    async def within(*args: Any, **named: Any) -> Any:
        async with asyncio.timeout(SECONDS):
            return await test(*args, **named)

    return within


def chromium_path() -> str:
    for name in NAMES:
        if found := shutil.which(name):
            return found
    pytest.fail("No Chromium on PATH; install it: apt-get install -y chromium", pytrace=False)


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path(), args=list(FLAGS), headless=True
        )
        try:
            yield browser
        finally:
            await browser.close()

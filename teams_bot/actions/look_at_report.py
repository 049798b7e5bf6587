"""The press `moderate`: a moderator looks at a report."""

from storage.change import Person, ReportId
from teams_bot import texts
from teams_bot.outcomes import Decision, NotAllowed, ReportShown
from teams_bot.reports import veiled
from teams_bot.services import Services


async def look_at_report(services: Services, me: Person, identity: ReportId) -> Decision:
    """Show the words and what may be decided; who reported them is not shown."""
    store = services.store
    if me.id not in await store.moderators():
        raise NotAllowed(texts.SAY["moderators_only"])
    found = await store.report(identity)
    if found is None:
        raise NotAllowed(texts.SAY["report_gone"])
    if me.id in {found.reporter, found.reported}:
        raise NotAllowed(texts.SAY["report_yours"])
    seen = veiled(found, await store.thread(found.thread))
    names = await store.names([seen.reported])
    shown = ReportShown(report=seen, names=names, waiting=await store.reports_waiting())
    return Decision(outcome=shown, private=True)

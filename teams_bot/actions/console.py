"""`console`, and the button of the same name: the way to the call centre's page."""

from dataclasses import replace

from storage.change import Job, Person
from teams_bot import texts
from teams_bot.duty import belongs
from teams_bot.missed import shown_now
from teams_bot.outcomes import Decision, NotAllowed, Silent, Told
from teams_bot.services import Services


async def console(services: Services, me: Person, *, pressed: bool) -> Decision:
    """Send somebody of the desk a link that signs them in once."""
    if not belongs(me):
        raise NotAllowed(texts.SAY["console_not_yours"])
    if not services.public_url:
        raise NotAllowed(texts.SAY["console_nowhere"])
    now = services.now()
    link = Job(key=f"console:{services.new_id()}", kind="console", due=now, to=me.id)
    said = Told(sentence=texts.SAY["console_coming"]) if pressed else Silent()
    missed = await shown_now(services, me)  # who opens the console has come on duty
    return Decision(outcome=said, change=replace(missed, jobs=(link, *missed.jobs)))

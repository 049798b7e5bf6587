"""The presses `show_who_asked` and `not_me`: what was asked in my name on the server."""

from storage.change import Person
from teams_bot import texts
from teams_bot.intents import RevealIt
from teams_bot.outcomes import Decision, Done, NotAllowed
from teams_bot.reveals import denied, may_be_shown, request_of, shown
from teams_bot.services import Services


async def reveal(services: Services, me: Person, wish: RevealIt) -> Decision:
    """Show it to whom it was asked for, in their chat, or keep that it was not them."""
    request = await request_of(services, me.id, wish.draft)
    if request is None:
        raise NotAllowed(texts.SAY["reveal_gone"])
    if not wish.confirmed:
        done = Done(title=texts.TITLES["reveal_denied"], sentence=texts.SAY["reveal_denied"])
        return Decision(outcome=done, change=denied(me, wish.draft, request))
    thread = await may_be_shown(services, me, request.thread)
    change = await shown(services, me, wish.draft, request, thread)
    learner = await services.store.person(thread.learner)
    title = texts.asked_by(thread.learner, "" if learner is None else learner.name)
    done = Done(title=title, sentence=texts.SAY["reveal_kept"])
    return Decision(outcome=done, change=change, private=True)

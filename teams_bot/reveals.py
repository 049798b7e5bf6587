"""Being shown who asked without a name: asked for on the server, confirmed in Teams.

The command line knows a login and no person, so what it asks in somebody's name waits for that
person's own press, and the name goes to their chat alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from matching.model import PersonId
from matching.rules import people_named
from matching.thread import Thread, ThreadId
from storage.change import Act, Change, Draft, DraftId, Job, Person, Reveal
from teams_bot import texts
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services

ASKED_FOR: Final = timedelta(days=1)
ORIGIN: Final = "thread reveal"  # no activity has such an id


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for in somebody's name; it waits as a draft of theirs."""

    thread: ThreadId
    login: str
    why: str


def asked_for(request: Request, who: PersonId, identity: str, now: datetime) -> Change:
    """Make the change that asks somebody whether it was them; it is in the log of acts."""
    draft = Draft(
        id=DraftId(identity),
        person=who,
        parts=(request.thread, request.login, request.why),
        created=now,
        origin=ORIGIN,
    )
    card = Job(
        key=f"reveal_asked:{draft.id}",
        kind="reveal_asked",
        due=now,
        to=who,
        payload={"draft": draft.id},
    )
    note = f"login {request.login}: {request.why}"
    act = Act(who=who, what="reveal asked for", about=request.thread, note=note)
    return Change(drafts=(draft,), jobs=(card,), acts=(act,))


async def request_of(services: Services, me: PersonId | None, draft: DraftId) -> Request | None:
    """Read what was asked for in this person's name; None where it is none, or too old."""
    found = await services.store.draft(draft)
    if found is None or found.person != me or found.origin != ORIGIN:
        return None
    if services.now() > found.created + ASKED_FOR:
        return None
    thread, login, why = found.parts
    return Request(thread=ThreadId(thread), login=login, why=why)


async def may_be_shown(services: Services, me: Person, thread: ThreadId) -> Thread:
    """Give the question, or refuse: only people named by the rule, only of one without a name."""
    found = await services.store.thread(thread)
    named = people_named((await services.rules()).rules.may_reveal)
    if found is None or not found.anonymous or me.id not in named:
        raise NotAllowed(texts.SAY["reveal_not_yours"])
    return found


async def shown(
    services: Services, me: Person, draft: DraftId, request: Request, thread: Thread
) -> Change:
    """Make the change that keeps to whom it was shown, and plans that the learner is told."""
    now = services.now()
    made = Reveal(
        id=services.new_id(),
        thread=thread.id,
        learner=thread.learner,
        who=me.id,
        login=request.login,
        why=request.why,
        at=now,
    )
    told = Job(
        key=f"revealed:{made.id}",
        kind="revealed",
        due=now + timedelta(hours=(await services.rules()).rules.reveal_told_hours),
        to=thread.learner,
        thread=thread.id,
        payload={"who": me.name, "day": f"{now.day} {now:%B %Y}"},
    )
    act = Act(who=me.id, what="reveal confirmed", about=thread.id, note=request.why)
    return Change(reveals=(made,), jobs=(told,), acts=(act,), spent=(draft,))


def denied(me: Person, draft: DraftId, request: Request) -> Change:
    """Make the change that keeps that it was somebody else."""
    act = Act(who=me.id, what="reveal denied", about=request.thread, note=f"login {request.login}")
    return Change(acts=(act,), spent=(draft,))

"""Questions that belong to a proper contact: found before anything of them is kept.

Of a stopped question nothing stays but a count by topic and day. Where the learner may say that it
is not about that, its words wait under seal for an hour: `teams_bot.sealed`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Final

from matching.off_limits import OffLimits
from matching.skills import SkillId
from storage.change import Change, Draft, DraftId, Person, Stopped
from teams_bot import texts
from teams_bot.intents import Say
from teams_bot.outcomes import Decision, NotAllowed, OffLimitsShown, Unsent
from teams_bot.sealed import name_of, opened, seal
from teams_bot.services import Services

DRAFTS_KEPT: Final = timedelta(days=7)  # by their index
SEALED_FOR: Final = timedelta(hours=1)


async def topic_of(
    services: Services, text: str, cleared: Iterable[str] = (), skills: Sequence[SkillId] = ()
) -> OffLimits | None:
    """Give the topic off limits that a text or one of these skills is about."""
    named = (await services.taxonomy()).infer(text) if text else {}
    return (await services.off_limits()).find(text, (*named, *skills), cleared)


async def stopped(services: Services, me: Person, wish: Say) -> Decision | None:
    """Send a question that is off limits to the proper contact; None for any other."""
    found = await topic_of(services, wish.text, wish.cleared)
    if found is None:
        return None
    told = Decision(outcome=OffLimitsShown(topic=found), change=_counted(found), private=True)
    return _with_objection(services, me, wish, found, told) if found.may_object else told


async def kept_back(
    services: Services, text: str, cleared: Iterable[str], skills: Sequence[SkillId] = ()
) -> Decision | None:
    """Say that new words or topics of a question are off limits, so that it stays as it was."""
    found = await topic_of(services, text, cleared, skills)
    if found is None:
        return None
    shown = OffLimitsShown(topic=found, stays=True)
    return Decision(outcome=shown, change=_counted(found), private=True)


async def several_read(
    services: Services, unsent: Unsent, cleared: Iterable[str]
) -> Decision | None:
    """Stop words that several people would read, where they are off limits; else None.

    They are nobody's question, so they are not counted, and nothing of them is kept.
    """
    known = tuple(cleared)
    found = await topic_of(services, unsent.text, known)
    if found is None:
        return None
    again = replace(unsent, data={**unsent.data, "cleared": ",".join((*known, found.id))})
    shown = OffLimitsShown(topic=found, several=True, unsent=again if found.may_object else None)
    return Decision(outcome=shown, private=True)


async def unsealed(services: Services, me: Person, token: DraftId) -> tuple[Say, Change]:
    """Open a question whose learner says that it is not about that; the change spends it."""
    name = DraftId(name_of(token))
    found = await services.store.draft(name)
    words = None if found is None else opened(token, found.text)
    if found is None or found.person != me.id or words is None:
        raise NotAllowed(texts.SAY["sealed_gone"])
    wish = Say(**{**words, "cleared": tuple(words["cleared"])})
    objected = Stopped(topic=wish.cleared[-1], objected=True)
    return wish, Change(spent=(name,), stopped=(objected,))


def refuse_suspended(services: Services, me: Person) -> None:
    """Refuse somebody whom a moderator has suspended."""
    if me.suspended_until is not None and me.suspended_until > services.now():
        raise NotAllowed(texts.suspended(f"{me.suspended_until:%d %B %Y}"))


def _counted(topic: OffLimits) -> Change:
    return Change(stopped=(Stopped(topic=topic.id),))


def _with_objection(
    services: Services, me: Person, wish: Say, topic: OffLimits, told: Decision
) -> Decision:
    token = services.new_id()
    cleared = replace(wish, cleared=(*wish.cleared, topic.id))
    draft = Draft(
        id=DraftId(name_of(token)),
        person=me.id,
        parts=(seal(token, asdict(cleared)),),
        created=services.now() - DRAFTS_KEPT + SEALED_FOR,
    )
    return replace(
        told,
        outcome=OffLimitsShown(topic=topic, objection=DraftId(token)),
        change=replace(told.change, drafts=(draft,)),
    )

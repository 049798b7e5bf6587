"""The press `ask`: send the text that waited, as one question or each of its parts."""

from collections.abc import Sequence
from dataclasses import replace

from matching.giveaway import Clue
from matching.rules import Rules
from storage.change import Change, Deflection, Draft, DraftId, Person
from teams_bot import texts
from teams_bot.giveaways import clues_in, may_be_unnamed
from teams_bot.intents import Say
from teams_bot.off_limits import stopped
from teams_bot.offers import Climbed, begin
from teams_bot.outcomes import Decision, Done, NotAllowed, WarningShown
from teams_bot.places import quoting
from teams_bot.services import Services
from teams_bot.similar import check_key, showing, similar


async def ask_draft(
    services: Services, me: Person, draft: DraftId, *, each: bool, anonymous: bool = False
) -> Decision:
    """Open a thread for the draft, or one for each of its questions.

    A part that was answered before gets a card of its own first. A whole text is sent as it is:
    whoever presses that has decided. `anonymous` sends without the name what waited with it; where
    the words would tell who asks, that is shown once before.
    """
    found = await services.store.draft(draft)
    if found is None or found.person != me.id:
        raise NotAllowed(texts.SAY[await _why_gone(services, me, draft)])
    found = replace(found, anonymous=found.anonymous or anonymous)
    if found.anonymous:
        if found.place is not None:  # it was written there, under their name
            raise NotAllowed(texts.SAY["anonymous_elsewhere"])
        await may_be_unnamed(services, me, found.text)
        if not found.warned and (clues := await clues_in(services, me, found.text)):
            return _warning(services, found, clues, each=each)
    asked = found.parts if each else (found.text,)
    rules = (await services.rules()).rules
    stop = await stopped(
        services, me, Say(text=found.text, origin=found.origin, cleared=found.cleared)
    )
    if stop is not None:  # it is off limits since it was written
        return replace(stop, change=replace(stop.change, spent=(draft,)))
    limit, room = _limit(rules, found), rules.open_questions_max - me.open_questions
    if 0 < room < len(asked):
        raise NotAllowed(texts.too_many_parts(len(asked), room))
    begun: list[Climbed] = []
    waiting: list[Draft] = []
    for number, part in enumerate(asked):
        if len(part) > limit:
            raise NotAllowed(texts.too_long(len(part), limit))
        origin = "" if number else found.origin
        shown = (
            await similar(services, me, part, origin, found.cleared, anonymous=found.anonymous)
            if each
            else None
        )
        if shown is not None:
            waiting.append(replace(shown.draft, place=found.place, quotes=found.quotes))
            continue
        beside = [other.thread for other in begun]
        begun.append(
            await begin(
                services,
                me,
                part,
                origin,
                beside=beside,
                cleared=found.cleared,
                place=found.place,
                anonymous=found.anonymous,
            )
        )
    change = _together(begun, draft)
    jobs = (*change.jobs, *(showing(one, services.now()) for one in waiting))
    change = replace(change, jobs=jobs, drafts=tuple(waiting))
    said = "sent_some" if begun else "sent_none"
    return Decision(
        outcome=Done(sentence=texts.SAY[said if waiting else "sent"]),
        change=await _not_enough(services, found, change),
    )


def _limit(rules: Rules, draft: Draft) -> int:
    """Give how long a question may be; one from a message has what it quotes, too."""
    quote = quoting("", "x" * rules.quote_max_chars) if draft.quotes else ""
    return rules.question_max_chars + len(quote)


def _warning(services: Services, found: Draft, clues: tuple[Clue, ...], *, each: bool) -> Decision:
    """Show why the words would tell who asks; another draft waits for what the learner decides."""
    again = replace(found, id=DraftId(services.new_id()), warned=True, created=services.now())
    return Decision(
        outcome=WarningShown(draft=again, clues=clues, each=each),
        change=Change(drafts=(again,), spent=(found.id,)),
    )


async def _why_gone(services: Services, me: Person, draft: DraftId) -> str:
    solved = await services.store.deflection(draft)
    mine = solved is not None and solved.person == me.id
    return "solved_before" if mine else "draft_gone"


def _together(begun: Sequence[Climbed], draft: DraftId) -> Change:
    return Change(
        threads=tuple((None, each.thread) for each in begun),
        jobs=tuple(job for each in begun for job in each.jobs),
        capacity={who: room for each in begun for who, room in each.capacity.items()},
        pace=next((each.pace for each in begun if each.pace), None),
        questions=begun[0].questions if begun else {},
        spent=(draft,),
    )


async def _not_enough(services: Services, draft: Draft, change: Change) -> Change:
    """Keep that a past answer was not enough after all, where the draft waited for that."""
    before: Deflection | None = None
    if draft.deflection is not None:
        before = await services.store.deflection(draft.deflection)
    if before is None:
        return change
    after = replace(before, truly=False)
    return replace(
        change, deflections=((before, after),), cancel=(*change.cancel, check_key(before.id))
    )

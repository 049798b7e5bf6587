"""The history of the demo organisation: the questions of ninety days, and what became of them.

It has the structure of a real one: people ask mostly their own department and office, some pairs
like each other, a few mentors are asked far more than the rest, and high levels are rated better.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from teams_bot.commands.demo_data import topics, words
from teams_bot.commands.demo_data.draws import one_of, share
from teams_bot.commands.demo_data.roster import Person

THREADS: Final = 150
DAYS: Final = 90
RUNG: Final = 2  # mentors asked at once
RUNGS: Final = 3
BEGINNER: Final = 2  # the highest level at which people still ask
WAIT: Final = 30  # minutes until the next rung
HASTE: Final = (0.4, 0.6, 0.8, 1.0, 1.2, 1.6, 2.5)  # a reaction against the person's usual one
SAVED: Final[Mapping[str, tuple[int, ...]]] = {
    "great": (20, 30, 45, 60),
    "good": (10, 15, 20, 30),
    "okay": (5, 10),
    "not_helpful": (0,),
}
RATED: Final = ((0.77, "great"), (0.58, "good"), (0.42, "okay"), (0.0, "not_helpful"))


def threads(people: Sequence[Person]) -> Iterator[dict[str, Any]]:
    """Closed threads, oldest first, as `PastThread` has them."""
    asked: Counter[str] = Counter()
    for number in range(THREADS):
        learner = max(
            (person for person in people if person.source == "peer"),
            key=lambda person: share(number, "asks", person.id) * _curiosity(person),
        )
        skill = _need(number, learner)
        question, answer = _words(skill, asked[skill], number)
        asked[skill] += 1
        offers = list(_offers(number, _ranked(number, learner, skill, people)))
        last = offers[-1]
        mentor = next(person for person in people if person.id == last["mentor"])
        rating = _rating(number, mentor, skill)
        yield {
            "days_ago": round((THREADS - number - share(number, "day") / 2) * DAYS / THREADS, 2),
            "learner": learner.id,
            "skill": skill,
            "question": question,
            "offers": offers,
            "answered_by": mentor.id,
            "answered_after": last["asked_after"] + last["minutes"] + 1 + int(5 * share(number)),
            "answer": answer,
            "rating": rating,
            "minutes_saved": one_of(SAVED[rating], number, "saved"),
        }


def _curiosity(person: Person) -> float:
    return 0.75 + 0.25 * share("curious", person.id)


def _need(number: int, learner: Person) -> str:
    """A skill the learner's department asks about, the first ones most, and she lacks herself."""
    needs = words.NEEDS[learner.department].split()
    lacking = [skill for skill in needs if learner.skills.get(skill, 0) <= BEGINNER]
    drawn = share(number, "need")
    return lacking[int(drawn * drawn * len(lacking))]


def _words(skill: str, times: int, number: int) -> tuple[str, str]:
    """Question and answer; one that was asked before comes in other words."""
    known = topics.TOPICS[skill]
    question, answer = known[times % len(known)]
    opener = one_of(topics.OPENERS, number, "opener") if times >= len(known) else ""
    return opener + question, answer


def _ranked(number: int, learner: Person, skill: str, people: Sequence[Person]) -> list[Person]:
    """Who knows it, in the order they are asked."""

    def weight(mentor: Person) -> float:
        near = 3.0 if mentor.department == learner.department else 1.0
        near *= 1.5 if mentor.location == learner.location else 1.0
        fame = 0.1 + share("fame", mentor.id) * share("fame", mentor.id, skill)
        liked = 0.3 + 2 * share("liked", learner.id, mentor.id)
        paid = 1.0 if mentor.source == "peer" else 0.3
        return mentor.skills[skill] ** 2 * near * fame * liked * paid

    able = [mentor for mentor in people if skill in mentor.skills and mentor.id != learner.id]
    able.sort(key=lambda mentor: share(number, "ask", mentor.id) * weight(mentor), reverse=True)
    return able


def _offers(number: int, ranked: Sequence[Person]) -> Iterator[dict[str, Any]]:
    """The offers of each rung until one is answered; that one comes last."""
    rung = 0
    while True:
        asked = ranked[rung * RUNG : (rung + 1) * RUNG]
        said = {each.id: _reaction(number, each) for each in asked}
        after = {each.id: _minutes(number, each) for each in asked}
        if rung == RUNGS - 1 or len(ranked) <= (rung + 1) * RUNG:
            said[asked[0].id] = "answered"  # every thread of this history came to an answer
        answered = [mentor for mentor in after if said[mentor] == "answered"]
        if answered:
            yield from _answered(rung, min(answered, key=after.__getitem__), said, after)
            return
        yield from (_offer(rung, each, said[each], after[each]) for each in after)
        rung += 1


def _answered(
    rung: int, first: str, said: Mapping[str, str], after: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    """The offers of the last rung: who had not opened theirs by then needed not."""
    for mentor in after:
        if mentor != first:
            passed = said[mentor] == "passed" and after[mentor] < after[first]
            yield _offer(rung, mentor, "passed" if passed else "withdrawn", after[mentor])
    yield _offer(rung, first, "answered", after[first])


def _offer(rung: int, mentor: str, reaction: str, minutes: int) -> dict[str, Any]:
    silent = reaction in {"withdrawn", "expired"}
    return {
        "mentor": mentor,
        "asked_after": rung * WAIT,
        "reaction": reaction,
        "minutes": None if silent else minutes,
    }


def _minutes(number: int, mentor: Person) -> int:
    usual = 3 + 15 * share("usual minutes", mentor.id)
    haste = one_of(HASTE, number, "haste", mentor.id)
    return min(max(int(usual * haste), 1), WAIT - 2)


def _reaction(number: int, mentor: Person) -> str:
    answers = 0.4 + 0.4 * share("keen", mentor.id)
    drawn = share(number, "reaction", mentor.id)
    steps = ((answers, "answered"), (answers + 0.12, "passed"), (answers + 0.18, "took"))
    return next((said for below, said in steps if drawn < below), "expired")


def _rating(number: int, mentor: Person, skill: str) -> str:
    quality = 0.13 * mentor.skills[skill] + 0.2 * share("gift", mentor.id)
    drawn = quality + 0.5 * (share(number, "rating") - 0.35)
    return next(rating for least, rating in RATED if drawn >= least or least == 0)

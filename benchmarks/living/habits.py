"""What people do: they ask, and with each message that reaches them they do as is their way.

They act on what they were sent alone: on the buttons of a card, on the link of a mail, on what the
desk's queue shows. What a person does with a question is drawn from the seed, their number and the
question's, so that two runs under other rules meet the same people.
"""

import re
from collections import Counter
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from zlib import crc32

import numpy as np

from benchmarks.living.ledger import Ledger, Sent
from benchmarks.living.people import WAYS, Asked, Draws, Organisation, Somebody, Way
from benchmarks.living.time import Days
from matching.sources import Source
from matching.thread import State, Thread
from teams_bot import links
from teams_bot.centre.deeds import DEEDS, Fields, done
from teams_bot.letters import Letter
from teams_bot.outcomes import NotAllowed
from teams_bot.replying.acts import act
from teams_bot.replying.seen import Question, seen
from teams_bot.services import Services
from teams_bot.tryout.activities import Activities, pressed, written
from teams_bot.tryout.chats import Chat, DemoPerson, Room
from teams_bot.tryout.limits import actions
from teams_bot.turn import turn

Json = dict[str, Any]

BOT: Final = {"id": "28:nanomentor", "name": "Nanomentor"}
SERVICE_URL: Final = "https://smba.trafficmanager.net/emea/"
ROOM: Final = "19:experts@thread.tacv2"
MINUTE: Final = timedelta(minutes=1)
SPREAD: Final = 1.0  # of the logarithm of the minutes until somebody reacts
TAKES_FIRST: Final = 0.3  # of those who answer
FORGETS: Final = 0.1  # of those who took it
WRITES: Final = 6.0  # minutes an answer takes, the median
NAMES_BETTER: Final = 0.5  # of those who pass
HELPFUL: Final = 0.75
ASKS_ON: Final = 0.4  # of those who were not helped
PATIENT: Final = 2  # answers after which nobody asks on
RATES_AFTER: Final = 25.0  # minutes, the median
GOES_ON: Final = {"keep_asking": 0.6, "rest_two_weeks": 0.25, "stop_asking": 0.15}
CROWD: Final = 2.0  # people who come by and answer, on average
CROWD_AFTER: Final = 120.0
DESK_EVERY: Final = timedelta(minutes=10)
DESK_AT_ONCE: Final = 2
DESK_WRITES: Final = 12.0
DESK_SOLVES: Final = 0.85
_CASE: Final = re.compile(r"\(case (\d+)\)")


@dataclass(slots=True, kw_only=True)
class Habits:
    """Everybody, at their desks."""

    organisation: Organisation
    services: Services
    ledger: Ledger
    seed: int
    days: "Days" = field(init=False)
    asked: dict[int, datetime] = field(default_factory=dict)  # by number of the question
    refused: int = 0  # presses that came too late
    _people: dict[str, Somebody] = field(init=False)
    _chats: dict[str, Chat] = field(init=False)
    _by_mail: dict[str, Somebody] = field(init=False)
    _teams: Activities = field(init=False)
    _room: Room = field(init=False)
    _said: set[str] = field(default_factory=set)  # who spoke of their manager
    _at_desk: dict[str, int] = field(default_factory=dict)
    _given: Counter[int] = field(default_factory=Counter)  # answers by question
    _cards: dict[str, Json] = field(default_factory=dict)  # by offer: the buttons as they are now

    def __post_init__(self) -> None:
        people = self.organisation.people
        self._people = {each.id: each for each in people}
        self._by_mail = {mail_of(each): each for each in people if each.source is Source.CONTRACT}
        self._chats = {
            each.id: Chat(
                person=DemoPerson(id=each.id, name=each.name),
                user=each.id,
                conversation=f"a:{each.id}",
                installed=True,
            )
            for each in people
            if each.source is not Source.CONTRACT
        }
        self._teams = Activities(
            bot=BOT,
            tenant=self.services.tenant,
            service_url=SERVICE_URL,
            now=self.services.now,
        )
        self._room = Room(
            person=DemoPerson(id="experts", name="Experts"),
            user="",
            conversation=ROOM,
            installed=True,
            kind="channel",
            team="19:team@thread.tacv2",
            team_name="Everybody",
        )

    # ---- what is planned

    def begin(self) -> None:
        """Plan the questions, the holidays and the rounds at the desk."""
        for question in self.organisation.questions:
            self.days.at(question.at, partial(self._ask, question))
        for each in self.organisation.people:
            if each.away is not None and each.pauses:
                self.days.at(each.away[0], partial(self._pause, each))
        self.days.at(self.services.now(), self._at_the_desk)

    async def open_channel(self) -> None:
        """Add the bot to the channel, as an administrator does, and set it up."""
        author = next(iter(self._chats.values()))
        data = self._teams.shared_data(self._room, "channelCreated")
        added: Json = {"membersAdded": [{"id": BOT["id"]}], "channelData": data}
        await turn(
            self.services, self._teams.shared(self._room, author, "conversationUpdate", **added)
        )
        if not await self.services.store.use_room(ROOM):
            raise RuntimeError("The bot does not know the channel it was added to.")

    # ---- what reaches them

    def told(self, sent: Sent, activity: Mapping[str, Any]) -> None:
        """See a message, or how one has changed."""
        buttons = _buttons(activity)
        if sent.kind in {"offer", "offer_update"}:
            self._cards[sent.key.split(":")[1]] = buttons
        if sent.redraw:
            return
        case = _case(activity)
        if sent.kind == "posting":
            self._seen_in_channel(buttons, case)
            return
        person = self._people[sent.to]
        match sent.kind:
            case "offer":
                self._offered(person, buttons, case, sent)
            case "status":
                self._shown_status(person, buttons, case)
            case "answer" | "combined":
                self._answered(person, buttons, case)
            case "stand_down":
                self._asked_to_go_on(person, buttons, sent)
            case _:
                self._asked_back(person, buttons)

    def mailed(self, sent: Sent, letter: Letter) -> None:
        """Get a mail, and reply on its page."""
        if sent.kind != "offer":
            return
        person = self._by_mail[sent.to] if sent.to in self._by_mail else self._people[sent.to]
        found = _CASE.search(letter.quoted)
        draws = self._draws(person, int(found[1]) if found else 0, 1)
        habit = WAYS[person.way]
        if draws.random() >= habit.reacts:
            return
        at = self._reads(person, draws, habit.minutes * 3)
        offer = sent.key.partition(":")[2]
        self.days.at(at, partial(self._reply, letter.link, offer))

    def _offered(self, person: Somebody, buttons: Json, case: int, sent: Sent) -> None:
        draws, habit = self._draws(person, case, 1), WAYS[person.way]
        if draws.random() >= habit.reacts or "answer" not in buttons:
            return
        at = self._reads(person, draws, habit.minutes)
        offer = sent.key.partition(":")[2]
        if draws.random() < habit.passes:
            inputs = {"suggest": self._better(person, case, draws)}
            self.days.at(at, partial(self._let_go, person, "pass", inputs, offer))
            return
        answers = {"answer": f"Open the settings of your case {case} and choose the second entry."}
        if draws.random() >= TAKES_FIRST:
            self.days.at(at, partial(self._let_go, person, "answer", answers, offer))
            return
        self.days.at(at, partial(self._take, person, offer))
        if draws.random() >= FORGETS:
            later = person.hours.after(at, _minutes(draws, WRITES, 0.6))
            self.days.at(later, partial(self._let_go, person, "answer", answers, offer))

    def _shown_status(self, person: Somebody, buttons: Json, case: int) -> None:
        if person.id not in self._said and person.allows is not None:
            verb = "allow_manager" if person.allows else "keep_manager_out"
            if verb in buttons:
                self._said.add(person.id)
                self._soon(person, buttons[verb])
        question = self.organisation.questions[case]
        if question.back_after is not None and "cancel" in buttons:
            at = question.at + question.back_after * MINUTE
            self.days.at(at, partial(self._press, person, buttons["cancel"], {}))

    def _answered(self, person: Somebody, buttons: Json, case: int) -> None:
        self._given[case] += 1
        draws = self._draws(person, case, 10 + self._given[case])
        if not person.rates or "finish" not in buttons:
            return
        good = draws.random() < HELPFUL
        on = not good and draws.random() < ASKS_ON and self._given[case] <= PATIENT
        inputs = {
            "rating": ("great" if draws.random() < 0.5 else "good") if good else "not_helpful",
            "minutes_saved": "15",
            "next": "again" if on else "close",
            "thanks": "Thank you!" if good else "",
        }
        at = person.hours.after(self.services.now(), _minutes(draws, RATES_AFTER, SPREAD))
        self.days.at(at, partial(self._press, person, buttons["finish"], inputs))

    def _asked_to_go_on(self, person: Somebody, buttons: Json, sent: Sent) -> None:
        """Say whether to be asked again; who never reacts does not react to this either."""
        draws, habit = self._draws(person, crc32(sent.key.encode()), 2), WAYS[person.way]
        if draws.random() < habit.reacts:
            verb = str(draws.choice(list(GOES_ON), p=list(GOES_ON.values())))
            at = self._reads(person, draws, habit.minutes)
            self.days.at(at, partial(self._press, person, buttons[verb], {}))

    def _asked_back(self, person: Somebody, buttons: Json) -> None:
        """Say that what was written is a new question, where the bot asks what is meant."""
        for verb in ("ask_anonymously", "ask"):
            if verb in buttons:
                self._soon(person, buttons[verb])
                return

    def _seen_in_channel(self, buttons: Json, case: int) -> None:
        if "cast" not in buttons:
            return
        draws = np.random.default_rng([self.seed, case, 7])
        question = self.organisation.questions[case]
        near = [
            each
            for each in self.organisation.experts(question.topic)
            if each.way is not Way.SILENT
        ]
        count = min(len(near), int(draws.poisson(CROWD)))
        for place in draws.choice(len(near), count, replace=False) if count else ():
            person = near[int(place)]
            at = self._reads(person, draws, CROWD_AFTER)
            self.days.at(at, partial(self._cast, person, buttons["cast"], case))

    # ---- what they do

    async def _ask(self, question: Asked) -> None:
        self.asked[question.number] = self.services.now()
        await self._say(self._people[question.learner], question.text)

    async def _pause(self, person: Somebody) -> None:
        assert person.away is not None
        await self._say(person, f"pause until {person.away[1]:%Y-%m-%d}")

    async def _say(self, person: Somebody, text: str) -> None:
        await self._turn(self._teams.make(self._chats[person.id], "message", **written(text)))

    def _soon(self, person: Somebody, button: Json) -> None:
        self.days.at(self.services.now() + MINUTE, partial(self._press, person, button, {}))

    async def _press(self, person: Somebody, button: Json, inputs: Mapping[str, str]) -> None:
        value = pressed(button, inputs)
        chat = self._chats[person.id]
        invoke = self._teams.make(chat, "invoke", name="adaptiveCard/action", value=value)
        await self._turn(invoke)

    async def _take(self, person: Somebody, offer: str) -> None:
        if "take" in self._cards[offer]:
            await self._press(person, self._cards[offer]["take"], {})

    async def _turn(self, activity: Json) -> None:
        self.days.changed()
        await turn(self.services, activity)

    async def _let_go(
        self, person: Somebody, verb: str, inputs: Mapping[str, str], offer: str
    ) -> None:
        """Answer or pass on, if the card still has that button when somebody gets to it."""
        if verb in self._cards[offer]:
            self.ledger.let_go.setdefault(offer, self.services.now())
            if verb == "answer":
                self.ledger.answered[person.id].append(self.services.now())
            await self._press(person, self._cards[offer][verb], inputs)

    async def _cast(self, person: Somebody, button: Json, case: int) -> None:
        value = pressed(button, {"answer": f"Case {case}: the third entry of the menu."})
        invoke = self._teams.shared(
            self._room,
            self._chats[person.id],
            "invoke",
            name="adaptiveCard/action",
            value=value,
        )
        await self._turn(invoke)

    async def _reply(self, link: str, offer: str) -> None:
        """Open the page behind a mail's link and send its form."""
        now, key = self.services.now(), await self.services.signing_key()
        token = link.rpartition(links.PATH)[2]
        found = links.read(key, self.services.tenant, token, now)
        if isinstance(found, links.Forged | links.Expired):
            self.refused += 1
            return
        page = await seen(self.services, found)
        if not isinstance(page, Question):
            self.refused += 1
            return
        self.ledger.let_go.setdefault(offer, now)
        form = {"do": "answer", "answer": "In the settings, second entry.", "nonce": page.nonce}
        await self._kindly(act(self.services, found, form))

    async def _at_the_desk(self) -> None:
        """Let whoever of the desk is at work, and has a hand free, take what waits longest."""
        now = self.services.now()
        self.days.at(now + DESK_EVERY, self._at_the_desk)
        free = [
            each
            for each in self.organisation.people
            if each.source is Source.CALL_CENTRE
            and each.hours.is_open(now)
            and self._at_desk.get(each.id, 0) < DESK_AT_ONCE
        ]
        if not free:
            return
        for thread in await self.services.store.posted(Source.CALL_CENTRE, len(free)):
            stands = [
                each
                for each in thread.postings
                if each.open and each.source is Source.CALL_CENTRE and each.due <= now
            ]
            if free and stands and thread.state is State.OPEN:
                person = min(free, key=lambda each: self._at_desk.get(each.id, 0))
                fields = {"thread": thread.id, "posting": stands[0].id}
                await self._claimed(person, thread, fields)

    async def _claimed(self, person: Somebody, thread: Thread, fields: Json) -> None:
        await self._desk(person, "claim", fields)
        held = await self.services.store.thread(thread.id)
        if held is None or held.claim is None or held.claim.mentor != person.id:
            return
        self._at_desk[person.id] = self._at_desk.get(person.id, 0) + 1
        draws = self._draws(person, case_in(thread.text), 3)
        verb = "answer" if draws.random() < DESK_SOLVES else "hand_back"
        words = {"text": "I changed it for you.", "note": "Needs somebody of the team."}
        deed = {"thread": thread.id, "offer": held.claim.id, **words}
        at = person.hours.after(self.services.now(), _minutes(draws, DESK_WRITES, 0.5))
        self.days.at(at, partial(self._desk_done, person, verb, deed))

    async def _desk_done(self, person: Somebody, verb: str, deed: Json) -> None:
        self._at_desk[person.id] -= 1
        await self._desk(person, verb, deed)

    async def _desk(self, person: Somebody, verb: str, fields: Json) -> None:
        me = await self.services.store.person(person.id)
        assert me is not None
        pressed_once = {"press": self.services.new_id(), **fields}
        await self._kindly(done(self.services, me, DEEDS[verb], Fields(pressed_once)))

    async def _kindly(self, doing: Coroutine[Any, Any, Any]) -> None:
        self.days.changed()
        try:
            await doing
        except NotAllowed:  # somebody was faster, or the question is over
            self.refused += 1

    # ---- how they are

    def _reads(self, person: Somebody, draws: Draws, median: float) -> datetime:
        """Draw when somebody gets to a message: in their hours, and back from holiday."""
        now = self.services.now()
        at = person.hours.after(now, _minutes(draws, median, SPREAD))
        if person.away is not None and person.is_away(at):
            at = person.hours.after(person.away[1], _minutes(draws, median, SPREAD))
        return at

    def _better(self, person: Somebody, case: int, draws: Draws) -> str:
        """Name somebody who knows more, where the person knows such a one."""
        topic = self.organisation.questions[case].topic
        learner = self.organisation.questions[case].learner
        best = [
            each
            for each in self.organisation.experts(topic)[:8]
            if each.id not in {person.id, learner}
        ]
        if not best or draws.random() >= NAMES_BETTER:
            return ""
        return best[int(draws.integers(len(best)))].name

    def _draws(self, person: Somebody, case: int, what: int) -> Draws:
        return np.random.default_rng([self.seed, person.number, case, what])


def mail_of(person: Somebody) -> str:
    """Give the mail address of somebody outside."""
    return f"{person.id}@outside.example"


def _minutes(draws: Draws, median: float, spread: float) -> float:
    """Draw minutes around a median; nobody reacts within seconds."""
    return max(0.5, float(draws.lognormal(np.log(median), spread)))


def _buttons(activity: Mapping[str, Any]) -> Json:
    """Give the buttons of a message by their verb, the first of each."""
    found: Json = {}
    for attached in activity.get("attachments") or ():
        for each in actions(attached.get("content")):
            found.setdefault(each["verb"], each)
    return found


def _case(activity: Mapping[str, Any]) -> int:
    """Give which question a message is about."""
    return case_in(f"{activity.get('summary') or ''} {activity.get('text') or ''}")


def case_in(text: str) -> int:
    """Give the number of the question in a text."""
    found = _CASE.search(text)
    return int(found[1]) if found else 0

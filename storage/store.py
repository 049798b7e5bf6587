"""The store of one tenant: what the rest of the product sees of MongoDB."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from pymongo.errors import PyMongoError

from matching.calibration import Version as Calibrated
from matching.effect import Help
from matching.giveaway import Around
from matching.model import Candidate, Learner, PersonId, Question, View
from matching.off_limits import OffLimits
from matching.rules import Rules
from matching.skills import Skill, SkillId, Taxonomy
from matching.sources import Source
from matching.thread import State, Thread, ThreadId
from matching.verdicts import Verdicts
from matching.waited import Past
from matching.waits import Table
from storage import (
    audit,
    commit,
    desk,
    digests,
    effect,
    evidence,
    few,
    imports,
    jobs,
    migrations,
    names,
    off_limits,
    outside,
    quiet,
    reports,
    rooms,
    rulebook,
    snapshots,
    standing,
    surroundings,
    views,
    waits,
    weights,
)
from storage.audit import Logged
from storage.change import (
    Address,
    Change,
    Claimed,
    Deflection,
    Door,
    Draft,
    DraftId,
    Faster,
    Job,
    Key,
    Outcome,
    Person,
    Quoting,
    Report,
    ReportId,
    Reveal,
    Room,
    Tenant,
    Unavailable,
    Work,
)
from storage.commit import Cause
from storage.driver import Driver, connect, server_time
from storage.evidence import (
    Answered,
    Beaten,
    Head,
    Marked,
    Phrased,
    Progress,
    Rebuilt,
    Remembered,
    Vectored,
)
from storage.imports import Imported
from storage.off_limits import StoppedOn, Topics
from storage.rulebook import Version
from storage.snapshots import Snapshot
from storage.surroundings import Completed
from storage.waits import UNKNOWN, Waits
from storage.weights import Refitted

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Kind = TypeVar("Kind")


def _answered(
    call: Callable[Arguments, Awaitable[Result]],
) -> Callable[Arguments, Awaitable[Result]]:
    @wraps(call)
    async def told(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        try:
            return await call(*arguments, **named)
        except PyMongoError as trouble:
            raise Unavailable(str(trouble)) from trouble

    return told


def keeps_the_driver_to_itself(store: type[Kind]) -> type[Kind]:
    """Let every call of a class raise `Unavailable` where the driver has an error of its own."""
    for name, call in list(vars(store).items()):
        if inspect.iscoroutinefunction(call):
            setattr(store, name, _answered(call))
    return store


@keeps_the_driver_to_itself
class Store:
    """Reads and writes of one tenant. Every call names the tenant to MongoDB.

    A call that MongoDB does not answer raises `Unavailable`; a commit, `Unconfirmed`.
    """

    def __init__(self, driver: Driver, tenant: Tenant) -> None:
        self.driver = driver
        self.tenant = tenant
        self._counting = asyncio.Lock()
        self._remembered = Remembered()

    @classmethod
    async def open(
        cls, uri: str, database: str, tenant: str, driver: str = "pymongo", **options: Any
    ) -> "Store":
        """Connect, bring the database to this program's step, and give the store.

        Raises `NotUsable` with one sentence when that cannot be.
        """
        made = await connect(uri, database, driver, **options)
        try:
            await migrations.migrate(made)
        except BaseException:
            await made.close()
            raise
        return cls(made, Tenant(tenant))

    async def close(self) -> None:
        """Close all connections."""
        await self.driver.close()

    async def time(self) -> datetime:
        """Ask the database what time it is."""
        return await server_time(self.driver)

    # ---- one change

    async def commit(self, change: Change, cause: Cause, now: datetime) -> Outcome:
        """Write everything of a change, or nothing."""
        return await commit.commit(
            self.driver, self.tenant, change, cause, now, counting=self._counting
        )

    async def erase_shown(self) -> None:
        """Erase what was shown to others, as it may hold the words of somebody forgotten."""
        await commit.erase_shown(self.driver, self.tenant)

    # ---- reads

    async def person(self, identity: PersonId) -> Person | None:
        """Read one person."""
        return await views.person(self.driver, self.tenant, identity)

    async def people_called(self, words: Iterable[str]) -> set[PersonId]:
        """Find people by their whole name or mail."""
        return await views.people_called(self.driver, self.tenant, words)

    async def names(self, who: Iterable[PersonId]) -> dict[PersonId, str]:
        """Read the names of a few people."""
        return await views.names(self.driver, self.tenant, who)

    async def verdicts(self, identity: PersonId) -> dict[SkillId, Verdicts]:
        """Read the ratings of one person's answers, by skill."""
        return await views.verdicts(self.driver, self.tenant, identity)

    async def thread(self, identity: ThreadId) -> Thread | None:
        """Read one thread."""
        return await views.thread(self.driver, self.tenant, identity)

    async def threads_by(self, identities: Iterable[ThreadId]) -> list[Thread]:
        """Read a few threads by their ids, in the order of the ids."""
        return await views.threads_by(self.driver, self.tenant, identities)

    async def reveals(self, thread: ThreadId) -> list[Reveal]:
        """Read who was shown who asked a question, the earliest first."""
        return await views.reveals(self.driver, self.tenant, thread)

    async def around_asker(self, asker: Person, skills: Iterable[SkillId]) -> Around:
        """Count who else might ask what this person asks."""
        return await few.around(self.driver, self.tenant, asker, skills)

    async def thread_from(self, learner: PersonId, origin: str) -> Thread | None:
        """Read the thread that a message became."""
        return await views.thread_from(self.driver, self.tenant, learner, origin)

    async def help_of(self, mentor: PersonId, since: datetime) -> Help:
        """Read what somebody gave since then, for themselves."""
        return await effect.help_of(self.driver, self.tenant, mentor, since)

    async def threads_of(self, learner: PersonId, limit: int = 10) -> list[Thread]:
        """Read the newest questions of a learner."""
        return await views.threads(self.driver, self.tenant, {"learner": learner}, limit)

    async def threads_with(self, person: PersonId, limit: int = 50) -> list[Thread]:
        """Read threads in which somebody still holds a live offer."""
        return await views.threads(self.driver, self.tenant, {"live": person}, limit)

    async def threads_between(self, learner: PersonId, mentor: PersonId) -> list[Thread]:
        """Read a learner's threads in which this mentor holds a live offer."""
        pair = {"live": mentor, "learner": learner}
        return await views.threads(self.driver, self.tenant, pair, 1000)

    async def threads_naming(self, person: PersonId, words: str, limit: int = 50) -> list[Thread]:
        """Read threads that still hold words of a person, other than the given replacement."""
        query = views.wording_of(person, words)
        return await views.threads(self.driver, self.tenant, query, limit)

    async def newest_threads(self, limit: int = 100) -> list[Thread]:
        """Read the newest threads of everybody."""
        return await views.threads(self.driver, self.tenant, {}, limit)

    async def in_hand(self, who: PersonId, fresh_since: datetime) -> list[Thread]:
        """Read the threads a plain message may belong to."""
        return await views.in_hand(self.driver, self.tenant, who, fresh_since)

    async def draft(self, identity: DraftId) -> Draft | None:
        """Read one draft."""
        return await views.draft(self.driver, self.tenant, identity)

    async def room(self, identity: str) -> Room | None:
        """Read one channel or group chat the bot is in."""
        return await rooms.room(self.driver, self.tenant, identity)

    async def rooms(self, limit: int = 100) -> list[Room]:
        """Read the channels and group chats the bot is in, in the order of their ids."""
        return await rooms.rooms(self.driver, self.tenant, limit)

    async def deflection(self, identity: DraftId) -> Deflection | None:
        """Read what became of a draft that a past answer solved."""
        return await views.deflection(self.driver, self.tenant, identity)

    async def deflected(self, since: str) -> Mapping[tuple[str, bool | None], int]:
        """Count the questions past answers solved: by day, and by what was said later."""
        return await views.deflected(self.driver, self.tenant, since)

    async def taxonomy_stamp(self) -> str:
        """Name the newest change of the organisation's skills."""
        return await views.taxonomy_stamp(self.driver, self.tenant)

    async def taxonomy(self) -> Taxonomy:
        """Read the organisation's skills."""
        return await views.taxonomy(self.driver, self.tenant)

    async def name_words(self, words: Iterable[str]) -> frozenset[str]:
        """Say which words are somebody's name."""
        return await names.known(self.driver, self.tenant, words)

    async def outside(self, who: Iterable[PersonId]) -> frozenset[PersonId]:
        """Name those of a few people who are asked by mail, outside the organisation."""
        return await outside.among(self.driver, self.tenant, who)

    async def contracts(self, limit: int) -> list[Person]:
        """Read contract mentors."""
        return await outside.contracts(self.driver, self.tenant, limit)

    async def signing_key(self, fresh: str) -> str:
        """Read the key that signs links; `fresh` becomes it where there is none yet."""
        return await outside.signing_key(self.driver, self.tenant, fresh)

    async def matching_view(
        self,
        learner: Learner,
        question: Question,
        rules: Rules,
        now: datetime,
        completed: Completed | None = None,
    ) -> View:
        """Read what the choice needs around one question, and what past answers say."""
        return await surroundings.matching_view(
            self.driver,
            self.tenant,
            learner,
            question,
            rules=rules,
            now=now,
            remembered=self._remembered,
            completed=completed,
        )

    async def searching(self, after: str, limit: int) -> tuple[list[Thread], str]:
        """Read open and taken threads, from an id on; and where to go on, "" at the end."""
        return await standing.searching(self.driver, self.tenant, after, limit)

    async def still_held(self, limit: int) -> list[Thread]:
        """Read threads in which somebody holds an offer though the search is over."""
        return await standing.still_held(self.driver, self.tenant, limit)

    async def job_states(self, keys: Iterable[str]) -> dict[str, Work]:
        """Say of each of these jobs where it stands."""
        return await standing.states(self.driver, self.tenant, keys)

    async def interrupted_often(
        self, kinds: Iterable[str], since: datetime, more_than: int
    ) -> dict[PersonId, list[Job]]:
        """Read, by person, the interrupting messages of whoever got more than so many since."""
        return await standing.interrupted_often(self.driver, self.tenant, kinds, since, more_than)

    async def evidence_head(self) -> Head:
        """Read where the evidence stands."""
        return await evidence.head_of(self.driver, self.tenant)

    async def answered_between(self, after: int, to: int) -> tuple[Answered, ...]:
        """Read the questions answered at positions above `after`, up to `to`."""
        return await evidence.answered_between(self.driver, self.tenant, after, to)

    async def phrased_between(self, after: int, to: int) -> tuple[Phrased, ...]:
        """Read the words of the answers at positions above `after`, up to `to`."""
        return await evidence.phrased_between(self.driver, self.tenant, after, to)

    async def vectors_of(
        self, encoder: str, threads: Iterable[ThreadId]
    ) -> dict[ThreadId, Marked]:
        """Read the vectors that an encoder made for the phrasings of a few threads."""
        return await evidence.vectors_of(self.driver, self.tenant, encoder, threads)

    async def keep_vectors(self, encoder: str, fresh: Sequence[Vectored]) -> int:
        """Keep the vectors of threads whose words are still those that were encoded."""
        return await evidence.keep_vectors(self.driver, self.tenant, encoder, fresh)

    async def clear_vectors(self, encoder: str | None, newest: int) -> int:
        """Delete the vectors that no start will read."""
        return await evidence.clear_vectors(self.driver, self.tenant, encoder, newest)

    async def rebuild_evidence(self, progress: Progress) -> Rebuilt | Beaten:
        """Fold the whole history again, while the service goes on."""
        done = await evidence.rebuild(self.driver, self.tenant, progress)
        await evidence.judge_again(self.driver, self.tenant, progress)
        return done

    # ---- the call centre

    async def roster(self, source: Source) -> list[Person]:
        """Read the people of a desk."""
        return await desk.roster(self.driver, self.tenant, source)

    async def posted(self, source: Source, limit: int = 100) -> list[Thread]:
        """Read the questions that stand at a source's places, oldest first."""
        return await desk.posted(self.driver, self.tenant, source, limit)

    async def threads_offered(self, mentor: PersonId, limit: int) -> list[Thread]:
        """Read the newest threads of which somebody had an offer."""
        query = {"offers.mentor": mentor}
        return await views.threads(self.driver, self.tenant, query, limit)

    async def missed(self, source: Source, limit: int = 20) -> list[Thread]:
        """Read open questions that a source's places were passed over for, oldest first."""
        return await desk.missed(self.driver, self.tenant, source, limit)

    async def keep_session(self, key: Key) -> None:
        """Keep what lets somebody in for a while."""
        await desk.keep(self.driver, self.tenant, key)

    async def session(self, identity: str, door: Door, now: datetime) -> Key | None:
        """Read a key that still opens a door."""
        return await desk.find(self.driver, self.tenant, identity, door, now)

    async def drop_session(self, identity: str) -> bool:
        """Let a key open nothing any more; False where somebody was faster."""
        return await desk.drop(self.driver, self.tenant, identity)

    async def drop_sessions_of(self, person: PersonId) -> None:
        """Let nothing that somebody holds open anything any more."""
        await desk.drop_all(self.driver, self.tenant, person)

    # ---- digests and nudges

    async def waiting_on(self, skills: Iterable[SkillId]) -> list[Thread]:
        """Read open questions on these skills, the oldest first."""
        return await digests.waiting_on(self.driver, self.tenant, skills)

    async def digest_readers(self, after: PersonId | None, limit: int) -> list[Person]:
        """Read people who chose the digest, by id, from one on."""
        return await digests.readers(self.driver, self.tenant, after, limit)

    async def candidate(self, person: PersonId, rules: Rules, now: datetime) -> Candidate | None:
        """Read one person as the choice sees them."""
        return await digests.candidate(self.driver, self.tenant, person, rules, now)

    async def helped_at(
        self, mentor: PersonId, learners: Sequence[PersonId]
    ) -> dict[PersonId, datetime]:
        """Say of each of these learners when this mentor last helped them."""
        return await digests.helped_at(self.driver, self.tenant, mentor, learners)

    async def asked_nothing(
        self, since: datetime, after: PersonId | None, limit: int
    ) -> list[Person]:
        """Read people who agreed and were asked for nothing since, by id, from one on."""
        return await quiet.asked_nothing(self.driver, self.tenant, since, after, limit)

    async def silent(self, offers: int, after: PersonId | None, limit: int) -> list[Person]:
        """Read people who let at least so many offers run out, by id, from one on."""
        return await quiet.silent(self.driver, self.tenant, offers, after, limit)

    async def sent_to(self, who: Iterable[PersonId], since: datetime) -> frozenset[PersonId]:
        """Name those of a few people to whom any message left since."""
        return await quiet.sent_to(self.driver, self.tenant, who, since)

    # ---- snapshots

    async def take_snapshot(self, now: datetime, erased: str) -> Snapshot:
        """Read the whole organisation, for as long as that takes."""
        rules = (await self.rules()).rules
        return await snapshots.take(self.driver, self.tenant, rules, now, erased)

    async def keep_snapshot(self, snapshot: Snapshot, *, instead: bool = False) -> bool:
        """Keep the snapshot of a day, or leave the one there is."""
        return await snapshots.keep(self.driver, self.tenant, snapshot, instead=instead)

    async def has_snapshot(self, day: str) -> bool:
        """Say whether there is a snapshot of a day."""
        return await snapshots.has(self.driver, self.tenant, day)

    async def snapshot(self, day: str | None = None) -> Snapshot | None:
        """Read the snapshot of a day, or the newest."""
        if day is None:
            return await snapshots.newest(self.driver, self.tenant)
        return await snapshots.of_day(self.driver, self.tenant, day)

    async def taking_part(self, who: Iterable[PersonId]) -> dict[PersonId, str]:
        """Name those of a few people who take part now."""
        return await snapshots.taking_part(self.driver, self.tenant, who)

    async def leave_out_of_snapshots(self, person: PersonId) -> None:
        """Take somebody's name out of every snapshot."""
        await snapshots.without(self.driver, self.tenant, person)

    # ---- rules, people, skills

    async def rules(self) -> Version:
        """Read the rules in force."""
        return await rulebook.newest(self.driver, self.tenant)

    async def weights(self) -> Refitted:
        """Read the weights of relevance in force."""
        return await weights.newest(self.driver, self.tenant)

    async def weights_history(self) -> list[Refitted]:
        """Read the newest versions of the weights."""
        return await weights.history(self.driver, self.tenant)

    async def publish_weights(
        self, base: Refitted, version: Calibrated, now: datetime
    ) -> Refitted | Faster:
        """Keep a new version of the weights."""
        return await weights.publish(self.driver, self.tenant, base, version, now)

    async def answered_lately(self) -> list[Thread]:
        """Read the threads a refit of the weights looks at, oldest first."""
        return await weights.answered_lately(self.driver, self.tenant)

    async def waits(self, known: Waits = UNKNOWN) -> Waits:
        """Read the newest table of waits, or give back the known one where it is."""
        return await waits.newest(self.driver, self.tenant, known)

    async def publish_waits(self, base: Waits, table: Table, now: datetime) -> Waits | Faster:
        """Keep a new table of waits."""
        return await waits.publish(self.driver, self.tenant, base, table, now)

    async def past_waits(self, now: datetime) -> list[Past]:
        """Read what became of the questions of the last months."""
        zone = (await self.rules()).rules.default_time_zone
        return await waits.past(self.driver, self.tenant, zone, now)

    async def rules_history(self) -> list[Version]:
        """Read the newest versions of the rules."""
        return await rulebook.history(self.driver, self.tenant)

    async def publish_rules(
        self, base: Version, values: Mapping[str, object], note: tuple[str, str], now: datetime
    ) -> Version | Faster:
        """Keep a new version of the rules."""
        return await rulebook.publish(self.driver, self.tenant, base, values, note, now)

    async def import_people(
        self,
        rows: Sequence[Person],
        labels: Mapping[SkillId, str],
        now: datetime,
        *,
        deactivate_missing: bool = False,
        keep: Iterable[str] = (),
        invite: bool = False,
    ) -> Imported:
        """Bring the people of a file in."""
        return await imports.import_people(
            self.driver,
            self.tenant,
            rows,
            labels,
            now,
            deactivate_missing=deactivate_missing,
            keep=keep,
            invite=invite,
        )

    async def import_skills(self, skills: Sequence[Skill]) -> Imported:
        """Bring the taxonomy in."""
        return await imports.import_skills(self.driver, self.tenant, skills)

    # ---- what is off limits, reports, moderators

    async def off_limits(self) -> Topics:
        """Read what is off limits."""
        return await off_limits.newest(self.driver, self.tenant)

    async def publish_off_limits(
        self, base: Topics, topics: Sequence[OffLimits], note: tuple[str, str], now: datetime
    ) -> Topics | Faster:
        """Keep a new version of what is off limits."""
        return await off_limits.publish(self.driver, self.tenant, base, topics, note, now)

    async def stopped_since(self, day: str) -> list[StoppedOn]:
        """Read how often questions were stopped, from a day on."""
        return await off_limits.stopped_since(self.driver, self.tenant, day)

    async def report(self, identity: ReportId) -> Report | None:
        """Read one report."""
        return await reports.report(self.driver, self.tenant, identity)

    async def reports(self, limit: int = 100, *, waiting: bool = False) -> list[Report]:
        """Read the newest reports, or those that wait."""
        return await reports.reports(self.driver, self.tenant, limit, waiting=waiting)

    async def reports_waiting(self) -> int:
        """Count the reports nobody has decided."""
        return await reports.waiting(self.driver, self.tenant)

    async def moderators(self) -> tuple[PersonId, ...]:
        """Name who may decide on reports."""
        return await reports.moderators(self.driver, self.tenant)

    async def set_moderators(self, people: Sequence[PersonId], who: str, now: datetime) -> None:
        """Say who may decide on reports."""
        await reports.set_moderators(self.driver, self.tenant, people, who, now)

    async def log_entries(self, limit: int = 100) -> list[Logged]:
        """Read the newest entries of the log of acts."""
        return await audit.entries(self.driver, self.tenant, limit)

    async def log_broken(self, expected: tuple[int, str] | None = None) -> str:
        """Say where the log of acts was tampered with; "" where it is whole."""
        return await audit.broken(self.driver, self.tenant, expected)

    # ---- rooms questions are posted to

    async def rooms_used(self) -> list[Room]:
        """Read the rooms questions are posted to."""
        return await rooms.rooms_used(self.driver, self.tenant)

    async def use_room(
        self, identity: str, skills: Sequence[SkillId] = (), *, used: bool = True
    ) -> bool:
        """Say whether questions are posted to a room, and on what; False: there is none."""
        return await rooms.use(self.driver, self.tenant, identity, skills, used=used)

    async def posted_at(self, room: str) -> list[Thread]:
        """Read open threads that stand, or stood, in a room."""
        query = {"postings.place": room, "state": State.OPEN.value}
        return await views.threads(self.driver, self.tenant, query, 1000)

    # ---- the queue

    async def claim(self, owner: str, kinds: Sequence[str], limit: int) -> list[Claimed]:
        """Lease due jobs."""
        return await jobs.claim(self.driver, self.tenant, owner, kinds, limit)

    async def knock(self, name: str, per_minute: int) -> bool:
        """Take one of so many a minute that a name has in all processes together."""
        return await jobs.knock(self.driver, self.tenant, name, per_minute)

    async def reserve(self, messages: int) -> bool:
        """Take messages from the tenant's budget."""
        return await jobs.reserve(self.driver, self.tenant, messages)

    async def hold(self, lane: str, seconds: float) -> None:
        """Say nothing more in a conversation for so long."""
        await jobs.hold(self.driver, self.tenant, lane, seconds)

    async def end(self, leased: Claimed, state: Work, now: datetime, **notes: Any) -> bool:
        """Say how a leased job ended."""
        return await jobs.end(self.driver, self.tenant, leased, state, now, **notes)

    async def release(self, leased: Claimed, *, ambiguous: bool = False, **notes: Any) -> bool:
        """Give a leased job back."""
        return await jobs.release(self.driver, self.tenant, leased, ambiguous=ambiguous, **notes)

    async def put_back(self, leased: Claimed, **notes: Any) -> bool:
        """Give back a leased job of which nothing left."""
        return await jobs.put_back(self.driver, self.tenant, leased, **notes)

    async def unsent(self, keys: Iterable[str]) -> frozenset[str]:
        """Name those of these messages of which nothing can have arrived yet."""
        return await jobs.unsent(self.driver, self.tenant, keys)

    async def recover(self) -> int:
        """Take back the leases of workers that died."""
        return await jobs.recover(self.driver, self.tenant)

    async def sent_id(self, job: str) -> str | None:
        """Give the id of the message a job sent."""
        return await jobs.sent_id(self.driver, self.tenant, job)

    async def sent_where(self, job: str) -> Address | None:
        """Give where a job sent its message, if it names an address itself."""
        return await jobs.sent_where(self.driver, self.tenant, job)

    async def sent_as(self, to: str, sent: str) -> str | None:
        """Give the thread that a message of ours was about."""
        return await jobs.sent_as(self.driver, self.tenant, to, sent)

    async def quote(self, leased: Claimed, threads: Iterable[ThreadId]) -> bool:
        """Note which questions a message is about to show."""
        return await jobs.quote(self.driver, self.tenant, leased, threads)

    async def quoted_in(self, to: str, sent: str) -> frozenset[ThreadId] | None:
        """Give the questions a message of ours shows, where that is known."""
        return await jobs.quoted_in(self.driver, self.tenant, to, sent)

    async def quoting(self, thread: ThreadId) -> list[Quoting]:
        """Give the messages that were sent and show a question among others."""
        return await jobs.quoting(self.driver, self.tenant, thread)

    async def new_jobs(self, told: Callable[[], None]) -> None:
        """Call `told` for each new job, until that fails; it may miss some."""
        await jobs.watch(self.driver, self.tenant, told)

    async def job_counts(self) -> dict[str, int]:
        """Count the jobs by state."""
        return await jobs.counts(self.driver, self.tenant)

    async def oldest_due(self) -> datetime | None:
        """Give since when the oldest due job has waited."""
        return await jobs.oldest_due(self.driver, self.tenant)

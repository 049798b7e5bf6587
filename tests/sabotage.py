"""`make sabotage`: break one line at a time in a copy, and see that its tests notice.

Each row is a fault that a tired colleague could make. The copy is thrown away; a fault that no
test notices makes the command fail.
"""

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent.parent
AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One line made wrong, and the tests that must turn red."""

    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


FAULTS: Final = (
    Fault(
        name="capacity ignored when offers are written",
        file="storage/commit/loads.py",
        right="    if delta.load > 0:",
        wrong="    if delta.load > 99:",
        tests=("tests/storage/commit",),
    ),
    Fault(
        name="vectors of reworded threads stay",
        file="storage/commit/writer.py",
        right="            await evidence.drop_vectors(self.driver, self.tenant, self.session, changed)",
        wrong="            await evidence.drop_vectors(self.driver, self.tenant, self.session, [])",
        tests=("tests/storage/evidence/test_vectors.py",),
    ),
    Fault(
        name="vectors of erased words are kept",
        file="storage/evidence/vectors.py",
        right="            if key in threads and _says(threads[key], each.phrased) and after != known:",
        wrong="            if key in threads and after != known:",
        tests=("tests/storage/evidence/test_vectors.py",),
    ),
    Fault(
        name="nothing to empty, nothing written",
        file="storage/evidence/vectors.py",
        right='document["tenant"]}, document, upsert=True',
        wrong='document["tenant"]}, document, upsert=bool(document["encoder"])',
        tests=("tests/storage/evidence/test_vectors.py",),
    ),
    Fault(
        name="an end nobody has seen is promised",
        file="matching/waits.py",
        right="    if left < LEAST or unseen > UNSEEN:",
        wrong="    if left < LEAST:",
        tests=("tests/matching/test_waits.py",),
    ),
    Fault(
        name="young cells stand still at their end",
        file="matching/waits.py",
        right="        more = (left * (each - start) / waiting for each in theirs[place:])",
        wrong="        more = (0 * (each - start) / waiting for each in theirs[place:])",
        tests=("tests/matching/test_waits.py",),
    ),
    Fault(
        name="all waits count alike",
        file="matching/waited.py",
        right="                    weight=weight,",
        wrong="                    weight=1.0,",
        tests=("tests/matching/test_waited.py",),
    ),
    Fault(
        name="an erased question stays on thanks",
        file="teams_bot/offers/redraws.py",
        right="if was.thanked and (gone or (was.thanks and not each.thanks)):",
        wrong="if was.thanked and was.thanks and not each.thanks:",
        tests=("tests/scenarios/test_messages.py",),
    ),
    Fault(
        name="inbox key dropped",
        file="storage/commit/writer.py",
        right='        await self._insert("inbox", [{"_id": each, **arrived} for each in keys], HandledBefore)',
        wrong="        assert keys is not arrived",
        tests=("tests/storage/commit", "tests/scenarios/test_once.py"),
    ),
    Fault(
        name="revision of a thread not expected",
        file="storage/commit/writer.py",
        right=', "revision": before.revision},',
        wrong="},",
        tests=("tests/storage/commit",),
    ),
    Fault(
        name="transaction split",
        file="storage/commit/__init__.py",
        right="            await driver.transaction(work)",
        wrong="            await work(None)",
        tests=("tests/storage/commit",),
    ),
    Fault(
        name="fence of a lease ignored",
        file="storage/codec/work.py",
        right='        "fence": leased.fence,\n',
        wrong="",
        tests=("tests/storage/jobs",),
    ),
    Fault(
        name="two messages of a conversation at once",
        file="storage/migrations.py",
        right='            "unique": True,\n            "partial',
        wrong='            "partial',
        tests=("tests/storage/jobs",),
    ),
    Fault(
        name="a nudge repeated like an offer",
        file="storage/jobs/ends.py",
        right="        leased.job.policy is Policy.REPEAT",
        wrong="        leased.job.policy in Policy",
        tests=("tests/storage/jobs",),
    ),
    Fault(
        name="actor of an offer not checked",
        file="teams_bot/threads.py",
        right="    if mine is None or mine.mentor != me.id:",
        wrong="    if mine is None:",
        tests=("tests/scenarios/test_bad_presses.py",),
    ),
    Fault(
        name="asker of a question not checked",
        file="teams_bot/threads.py",
        right="    if found.learner != me.id:",
        wrong="    if not found.learner:",
        tests=("tests/scenarios/test_bad_presses.py",),
    ),
    Fault(
        name="any service URL allowed",
        file="teams_bot/guard/addresses.py",
        right="any(pattern.fullmatch(url) for pattern in patterns)",
        wrong="bool(patterns)",
        tests=("tests/teams_bot/test_guard_addresses.py",),
    ),
    Fault(
        name="issuer of a token not checked",
        file="teams_bot/guard/tokens.py",
        right="                issuer=self._settings.issuer,\n",
        wrong="",
        tests=("tests/teams_bot/test_guard.py",),
    ),
    Fault(
        name="size of a body not limited",
        file="teams_bot/guard/settings.py",
        right="    max_body: int = 256 * 1024",
        wrong="    max_body: int = 256 * 1024 * 1024",
        tests=("tests/teams_bot/test_guard.py",),
    ),
    Fault(
        name="escaping of names skipped",
        file="teams_bot/texts.py",
        right='    return _NUMBERED.sub(r"\\1\\\\.", _MARKDOWN.sub(r"\\\\\\g<0>", broken))',
        wrong="    return broken",
        tests=("tests/teams_bot/test_texts.py",),
    ),
    Fault(
        name="text beside a card",
        file="teams_bot/courier/activities.py",
        right='"summary": drawn.summary, "attachments": [card]}',
        wrong='"text": drawn.summary, "attachments": [card]}',
        tests=("tests/scenarios",),
    ),
    Fault(
        name="timer of a rung forgotten",
        file="teams_bot/offers/__init__.py",
        right="jobs=(*cards, timer), capacity",
        wrong="jobs=(*cards, timer)[:-1], capacity",
        tests=("tests/scenarios/test_life_of_a_thread.py",),
    ),
    Fault(
        name="hours of a mentor ignored",
        file="matching/pick.py",
        right="        opens_at=None if opening == choice.now else opening,",
        wrong="        opens_at=None,",
        tests=("tests/matching/test_pick.py",),
    ),
    Fault(
        name="the choice of a digest ignored",
        file="matching/eligibility.py",
        right="    RefusalReason.DIGEST: lambda case: case.candidate.digest,\n",
        wrong="    RefusalReason.DIGEST: lambda case: False and case.candidate.digest,\n",
        tests=("tests/matching/test_eligibility.py",),
    ),
    Fault(
        name="somebody nudged who has just heard something",
        file="teams_bot/nudges.py",
        right="for each in quiet if each.id not in heard]",
        wrong="for each in quiet]",
        tests=("tests/scenarios/test_nudge.py",),
    ),
    Fault(
        name="consent ignored",
        file="matching/eligibility.py",
        right="(case.rules.ask_consent and not case.candidate.opted_in)\n",
        wrong="(False and not case.candidate.opted_in)\n",
        tests=("tests/matching/test_eligibility.py",),
    ),
    Fault(
        name="a no forgotten where consent is not needed",
        file="matching/eligibility.py",
        right="case.candidate.stays_out or",
        wrong="False or",
        tests=("tests/matching/test_eligibility.py",),
    ),
    Fault(
        name="the budget of a day spent twice",
        file="storage/commit/loads.py",
        right="    rooms = still_room(new_interruptions(change).get(mentor, ()))\n",
        wrong="    rooms: list[dict[str, Any]] = []\n",
        tests=("tests/storage/commit/test_interruptions.py",),
    ),
    Fault(
        name="minutes of the week spent twice",
        file="storage/commit/loads.py",
        right="            rooms += still_minutes(change.pace.week, delta.load, now)\n",
        wrong="            pass\n",
        tests=("tests/storage/commit/test_week.py",),
    ),
    Fault(
        name="a reminder outside the hours",
        file="teams_bot/leaving.py",
        right="not await in_peace(services, person)",
        wrong="True",
        tests=("tests/teams_bot/test_leaving.py",),
    ),
    Fault(
        name="a second card for who is stood down",
        file="storage/commit/loads.py",
        right='"silent_offers": {"$in": known}',
        wrong='"silent_offers": {"$exists": True}',
        tests=("tests/storage/commit/test_loads.py",),
    ),
    Fault(
        name="somebody forgotten stays in the snapshot",
        file="storage/snapshots/kept.py",
        right='(document["opted_in"] or document["reachable"])',
        wrong="True",
        tests=("tests/storage/snapshots",),
    ),
    Fault(
        name="two of a day replace each other",
        file="storage/snapshots/kept.py",
        right="    if instead:",
        wrong="    if document:",
        tests=("tests/storage/snapshots",),
    ),
    Fault(
        name="words of one person told",
        file="matching/asked_for.py",
        right="            and len({vague[each].learner for each in numbers}) >= LEARNERS_MIN",
        wrong="",
        tests=("tests/matching/test_asked_for.py",),
    ),
    Fault(
        name="a snapshot begun without a next attempt",
        file="teams_bot/nightly.py",
        right="        return Change(jobs=jobs)",
        wrong="        return Change()",
        tests=("tests/teams_bot/test_nightly.py",),
    ),
    Fault(
        name="relevance ignored",
        file="matching/choice.py",
        right="    return float(min(1.0, amount(relevance)) ** (strength * unknown**2))",
        wrong="    return float(strength * unknown > -1)",
        tests=("tests/matching/test_choice.py", "tests/matching/test_pick.py"),
    ),
    Fault(
        name="votes of similar questions ignored",
        file="matching/pick.py",
        right="        votes=question.votes,\n",
        wrong="",
        tests=("tests/matching/test_pick.py",),
    ),
    Fault(
        name="a changed rating counted backwards",
        file="storage/commit/loads.py",
        right="new.get(skill, Verdicts()) - old.get(skill, Verdicts())",
        wrong="old.get(skill, Verdicts()) - new.get(skill, Verdicts())",
        tests=("tests/storage/evidence/test_judging.py",),
    ),
    Fault(
        name="a refit that learns from people who were never reached",
        file="matching/learning.py",
        right="        if pick.mentor in asked and pick.features",
        wrong="        if pick.features",
        tests=("tests/matching/test_learning.py",),
    ),
    Fault(
        name="a broken counter that spoils relevance for everybody",
        file="matching/relevance.py",
        right="_mended(feature(asked, people))",
        wrong="feature(asked, people)",
        tests=("tests/matching/test_relevance.py",),
    ),
    Fault(
        name="a reported answer shown again",
        file="teams_bot/similar.py",
        right="    reported = answer.reported or thread.reported\n",
        wrong="    reported = thread.reported\n",
        tests=("tests/teams_bot/test_similar.py",),
    ),
    Fault(
        name="a waiting text sent twice",
        file="storage/commit/writer.py",
        right="            if gone.deleted_count == 0:",
        wrong="            if gone is None:",
        tests=("tests/storage/commit", "tests/scenarios/test_answered_before.py"),
    ),
    Fault(
        name="an encoder that hangs keeps the process",
        file="teams_bot/following.py",
        right="self._thread.join, END_SECONDS)",
        wrong="self._thread.join)",
        tests=("tests/teams_bot/test_following.py",),
    ),
    Fault(
        name="similar answers kept in the queue as they were drawn",
        file="teams_bot/actions/ask.py",
        right="return Decision(outcome=Silent(), change=change, keys=keys)\n    if wish.anonymous",
        wrong="return Decision(outcome=Told(sentence=str(draft)), change=change, keys=keys)\n    if wish.anonymous",
        tests=("tests/teams_bot/actions/test_ask.py",),
    ),
    Fault(
        name="a pair that does not rest",
        file="storage/surroundings.py",
        right="replace(each, helped_at=at[each.id]) if each.id in at else each",
        wrong="each",
        tests=("tests/storage/test_views.py",),
    ),
    Fault(
        name="the name of an anonymous learner read for the cards",
        file="teams_bot/threads.py",
        right="    learner = () if thread.anonymous else (thread.learner,)",
        wrong="    learner = (thread.learner,)",
        tests=("tests/scenarios/test_two_worlds.py",),
    ),
    Fault(
        name="an anonymous learner chosen for like one with a name",
        file="teams_bot/choosing.py",
        right="        return replace(who, anonymous=True)\n",
        wrong="        pass\n",
        tests=("tests/scenarios/test_two_worlds.py",),
    ),
    Fault(
        name="who reports to an anonymous learner is nearer",
        file="matching/veil.py",
        right="    manager = None if candidate.manager == learner else candidate.manager",
        wrong="    manager = candidate.manager",
        tests=("tests/matching/test_veil.py",),
    ),
    Fault(
        name="the team of an anonymous learner's own entry counts",
        file="matching/veil.py",
        right='        return replace(candidate, team="", manager=None, helped_at=None)',
        wrong="        return candidate",
        tests=("tests/matching/test_veil.py",),
    ),
    Fault(
        name="an anonymous question makes a tie",
        file="storage/commit/loads.py",
        right="        if after.anonymous:\n",
        wrong="        if not after.id:\n",
        tests=("tests/scenarios/test_two_worlds.py",),
    ),
    Fault(
        name="an anonymous learner counted among those who ask",
        file="storage/snapshots/taking.py",
        right='PersonId("" if document.get("anonymous") else document["learner"])',
        wrong='PersonId(document["learner"])',
        tests=("tests/storage/snapshots",),
    ),
    Fault(
        name="who reads a log of questions is told who asked",
        file="teams_bot/commands/veiled.py",
        right="        learner=UNNAMED,\n",
        wrong="",
        tests=("tests/teams_bot/commands/test_veiled.py",),
    ),
    Fault(
        name="a name revealed to whoever asks for it",
        file="teams_bot/commands/reveal.py",
        right="        if who not in people_named((await store.rules()).rules.may_reveal):",
        wrong="        if not who:",
        tests=("tests/teams_bot/commands/test_reveal.py",),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the tests made of one fault."""

    fault: Fault
    red: bool
    seconds: float
    by: str


def main() -> int:
    """Try every fault; print the table; give 1 when one was not noticed."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        rows = list(pool.map(attempt, FAULTS))
    width = max(len(row.fault.name) for row in rows)
    for row in rows:
        mark = "red  " if row.red else "GREEN"
        sys.stdout.write(f"{mark}  {row.fault.name:<{width}}  {row.seconds:5.1f} s  {row.by}\n")
    missed = sum(not row.red for row in rows)
    sys.stdout.write(f"{len(rows)} faults, {len(rows) - missed} noticed, {missed} not\n")
    return 1 if missed else 0


def attempt(fault: Fault) -> Found:
    """Break one line in a copy and run the tests that guard it."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sabotage-") as folder:
        copy = Path(folder) / "copy"
        _copy(copy)
        file = copy / fault.file
        text = file.read_text(encoding="utf-8")
        if text.count(fault.right) != 1:
            raise SystemExit(
                f"{fault.file} holds {fault.right!r} {text.count(fault.right)} times."
            )
        file.write_text(text.replace(fault.right, fault.wrong), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *fault.tests],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    by = failed[0].split(" - ")[0].removeprefix("FAILED ") if failed else ""
    return Found(
        fault=fault,
        red=done.returncode == 1 and bool(failed),
        seconds=time.monotonic() - began,
        by=by,
    )


def _copy(to: Path) -> None:
    """Copy what git knows of the tree, and link the installed page packages."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        source = HERE / name
        if source.is_file():
            target = to / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    for packages in HERE.glob("*/**/node_modules"):
        if ".venv" not in packages.parts and "node_modules" not in packages.parent.parts:
            (to / packages.relative_to(HERE)).symlink_to(packages)


if __name__ == "__main__":
    sys.exit(main())

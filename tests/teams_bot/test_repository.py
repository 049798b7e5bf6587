"""The repository tests itself: what belongs together stays together."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from manifest.pack import Details, filled
from matching.rules import RULES
from teams_bot import intents
from teams_bot.settings import SETTINGS
from teams_bot.texts import COMMANDS
from tests.sabotage import FAULTS, Fault
from tests.teams_bot.cards.gallery import gallery

ROOT: Final = Path(__file__).parents[2]
PRODUCT: Final = ("matching", "storage", "teams_bot", "manifest")
OTHERS: Final = frozenset(
    (".git", ".venv", "node_modules", "__pycache__", "dist", "build", ".trial", ".hypothesis")
)
CACHES: Final = re.compile(r"\.(mypy|ruff|pytest|import_linter)_cache|\.coverage.*|\.benchmarks")
TEXT: Final = (
    *(".py", ".md", ".toml", ".txt", ".json", ".csv", ".js", ".cjs", ".css", ".html", ".yaml"),
    *(".yml", ".npmrc", ".example", "Makefile", ".gitignore", "run", "system"),
)
GENERATED: Final = (
    *("RULES.md", "README.md", "ARCHITECTURE.md", ".env.example"),
    "docs/how-mentors-are-chosen.md",
)

LONGEST: Final = 300
LONGER: Final[Mapping[str, str]] = {
    "matching/rules/fields.py": "a table: one field a rule",
    "storage/migrations.py": "a list: shapes, indexes and steps, none of which ever changes",
    "matching/thread/whole.py": "one class: every move of a thread",
    "storage/store.py": "one line a read and a write: all that others see of MongoDB",
    "teams_bot/cards/words.py": "a catalogue: one sentence, one line",
    "teams_bot/texts.py": "a catalogue: one sentence, one line",
    "teams_bot/commands/demo_data/topics.py": "data: what the demo's people know and ask",
    "teams_bot/tryout/connector.py": "one Teams: its people and its REST API share every chat",
}

# A module is tested by test_<module>.py in the mirrored folder, or by its package's beside it.
ELSEWHERE: Final[Mapping[str, tuple[str, str]]] = {
    "matching/__main__.py": ("matching/test_main.py", "the command line"),
    "matching/sources.py": ("matching/test_ladder.py", "every rung has one"),
    "teams_bot/sources.py": ("scenarios/test_ladder.py", "each is climbed to"),
    "matching/thread/joining.py": ("matching/thread/test_sealed.py", "what follows the seal"),
    **{
        f"teams_bot/{name}.py": ("scenarios/test_crowd.py", "a question in a channel")
        for name in (
            *("crowds", "postings", "actions/cast", "actions/see_answers", "actions/stand"),
            *("actions/keep_out",),
            *("actions/join_answers", "actions/write_joint", "actions/judge_joint"),
            *("cards/combined", "cards/crowd"),
        )
    },
    "teams_bot/silence.py": ("scenarios/test_stand_down.py", "who does not react"),
    **{
        f"teams_bot/actions/{name}.py": ("scenarios/test_stand_down.py", "one of its presses")
        for name in ("keep_asking", "rest_two_weeks", "stop_asking", "stay_out")
    },
    "teams_bot/actions/tap.py": ("scenarios/test_one_tap.py", "all three presses"),
    **{
        f"teams_bot/{name}.py": ("scenarios/test_closing_the_loop.py", "from answer to end")
        for name in ("closing", "actions/greet")
    },
    "teams_bot/cards/closing.py": ("teams_bot/cards/test_taps.py", "the compact card of them"),
    "teams_bot/actions/my_effect.py": ("scenarios/test_my_effect.py", "as a mentor reads it"),
    "teams_bot/cards/effect.py": ("scenarios/test_my_effect.py", "as a mentor reads it"),
    "teams_bot/verdicts.py": ("scenarios/test_one_tap.py", "what a verdict changes, and for whom"),
    "teams_bot/actions/allow_manager.py": ("scenarios/test_ladder.py", "both presses"),
    "teams_bot/reveals.py": ("scenarios/test_reveals.py", "asked for, confirmed, denied"),
    "teams_bot/actions/reveal.py": ("scenarios/test_reveals.py", "both presses"),
    "teams_bot/missed.py": ("scenarios/test_desk.py", "who comes on duty"),
    **{
        f"teams_bot/{each}.py": ("scenarios/test_digest.py", "asked once a day")
        for each in ("actions/pick_up", "actions/set_digest")
    },
    "teams_bot/nudges.py": ("scenarios/test_nudge.py", "found by night"),
    "storage/quiet.py": ("scenarios/test_nudge.py", "who is found, and who is not"),
    "teams_bot/cards/digest.py": ("teams_bot/cards/test_snapshots.py", "drawn in the gallery"),
    "storage/desk.py": ("scenarios/test_desk.py", "all that the console reads"),
    "teams_bot/actions/claim.py": ("scenarios/test_desk.py", "one of the console's presses"),
    "teams_bot/actions/console.py": ("teams_bot/test_centre.py", "the way in"),
    "teams_bot/actions/duty.py": ("scenarios/test_desk.py", "one of the console's presses"),
    "teams_bot/actions/wrap_up.py": ("scenarios/test_desk.py", "one of the console's presses"),
    "storage/surroundings.py": ("storage/test_views.py", "one of the reads"),
    **{
        f"storage/change/{each}.py": ("storage/test_codec.py", "data that is written and read")
        for each in ("doors", "people", "places", "questions", "safety", "whole", "work")
    },
    "storage/commit/__init__.py": ("storage/commit/test_confirmation.py", "confirmed or not"),
    "storage/commit/rooms.py": ("storage/test_rooms.py", "written and read together"),
    "storage/commit/erasure.py": ("scenarios/test_people.py", "what is left of a person"),
    "storage/driver/__init__.py": ("storage/driver/test_connecting.py", "what others see of it"),
    "storage/driver/by_pymongo.py": ("storage/driver/test_connecting.py", "both drivers alike"),
    "storage/driver/seam.py": ("storage/driver/test_connecting.py", "both drivers alike"),
    "teams_bot/__main__.py": ("teams_bot/commands/test_line.py", "run as a process"),
    "teams_bot/commands/grammar.py": ("teams_bot/commands/test_line.py", "read by every command"),
    "teams_bot/commands/opened.py": ("teams_bot/commands/test_line.py", "every command opens it"),
    "teams_bot/commands/trouble.py": ("teams_bot/commands/test_line.py", "told by every command"),
    "teams_bot/letters.py": ("scenarios/test_outside.py", "each kind, as it arrives"),
    "teams_bot/outside_words.py": ("scenarios/test_outside.py", "what is read outside"),
    **{
        f"teams_bot/replying/{each}.py": ("scenarios/test_outside.py", "the page of a link")
        for each in ("acts", "door", "page", "seen")
    },
    "teams_bot/redacting.py": ("scenarios/test_outside.py", "what does not leave"),
    "teams_bot/actions/keep_inside.py": ("scenarios/test_outside.py", "pressed by the learner"),
    "teams_bot/actions/leave.py": ("scenarios/test_outside.py", "sent from the page"),
    "teams_bot/tryout/activities.py": ("teams_bot/tryout/test_connector.py", "what it sends"),
    "teams_bot/tryout/chats.py": ("teams_bot/tryout/test_connector.py", "its words"),
    "teams_bot/tryout/wire.py": ("teams_bot/tryout/test_connector.py", "its ledger"),
    "matching/off_limits_defaults.py": ("matching/test_off_limits.py", "data for the finder"),
    "storage/off_limits.py": ("teams_bot/commands/test_topics_off_limits.py", "its versions"),
    "storage/reports.py": ("scenarios/test_reports.py", "the reads of the queue"),
    "storage/commit/safety.py": ("scenarios/test_reports.py", "one of the writes"),
    "teams_bot/sealed.py": ("scenarios/test_off_limits.py", "what an objection opens"),
    "teams_bot/off_limits.py": ("scenarios/test_off_limits.py", "the whole way of a question"),
    "teams_bot/reports.py": ("scenarios/test_reports.py", "used by three presses"),
    "teams_bot/moderation.py": ("scenarios/test_reports.py", "used by press and command"),
    "teams_bot/actions/not_about_that.py": ("scenarios/test_off_limits.py", "with its card"),
    "teams_bot/actions/report.py": ("scenarios/test_reports.py", "with its card"),
    "teams_bot/actions/block.py": ("scenarios/test_reports.py", "with its card"),
    "teams_bot/actions/look_at_report.py": ("scenarios/test_reports.py", "with its card"),
    "teams_bot/actions/decide_report.py": ("scenarios/test_reports.py", "with its card"),
    "teams_bot/cards/standing.py": ("teams_bot/cards/test_questions.py", "one card's sentences"),
    "teams_bot/cards/safety.py": ("teams_bot/cards/test_snapshots.py", "drawn in the gallery"),
    "manifest/check.py": ("manifest/test_manifest.py", "one package, one test"),
    "manifest/icons.py": ("manifest/test_manifest.py", "one package, one test"),
    "manifest/pack.py": ("manifest/test_manifest.py", "one package, one test"),
}


def files(*suffixes: str) -> Iterator[Path]:
    """The files of the repository, without what was fetched or made."""

    def inside(folder: Path) -> Iterator[Path]:
        for each in sorted(folder.iterdir()):
            if each.name in OTHERS or CACHES.fullmatch(each.name):
                continue
            if each.is_dir():
                yield from inside(each)
            elif each.name.endswith(suffixes):
                yield each

    return inside(ROOT)


def modules() -> list[str]:
    """The product's Python files, as paths."""
    paths = (each.relative_to(ROOT) for each in files(".py"))
    return [each.as_posix() for each in paths if each.parts[0] in PRODUCT]


def does_something(module: str) -> bool:
    """Whether it defines anything, instead of only gathering what others define."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    found = [each for each in tree.body if isinstance(each, kinds)]
    return any(
        getattr(getattr(each, "targets", [None])[0], "id", "") != "__all__" for each in found
    )


def own_tests(module: str) -> list[Path]:
    """The test files that are a module's own, or its package's."""
    path = Path(module)
    path = path.parent if path.name == "__init__.py" else path.with_suffix("")
    own = ROOT / "tests" / path.parent / f"test_{path.name}.py"
    beside = ROOT / "tests" / path.parent.parent
    package = path.parent.name
    found = [own, beside / f"test_{package}.py", *beside.glob(f"test_{package}_*.py")]
    return [each for each in found if each.is_file()]


# ---- modules and tests


@pytest.mark.parametrize("module", [each for each in modules() if does_something(each)])
def test_every_module_has_its_test(module: str) -> None:
    if module in ELSEWHERE:
        assert (ROOT / "tests" / ELSEWHERE[module][0]).is_file()
    else:
        assert own_tests(module)


def test_the_exceptions_are_needed() -> None:
    known = set(modules())
    assert [each for each in ELSEWHERE if each not in known or own_tests(each)] == []
    assert [each for each in LONGER if each not in known] == []


@pytest.mark.parametrize("module", modules())
def test_no_module_is_long(module: str) -> None:
    length = len((ROOT / module).read_text(encoding="utf-8").splitlines())
    assert (length > LONGEST) == (module in LONGER)


def test_no_test_is_skipped() -> None:
    skipped = re.compile(r"\bpytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b")
    found = [
        f"{each.relative_to(ROOT)}: {match[0]}"
        for each in files(".py")
        for match in skipped.finditer(each.read_text(encoding="utf-8"))
        if each != Path(__file__)
    ]
    assert found == []


@pytest.mark.parametrize("module", modules())
def test_no_trouble_is_swallowed(module: str) -> None:
    handlers = [
        each
        for each in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8")))
        if isinstance(each, ast.ExceptHandler)
    ]
    assert all(each.type is not None for each in handlers)
    assert not any(isinstance(each.body[0], ast.Pass) for each in handlers)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_that_is_tried_has_its_place(fault: Fault) -> None:
    assert (ROOT / fault.file).read_text(encoding="utf-8").count(fault.right) == 1
    assert all((ROOT / each).exists() for each in fault.tests)


# ---- one list, shown in several places


def test_the_commands_of_the_manifest_are_those_of_help() -> None:
    app = "11111111-2222-3333-4444-555555555555"
    manifest = filled(Details(app_id=app, public_url="https://mentor.example.com"))
    wanted = [{"title": each.title, "description": each.description} for each in COMMANDS]
    for commands in manifest["bots"][0]["commandLists"]:
        assert commands["commands"] == wanted
    card = json.dumps(gallery()["help"].card, ensure_ascii=False)
    for each in COMMANDS:
        assert each.words in card
        assert each.description in card


def test_every_verb_on_a_card_has_an_intent_and_every_intent_a_card() -> None:
    drawn = set()
    for path in (ROOT / "teams_bot" / "cards").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "button":
                verb = node.args[1]
                assert isinstance(verb, ast.Constant), f"{path.name}:{node.lineno}"
                drawn.add(verb.value)
    assert drawn == set(intents.VERBS)


@pytest.mark.parametrize("name", [".env.example", "README.md"])
def test_every_setting_is_in_the_document(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [each.name for each in SETTINGS if each.name not in text] == []


def test_every_rule_is_in_the_document() -> None:
    text = (ROOT / "RULES.md").read_text(encoding="utf-8")
    assert [name for name in RULES if f"| `{name}` |" not in text] == []


def test_the_documents_name_files_that_are_there() -> None:
    tops = "|".join((*PRODUCT, "tests", "benchmarks", "docs"))
    named = re.compile(rf"(?<![\w./-])(?:{tops})/[\w./-]+\.(?:py|md|json|png)")
    found = {
        (each.name, match[0])
        for each in files(".md")
        for match in named.finditer(each.read_text(encoding="utf-8"))
    }
    assert len(found) > 50
    assert [each for each in sorted(found) if not (ROOT / each[1]).exists()] == []


def test_the_generated_documents_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "-c", "-I", str(ROOT), *GENERATED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


# ---- what is installed


@pytest.mark.parametrize("name", ["", "-demo", "-dev"])
def test_every_requirement_is_pinned_and_says_why(name: str) -> None:
    lines = (ROOT / f"requirements{name}.txt").read_text(encoding="utf-8").splitlines()
    wanted = [each for each in lines if not each.startswith(("#", "-r "))]
    assert wanted
    for each in wanted:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+(\[[a-z]+\])?==[0-9][0-9a-z.]* +# \S.{4,}", each)


def test_the_customers_libraries_are_required() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for name in ("botbuilder-core", "aiohttp", "motor", "pymongo", "networkx"):
        assert f"\n{name}==" in text
    assert "\npytest-asyncio==" in (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")


# ---- what must not be here


def test_no_file_names_a_machines_folders_or_a_registry() -> None:
    folders = "|".join(f"/{each}/" for each in ("work", "root", "home", "Users"))
    hosts = "|".join(rf"{a}\.{b}" for a, b in (("pypi", "org"), ("pythonhosted", "org")))
    registry = rf"registry\.{'npm'}js\.org"
    wrong = re.compile(rf"(?<![\w.])({folders})\w|{hosts}|{registry}")
    found = [
        f"{each.relative_to(ROOT)}: {match[0]}"
        for each in files(*TEXT)
        for match in wrong.finditer(each.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_only_one_file_reads_the_environment_and_only_two_the_clock() -> None:
    found = {
        (module, match[0])
        for module in modules()
        for match in re.finditer(
            r"os\.(?:environ|getenv)|datetime\.now\(", (ROOT / module).read_text(encoding="utf-8")
        )
    }
    assert {module for module, what in found if what.startswith("os.")} == {
        "teams_bot/settings/reading.py"
    }
    assert {module for module, what in found if what.startswith("datetime")} == {
        "teams_bot/app.py",
        "teams_bot/services.py",
    }

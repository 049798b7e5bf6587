"""`rules show|set|export|import|revert`: versions with who, when and why."""

import getpass
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from matching.rules import RULES, Rules, as_values
from storage.change import Faster
from storage.rulebook import Version
from storage.store import Store
from tests.teams_bot.commands.conftest import InStore, Run


def in_force(run: Run) -> tuple[int, dict[str, Any]]:
    shown = json.loads(run("rules", "show", "--json").out)
    return shown["version"], shown["rules"]


def test_at_first_the_defaults_are_in_force(run: Run, here: str) -> None:
    assert in_force(run) == (0, as_values(Rules()))
    lines = run("rules", "show").out.splitlines()
    assert lines[0] == "Rules, version 0 (the defaults)"
    assert len(lines) == 1 + len(RULES)
    assert not any(each.startswith(" *") for each in lines)
    (shown,) = (each for each in lines if " claim_minutes " in each)
    assert "   claim_minutes              30" in shown
    assert shown.endswith("Minutes of a claim; a whole number from 1 to 480")


def test_setting_one_rule_makes_a_version_with_who_and_why(run: Run, here: str) -> None:
    done = run("rules", "set", "claim_minutes", "45", "--why", "30 was too\nhasty", "--who", "Lia")
    assert done.out.splitlines() == [
        "claim_minutes: 30 -> 45",
        "Version 1, in force within seconds.",
    ]
    number, rules = in_force(run)
    assert (number, rules["claim_minutes"], rules["open_offers_max"]) == (1, 45, 3)
    shown = run("rules", "show").out
    assert " * claim_minutes              45" in shown
    assert shown.splitlines()[-1].endswith("by Lia: 30 was too hasty")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ask_consent", "no", "ask_consent: yes -> no"),
        ("exploration", "0.2", "exploration: 0.6 -> 0.2"),
        ("default_hours", "mon-sun 00:00-24:00", "mon-fri 09:00-17:00 -> mon-sun 00:00-24:00"),
        ("default_time_zone", "Europe/Berlin", "default_time_zone: UTC -> Europe/Berlin"),
    ],
)
def test_every_kind_of_rule_can_be_set(
    run: Run, here: str, name: str, value: str, told: str
) -> None:
    assert told in run("rules", "set", name, value).out


def test_setting_what_is_so_already_makes_no_version(run: Run, here: str) -> None:
    done = run("rules", "set", "claim_minutes", "30")
    assert (done.code, done.out) == (0, "Nothing differs from version 0; it stays.\n")
    assert in_force(run)[0] == 0


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("rung_minute", "45", "There is no rule 'rung_minute'. The rules are: "),
        ("claim_minutes", "0", "claim_minutes takes a whole number from 1 to 480, not 0."),
        ("claim_minutes", "1441", "claim_minutes takes"),
        ("claim_minutes", "4.5", "claim_minutes takes"),
        ("claim_minutes", "soon", "claim_minutes takes"),
        ("claim_minutes", "", "claim_minutes takes"),
        ("exploration", "nan", "exploration takes a number from 0 to 1, not nan."),
        ("exploration", "inf", "exploration takes"),
        ("exploration", "-1", "exploration takes"),
        ("ask_consent", "perhaps", "ask_consent takes yes or no, not perhaps."),
        ("default_hours", "always", "default_hours takes"),
        ("default_time_zone", "Mars/Olympus", "default_time_zone takes"),
        ("default_time_zone", "../../etc/passwd", "default_time_zone takes"),
    ],
)
def test_what_a_rule_cannot_be_is_told_and_nothing_changes(
    run: Run, here: str, name: str, value: str, told: str
) -> None:
    trouble = run("rules", "set", name, value).trouble
    assert trouble.startswith(told)
    assert trouble.endswith("Nothing was changed.")
    assert in_force(run)[0] == 0


def test_what_is_exported_can_be_imported_elsewhere(run: Run, here: str, tmp_path: Path) -> None:
    run("rules", "set", "claim_minutes", "45")
    run("rules", "set", "ask_consent", "no")
    file = tmp_path / "rules.json"
    file.write_text(run("rules", "export").out, encoding="utf-8")
    assert json.loads(file.read_text())["claim_minutes"] == 45
    assert run("rules", "import", file).out == "Nothing differs from version 2; it stays.\n"
    there = run("rules", "import", file, "--tenant", f"{here}-2", "--why", "as at home")
    assert there.out.splitlines()[-1] == "Version 1, in force within seconds."
    mine, theirs = (
        in_force(run)[1],
        json.loads(run("--tenant", f"{here}-2", "rules", "export").out),
    )
    assert mine == theirs


def test_a_file_sets_what_it_names_and_the_rest_stays(run: Run, here: str, tmp_path: Path) -> None:
    run("rules", "set", "open_offers_max", "5")
    file = tmp_path / "rules.json"
    file.write_text('{"claim_minutes": 20}')
    assert run("rules", "import", file).code == 0
    _, rules = in_force(run)
    assert (rules["open_offers_max"], rules["claim_minutes"]) == (5, 20)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"claim_minutes: 45", "is not JSON"),
        (b"", "is not JSON"),
        (b"\xff\xfe{", "is not JSON"),
        (b"[" * 200_000, "is not JSON"),
        (b"[1]", "must hold one JSON object of rule names and values."),
        (b'"claim_minutes"', "must hold one JSON object"),
        (b'{"claim_minutes": NaN}', "claim_minutes takes"),
        (b'{"claim_minutes": null}', "claim_minutes takes"),
        (b'{"claim_minutes": [45]}', "claim_minutes takes"),
        (b'{"ask_consent": {"$ne": 1}}', "ask_consent takes"),
        (b'{"claim_minutes": 45, "colour": 1}', "There is no rule 'colour'"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_a_file_that_is_wrong_is_told_and_nothing_changes(
    run: Run, here: str, tmp_path: Path, content: bytes, told: str
) -> None:
    file = tmp_path / "rules.json"
    file.write_bytes(content)
    assert told in run("rules", "import", file).trouble
    assert in_force(run)[0] == 0


def test_every_mistake_of_a_file_is_told_on_a_line_of_its_own(
    run: Run, here: str, tmp_path: Path
) -> None:
    file = tmp_path / "rules.json"
    file.write_text(
        '{"colour": 1, "claim_minutes": 0, "open_offers_max": 4, "ask_consent": "perhaps"}'
    )
    lines = run("rules", "import", file).trouble.splitlines()
    unknown = next(each for each in lines if "'colour'" in each)
    assert unknown.startswith("There is no rule 'colour'. The rules are: ")
    assert sorted(set(lines) - {unknown}) == [
        "Nothing was changed.",
        "ask_consent takes yes or no, not perhaps.",
        "claim_minutes takes a whole number from 1 to 480, not 0.",
    ]
    assert lines[-1] == "Nothing was changed."
    assert in_force(run)[0] == 0


def test_a_file_that_is_not_there_is_told(run: Run, here: str, tmp_path: Path) -> None:
    assert "cannot be read" in run("rules", "import", tmp_path / "none.json").trouble


def test_an_older_version_comes_back_as_a_new_one(run: Run, here: str) -> None:
    run("rules", "set", "claim_minutes", "45")
    run("rules", "set", "claim_minutes", "60")
    assert run("rules", "revert", "1").out.splitlines() == [
        "claim_minutes: 60 -> 45",
        "Version 3, in force within seconds.",
    ]
    assert "back to version 1" in run("rules", "show").out
    run("rules", "revert", "0", "--why", "a fresh start")
    assert in_force(run) == (4, as_values(Rules()))
    assert "a fresh start" in run("rules", "show").out


def test_a_version_that_never_was_is_told(run: Run, here: str) -> None:
    run("rules", "set", "claim_minutes", "45")
    told = run("rules", "revert", "7").trouble
    assert told == "There is no version 7 to go back to; there are: 0, 1."
    assert run("rules", "revert", "last").code == 2


def test_who_is_slower_is_told_and_changes_nothing(
    run: Run, in_store: InStore, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Store.publish_rules

    async def somebody_else_first(
        store: Store,
        base: Version,
        values: Mapping[str, object],
        note: tuple[str, str],
        now: datetime,
    ) -> Version | Faster:
        await real(store, base, {"open_offers_max": 7}, ("Ben", "first"), now)
        return await real(store, base, values, note, now)

    monkeypatch.setattr(Store, "publish_rules", somebody_else_first)
    told = run("rules", "set", "claim_minutes", "45").trouble
    assert told.startswith("Somebody changed the rules at the same moment.")
    number, rules = in_force(run)
    assert (number, rules["open_offers_max"], rules["claim_minutes"]) == (1, 7, 30)


def test_the_login_name_is_kept_where_nobody_is_named(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "lia")
    run("rules", "set", "claim_minutes", "45")
    assert "by lia: -" in run("rules", "show").out

    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    run("rules", "set", "claim_minutes", "46")
    assert "by unknown: -" in run("rules", "show").out

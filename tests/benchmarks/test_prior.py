import sys

from benchmarks import prior
from tests.support.history import history, write


def test_the_prior_is_printed_with_what_it_is_worth_elsewhere(tmp_path, capsys, monkeypatch):
    for seed, site in enumerate(("one", "two")):
        write(tmp_path, site, history(80, 12, seed))
    monkeypatch.setattr(sys, "argv", ["prior", str(tmp_path), "one", "two"])
    prior.main()
    printed = capsys.readouterr().out
    assert '"freshness"' in printed
    assert "text only, two left out: prior" in printed
    assert "with tags, mean: prior" in printed

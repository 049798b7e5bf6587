"""`people contracts` and `people invite`: what was bought, used, and agreed to."""

import json
from pathlib import Path
from typing import Any

import pytest

from storage.embedded import free_port
from storage.store import Store
from teams_bot.commands.doctor import _mail
from teams_bot.settings import Settings
from teams_bot.smtp_url import mail_server
from tests.support.post import post_office
from tests.teams_bot.commands.conftest import InStore, Run

PEOPLE = """id,name,mail,source,skills,contract_minutes,contract_until
olga,Olga Petrova,olga@home.test,contract,excel:5,600,2099-03-31
pia,Pia Roth,,contract,excel:4,,2020-01-31
ana,Ana Lima,ana@acme.test,peer,excel:3,,
"""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    made = tmp_path / "people.csv"
    made.write_text(PEOPLE, encoding="utf-8")
    return made


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setenv("PUBLIC_URL", "https://mentor.acme.test")


def invitations(in_store: InStore) -> list[str]:
    async def read(store: Store) -> list[Any]:
        jobs = store.driver.collection("jobs").find({"tenant": store.tenant, "kind": "invite"})
        return [each["to"] for each in await jobs.to_list(None)]

    return list(in_store(read))


def test_an_import_says_who_was_invited_and_invites_once(
    run: Run, people: Path, mails: None, in_store: InStore
) -> None:
    done = run("people", "import", people)
    assert "Invited by mail to be asked: olga." in done.out
    assert "Invited" not in run("people", "import", people).out
    assert invitations(in_store) == ["olga"]


def test_without_a_mail_server_an_import_says_what_is_missing(
    run: Run, here: str, people: Path, in_store: InStore
) -> None:
    done = run("people", "import", people)
    assert "set SMTP_URL and PUBLIC_URL, then import again: olga." in done.out
    assert invitations(in_store) == []
    assert "SMTP_URL" in run("people", "invite", "olga").trouble


def test_contracts_are_listed_for_people_and_programs(
    run: Run, people: Path, mails: None, here: str
) -> None:
    assert run("people", "contracts").out.startswith("No contract mentors.")
    run("people", "import", people)
    assert run("people", "contracts").out.splitlines() == [
        "Olga Petrova (olga): 0 min of 10 h used, 0 open, until 2099-03-31, has not agreed yet",
        "Pia Roth (pia): 0 min of no limit used, 0 open, until 2020-01-31, ended, not invited",
    ]
    olga, pia = json.loads(run("people", "contracts", "--json").out)
    assert olga == {
        "id": "olga",
        "name": "Olga Petrova",
        "mail": "olga@home.test",
        "bought_minutes": 600,
        "used_minutes": 0,
        "open_requests": 0,
        "until": "2099-03-31",
        "ended": False,
        "invited": True,
        "agreed": False,
        "reachable": True,
    }
    assert (pia["bought_minutes"], pia["ended"]) == (None, True)


def test_somebody_is_invited_again_on_request(
    run: Run, people: Path, mails: None, in_store: InStore
) -> None:
    run("people", "import", people)
    assert run("people", "invite", "olga").out == "Olga Petrova is invited at olga@home.test.\n"
    assert invitations(in_store) == ["olga", "olga"]
    for who in ("pia", "ana", "nobody"):
        assert "nobody who is asked by mail" in run("people", "invite", who).trouble


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("contract_minutes", "-1", "not a number of minutes"),
        ("contract_minutes", "9999999", "not a number of minutes"),
        ("contract_until", "31.03.2027", "write 2027-03-31"),
        ("contract_until", "2027-02-30", "write 2027-03-31"),
    ],
)
def test_a_contract_that_cannot_be_read_is_named_by_its_line(  # noqa: PLR0917
    run: Run, here: str, tmp_path: Path, column: str, cell: str, says: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"id,name,{column}\nolga,Olga,{cell}\n", encoding="utf-8")
    trouble = run("people", "import", file).trouble
    assert f"line 2, {column}" in trouble
    assert says in trouble


async def test_the_doctor_speaks_to_the_mail_server() -> None:
    none = await _mail(Settings())
    assert (none.fine, "SMTP_URL is not set" in none.says) == (True, True)
    async with post_office() as post:
        settings = Settings(smtp=mail_server(post.url), mail_from="m@acme.test")
        fine = await _mail(settings)
        assert fine.fine
        assert fine.says.endswith("answers, not encrypted; from m@acme.test")
    away = await _mail(settings)
    assert (away.fine, "check SMTP_URL" in away.says) == (False, True)

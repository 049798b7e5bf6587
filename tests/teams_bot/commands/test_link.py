"""`link`: an address with a question in it, and one sentence for what would not work."""

from urllib.parse import parse_qs, urlsplit

import pytest

from matching.skills import Skill, SkillId
from storage.store import Store
from tests.teams_bot.commands.conftest import InStore, Run

APP = "11111111-2222-3333-4444-555555555555"


@pytest.fixture(autouse=True)
def app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MicrosoftAppId", APP)


def test_the_link_opens_the_chat_with_the_question_typed_in(run: Run) -> None:
    done = run("link", "--text", "How do I pivot? a&b #1 ü")
    address = urlsplit(done.out.strip())
    assert (done.code, address.netloc, address.path) == (
        0,
        "teams.microsoft.com",
        "/l/chat/0/0",
    )
    assert parse_qs(address.query) == {
        "users": [f"28:{APP}"],
        "message": ["How do I pivot? a&b #1 ü"],
    }


def test_a_topic_is_named_by_its_label(run: Run, here: str, in_store: InStore) -> None:
    async def one_skill(store: Store) -> None:
        await store.import_skills([Skill(id=SkillId("pivot-tables"), label="Pivot tables")])

    in_store(one_skill)
    done = run("link", "--text", "How do I begin?", "--topic", "pivot-tables")
    assert "message=Pivot%20tables%3A%20How%20do%20I%20begin%3F" in done.out
    assert "no topic 'sales'" in run("link", "--text", "How?", "--topic", "sales").trouble


@pytest.mark.parametrize(
    ("text", "part"),
    [(" ", "empty"), ("x" * 281, "281 characters; 280"), ("ü" * 280 + "", "The link would have")],
)
def test_what_would_not_work_is_one_sentence(run: Run, text: str, part: str) -> None:
    text = text.replace("ü", "\U0001f642") if "link" in part else text
    assert part in run("link", "--text", text).trouble


def test_without_a_bot_there_is_no_link(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MicrosoftAppId")
    assert "MicrosoftAppId" in run("link", "--text", "How?").trouble

"""What arrives is read into our own words; whatever the guard lets through can be read."""

import json
import time
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.thread import Tapped
from teams_bot import intents
from teams_bot.guard.activity import TEXTS, check_shape, parse
from teams_bot.guard.refusals import Refused
from teams_bot.texts import COMMANDS

Json = dict[str, Any]

BOT: Final = "28:bot"


def activity(kind: str = "message", **changes: Any) -> Json:
    """An activity of the personal chat as Teams sends it; `None` takes a field away."""
    usual = {
        "type": kind,
        "id": "activity-1",
        "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": {"id": "29:ana", "aadObjectId": "ana", "name": "Ana Lima"},
        "conversation": {"id": "a:1", "conversationType": "personal"},
        "recipient": {"id": BOT},
    }
    return {name: value for name, value in (usual | changes).items() if value is not None}


def said(text: str, **changes: Any) -> intents.Intent:
    return intents.read(activity(text=text, **changes))


def pressed(verb: str, **data: Any) -> Json:
    value = {"action": {"type": "Action.Execute", "verb": verb, "data": data}}
    return activity("invoke", name="adaptiveCard/action", value=value)


TEAM: Final = {"id": "19:team", "conversationType": "channel", "isGroup": True}

GROUP: Final = {"id": "19:group", "conversationType": "groupChat", "isGroup": True}
# ---- the envelope


def test_the_envelope_says_who_where_and_which_one() -> None:
    found = intents.arrival(activity())
    assert (found.activity, found.kind, found.person) == ("activity-1", "message", "ana")
    assert (found.name, found.personal, found.invoke) == ("Ana Lima", True, False)
    assert found.address.service_url == "https://smba.trafficmanager.net/emea/"
    assert (found.address.conversation, found.address.user) == ("a:1", "29:ana")
    assert found.address.bot == BOT


def test_a_person_without_a_directory_id_is_known_by_the_channels() -> None:
    assert intents.arrival(activity(**{"from": {"id": "29:ana"}})).person == "29:ana"


def test_a_name_is_cleaned_and_cut() -> None:
    sender = {"id": "29:ana", "name": "\u202eAna\n" + "x" * 200}
    name = intents.arrival(activity(**{"from": sender})).name
    assert name.startswith("Ana x")
    assert len(name) == 100


@pytest.mark.parametrize(
    ("conversation", "personal"),
    [
        ({"id": "a:1", "conversationType": "personal"}, True),
        ({"id": "a:1"}, True),
        ({"id": "a:1", "conversationType": None, "isGroup": None}, True),
        ({"id": "a:1", "conversationType": ""}, True),
        ({"id": "a:1", "isGroup": True}, False),
        ({"id": "a:1", "conversationType": "personal", "isGroup": True}, False),
        ({"id": "a:1", "conversationType": "groupChat"}, False),
        (TEAM, False),
    ],
)
def test_only_the_personal_chat_is_personal(conversation: Json, personal: bool) -> None:
    raw = activity(text="How do I pivot in Excel?", conversation=conversation)
    assert intents.arrival(raw).personal is personal
    assert isinstance(intents.read(raw), intents.Say if personal else intents.Ignore)


# ---- every kind of activity

ADDED: Final = [{"id": BOT}, {"id": "29:ana"}]
EDITED: Final = {"eventType": "editMessage"}
SEEN: Final = intents.RoomSeen(
    room="19:team",
    kind="channel",
    team="",
    name="",
    service_url="https://smba.trafficmanager.net/emea/",
    bot=BOT,
)
LEFT: Final = intents.RoomLeft(room="19:team")


@pytest.mark.parametrize(
    ("raw", "intent"),
    [
        (activity("installationUpdate", action="add"), intents.Installed()),
        (activity("installationUpdate", action="add-upgrade"), intents.Installed()),
        (activity("installationUpdate", action="remove"), intents.Uninstalled()),
        (activity("installationUpdate", action="remove-upgrade"), intents.Uninstalled()),
        (activity("installationUpdate", action="changed"), intents.Ignore()),
        (activity("installationUpdate"), intents.Ignore()),
        (activity("installationUpdate", action="add", conversation=TEAM), SEEN),
        (activity("installationUpdate", action="remove", conversation=TEAM), LEFT),
        (activity("conversationUpdate", membersAdded=ADDED), intents.Installed()),
        (activity("conversationUpdate", membersRemoved=ADDED), intents.Uninstalled()),
        (activity("conversationUpdate", membersAdded=[{"id": "29:ana"}]), intents.Ignore()),
        (activity("conversationUpdate"), intents.Ignore()),
        (
            activity("conversationUpdate", membersAdded=ADDED, conversation=TEAM),
            SEEN,
        ),
        (
            activity("conversationUpdate", membersRemoved=ADDED, conversation=TEAM),
            LEFT,
        ),
        (
            activity("messageUpdate", text=" And in\tSheets? ", channelData=EDITED),
            intents.Edit(origin="activity-1", text="And in Sheets?"),
        ),
        (
            activity("messageUpdate", id=None, channelData=EDITED),
            intents.Edit(origin="", text=""),
        ),
        (activity("messageUpdate", text="x", channelData=EDITED, conversation=TEAM), None),
        (activity("messageUpdate", channelData={"eventType": "undeleteMessage"}), None),
        (activity("messageUpdate", text="x"), None),
        (activity("messageDelete"), intents.Delete(origin="activity-1")),
        (activity("messageDelete", id=None), intents.Delete(origin="")),
        (activity("messageDelete", conversation=TEAM), None),
        (activity("messageReaction", reactionsAdded=[{"type": "like"}]), None),
        (activity("typing"), None),
        (activity("event", name="x"), None),
        (activity("endOfConversation"), None),
        (activity("of the future"), None),
        (activity("invoke", name="composeExtension/query"), "composeExtension/query"),
        (activity("invoke", name="x" * 128), "x" * 40),
        (activity(value={"verb": "take"}), ""),
        (activity(text="", value={"verb": "take"}), ""),
    ],
    ids=lambda each: None if isinstance(each, dict) else str(each)[:40],
)
def test_every_kind_of_activity_is_read(raw: Json, intent: intents.Intent | str | None) -> None:
    if isinstance(intent, str):
        intent = intents.NoSuchVerb(verb=intent)
    assert intents.read(raw) == (intent or intents.Ignore())


# ---- messages


def test_a_sentence_is_a_question_with_where_it_came_from() -> None:
    assert said("How do\n I pivot\u200b?", replyToId="card-1") == intents.Say(
        text="How do I pivot?", origin="activity-1", reply_to="card-1"
    )


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", None])
def test_an_empty_message_is_an_empty_text(text: str | None) -> None:
    assert intents.read(activity(text=text)) == intents.Say(text="", origin="activity-1")


@pytest.mark.parametrize(
    ("attachments", "attached"),
    [
        (None, False),
        ([], False),
        ([{"contentType": "text/html", "content": "<p>How?</p>"}], False),
        ([{"contentType": "text/html"}, {"contentType": "image/png"}], True),
        ([{"contentType": "application/vnd.microsoft.teams.file.download.info"}], True),
        ([{"name": "a.xlsx"}], True),
    ],
)
def test_the_text_that_teams_repeats_is_no_attachment(
    attachments: list[Json] | None, attached: bool
) -> None:
    read = said("How do I pivot?", attachments=attachments)
    assert read == intents.Say(text="How do I pivot?", origin="activity-1", attachment=attached)


MEANT: Final[dict[str, intents.Intent]] = {
    "help": intents.Help(),
    "my questions": intents.MyQuestions(),
    "my skills": intents.MySkills(),
    "my effect": intents.MyEffect(),
    "pause until": intents.Pause(until=""),
    "resume": intents.Resume(),
    "digest": intents.SetDigest(on=True),
    "forget me": intents.ForgetMe(),
    "console": intents.Console(),
}


def test_the_commands_are_those_of_the_help_card() -> None:
    assert set(MEANT) == {each.words for each in COMMANDS}


@pytest.mark.parametrize("written", ["{}", " {} ", "{}.", "{}!", "{} ?", "/{}", "“{}”", "{}…"])
@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
@pytest.mark.parametrize("words", MEANT)
def test_a_command_is_read_in_any_case_and_with_any_sign_around_it(
    words: str, change: Any, written: str
) -> None:
    assert said(written.format(change(words))) == MEANT[words]


@pytest.mark.parametrize(
    ("text", "on"),
    [("Digest on", True), ("digest", True), ("Digest OFF.", False), ("One by one!", False)],
)
def test_how_somebody_is_asked_is_a_command(text: str, on: bool) -> None:
    assert said(text) == intents.SetDigest(on=on)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("pause", ""),
        ("Pause until Monday", "monday"),
        ("pause until 24 December.", "24 december"),
        ("pause until 2026-12-24!", "2026-12-24"),
        ("pause until Friday?", "friday"),
        ("pause Monday", "monday"),
        ("PAUSE  UNTIL   the 3rd", "the 3rd"),
    ],
)
def test_a_pause_says_until_when(text: str, until: str) -> None:
    assert said(text) == intents.Pause(until=until)


@pytest.mark.parametrize(
    "text",
    [
        "Hi",
        "hello!",
        "Hello there",
        "hey Nanomentor",
        "HALLO",
        "Good morning",
        "good afternoon, all",
    ],
)
def test_a_greeting_is_no_question(text: str) -> None:
    assert said(text.replace(",", "")) == intents.Pleasantry(thanks=False)


@pytest.mark.parametrize(
    "text",
    [
        "thanks",
        "Thank you!!",
        "ok, thanks",
        "Great! Thank you so much.",
        "many thanks",
        "thx",
        "OK",
        "got it",
        "\U0001f44d",
        "\U0001f44d\U0001f3fd",
        "\u2764\ufe0f",
        ":-)",
        "thanks :)",
    ],
)
def test_thanks_are_no_question(text: str) -> None:
    assert said(text) == intents.Pleasantry(thanks=True)


@pytest.mark.parametrize(
    "text",
    [
        "hilfe",
        "Überblick",
        "помощь",
        "/list",
        "/list all of them",
        "pivot!",
        "don't",
        "a.b",
        "https://example.com/a",
        "42",
        "...",
        "???",
        "\U0001f984",
    ],
)
def test_a_lone_word_is_neither_a_command_nor_a_question(text: str) -> None:
    assert said(text) == intents.NotACommand(text=text)


@pytest.mark.parametrize(
    "text",
    [
        "Why?",
        "pivot tables",
        "hello world in Python",
        "Pause a macro, how?",
        "help me with Excel",
        "Help me with pivot tables in Excel",
        "Thanks, but how do I pivot?",
        "Greater than in Excel",
        "forget me not: what is it",
        "如何在Excel中做数据透视表",
        "ピボットテーブルの作り方",
        "วิธีทำตาราง",
    ],
)
def test_what_reads_as_a_sentence_is_a_question(text: str) -> None:
    assert said(text) == intents.Say(text=text, origin="activity-1")


@pytest.mark.parametrize(
    "text",
    [
        "thanks, that worked",
        "Thanks a lot, great help!",
        "Thank you Ana, you saved my day.",
        "Great, it works now",
        "OK perfect, that was it",
        "\u201cCheers\u201d from the whole team",
        "Vielen Dank, das hat geholfen",
    ],
)
def test_a_sentence_that_begins_with_thanks_and_asks_nothing_is_marked(text: str) -> None:
    assert said(text) == intents.Say(text=text, origin="activity-1", thanks=True)


@pytest.mark.parametrize(
    "text",
    ["help me please", "Help me!", "please help", "Can you help me?", "I need help with this"],
)
def test_a_cry_for_help_without_a_topic_shows_the_help(text: str) -> None:
    assert said(text) == intents.Help()


def test_a_word_in_reply_to_a_card_may_well_be_an_answer() -> None:
    assert said("Ctrl+T", replyToId="card-1") == intents.Say(
        text="Ctrl+T", origin="activity-1", reply_to="card-1"
    )
    assert said("help", replyToId="card-1") == intents.Help()


@pytest.mark.parametrize("shape", ["{}a", "a{}"])
@pytest.mark.parametrize("sign", ["!", " ", "a "])
def test_ten_times_the_signs_take_about_ten_times_as_long(shape: str, sign: str) -> None:
    def cpu_seconds(signs: int) -> float:
        text, began = shape.format(sign * signs), time.thread_time()
        assert said(text)
        return time.thread_time() - began

    few, many = (min(cpu_seconds(signs) for _ in range(3)) for signs in (10_000, 100_000))
    assert many < 40 * few + 0.01  # a hundred times, where each sign is looked at for each


# ---- presses

IDS: Final = {"thread": "thread-1", "offer": "offer-1"}
TAPPED: Final = {"thread": "thread-1", "answer": "answer-1"}
PRESSES: Final[list[tuple[str, Json, intents.Intent]]] = [
    ("join", {}, intents.Join()),
    ("stay_out", {}, intents.StayOut()),
    ("keep_asking", {}, intents.KeepAsking()),
    ("rest_two_weeks", {}, intents.RestTwoWeeks()),
    ("stop_asking", {}, intents.StopAsking()),
    ("console", {}, intents.Console()),
    ("my_skills", {}, intents.MySkills()),
    ("digest", {}, intents.SetDigest(on=True)),
    ("one_by_one", {}, intents.SetDigest(on=False)),
    ("pick_up", {"thread": "t"}, intents.PickUp(thread="t")),
    ("ask", {"question": "draft-1"}, intents.AskDraft(draft="draft-1")),
    ("ask_each", {"question": "draft-1"}, intents.AskDraft(draft="draft-1", each=True)),
    (
        "ask_anonymously",
        {"question": "draft-1"},
        intents.AskDraft(draft="draft-1", anonymous=True),
    ),
    ("drop", {"question": "draft-1"}, intents.DropDraft(draft="draft-1")),
    (
        "solved",
        {"question": "draft-1", "entry": "answer-1"},
        intents.Solved(draft="draft-1", entry="answer-1"),
    ),
    ("confirm", {"question": "draft-1"}, intents.Confirm(draft="draft-1")),
    (
        "topics",
        {"thread": "thread-1", "skills": "excel,crm"},
        intents.ChooseTopics(thread="thread-1", skills="excel,crm"),
    ),
    ("topics", {"thread": "thread-1"}, intents.ChooseTopics(thread="thread-1", skills="")),
    (
        "allow_manager",
        {"thread": "thread-1"},
        intents.AllowManager(thread="thread-1", allowed=True),
    ),
    (
        "keep_manager_out",
        {"thread": "thread-1"},
        intents.AllowManager(thread="thread-1", allowed=False),
    ),
    ("cancel", {"thread": "thread-1"}, intents.Cancel(thread="thread-1")),
    ("take", IDS, intents.Take(**IDS)),
    ("pass", IDS, intents.PassOn(**IDS)),
    (
        "pass",
        IDS | {"suggest": " Ben\n Ode ", "reason": "on leave"},
        intents.PassOn(**IDS, suggest="Ben Ode", reason="on leave"),
    ),
    (
        "answer",
        IDS | {"answer": "Insert,\r\n\r\n\r\n\r\nPivotTable. "},
        intents.AnswerIt(**IDS, text="Insert,\n\nPivotTable."),
    ),
    (
        "answer",
        IDS | {"question": "draft-1"},
        intents.AnswerIt(**IDS, draft="draft-1"),
    ),
    (
        "follow_up",
        {"thread": "thread-1", "answer": "answer-1", "text": "And\nthen?"},
        intents.FollowUpIt(thread="thread-1", answer="answer-1", text="And\nthen?"),
    ),
    (
        "follow_up",
        {"thread": "thread-1", "question": "draft-1", "answer": ""},
        intents.FollowUpIt(thread="thread-1", draft="draft-1"),
    ),
    (
        "finish",
        {"thread": "thread-1", "answer": "answer-1"},
        intents.Finish(thread="thread-1", answer="answer-1"),
    ),
    (
        "finish",
        {
            "thread": "thread-1",
            "answer": "answer-1",
            "rating": "great",
            "minutes_saved": "15",
            "next": "again",
            "thanks": "Perfect!",
        },
        intents.Finish(
            thread="thread-1",
            answer="answer-1",
            rating="great",
            minutes_saved="15",
            next="again",
            thanks="Perfect!",
        ),
    ),
    *(
        (each.value, TAPPED, intents.Tap(**TAPPED, said=each))  # type: ignore[arg-type]
        for each in Tapped
    ),
    ("set_skills", {"skills": "excel:4; sales:2"}, intents.SetSkills(skills="excel:4; sales:2")),
    ("set_skills", {"skills": "", "asked": "false"}, intents.SetSkills(skills="", asked=False)),
    ("set_skills", {"skills": ["x"], "asked": False}, intents.SetSkills(skills=None, asked=False)),
    ("set_skills", {"skills": "", "asked": "true"}, intents.SetSkills(skills="", asked=True)),
    ("set_skills", {"skills": "", "asked": ["true"]}, intents.SetSkills(skills="")),
    ("set_skills", {"skills": "", "digest": "true"}, intents.SetSkills(skills="", digest=True)),
    ("set_skills", {"asked": "yes"}, intents.SetSkills(skills=None)),
    ("forget_me", {"nonce": "n"}, intents.ForgetMe(draft="n")),
    ("inside", {"thread": "t"}, intents.KeepInside(thread="t")),
    ("show_who_asked", {"question": "d"}, intents.RevealIt(draft="d", confirmed=True)),
    ("not_me", {"question": "d"}, intents.RevealIt(draft="d", confirmed=False)),
    ("keep_out_of_channel", {"thread": "t"}, intents.KeepOut(thread="t")),
    ("not_about_that", {"question": "s"}, intents.NotAboutThat(draft="s")),
    ("report", {"thread": "t"}, intents.ReportIt(thread="t")),
    ("block", {"thread": "t", "line": "l"}, intents.BlockIt(thread="t", line="l")),
    ("moderate", {"report": "r"}, intents.LookAtReport(report="r")),
    (
        "decide",
        {"report": "r", "ruling": "suspend", "days": 7, "note": "So."},
        intents.DecideReport(report="r", ruling="suspend", days="7", note="So."),
    ),
    ("here", {"thread": "t"}, intents.AnswerHere(thread="t", here=True)),
    ("only_me", {"thread": "t"}, intents.AnswerHere(thread="t", here=False)),
    (
        "cast",
        {"thread": "t", "posting": "p", "answer": " So. "},
        intents.Cast(thread="t", posting="p", text="So."),
    ),
    ("see_answers", {"thread": "t", "posting": "p"}, intents.SeeAnswers(thread="t", posting="p")),
    (
        "agree",
        {"thread": "t", "posting": "p", "with": "a"},
        intents.Agree(thread="t", posting="p", answer="a"),
    ),
    (
        "stand_by",
        {"thread": "t", "posting": "p"},
        intents.Agree(thread="t", posting="p", own=True),
    ),
    (
        "join_answers",
        {"thread": "t", "answer": "a"},
        intents.JoinAnswers(thread="t", answer="a"),
    ),
    (
        "write_joint",
        {"thread": "t", "posting": "p", "joint": "We say."},
        intents.WriteJoint(thread="t", posting="p", text="We say."),
    ),
    (
        "confirm_joint",
        {"thread": "t", "posting": "p"},
        intents.JudgeJoint(thread="t", posting="p", confirms=True),
    ),
    (
        "object_joint",
        {"thread": "t", "posting": "p", "objection": "No."},
        intents.JudgeJoint(thread="t", posting="p", confirms=False, text="No."),
    ),
]


@pytest.mark.parametrize(("verb", "data", "intent"), PRESSES, ids=[each[0] for each in PRESSES])
def test_every_verb_is_read(verb: str, data: Json, intent: intents.Intent) -> None:
    assert intents.read(pressed(verb, **data)) == intent


def test_every_verb_that_is_known_is_in_the_table_above() -> None:
    assert {verb for verb, _, _ in PRESSES} == set(intents.VERBS)


def test_the_verbs_of_the_contract_are_known() -> None:
    contract = {"join", "ask", "solved", "cancel", "take", "pass", "answer", "follow_up", "finish"}
    assert contract <= set(intents.VERBS)


@pytest.mark.parametrize(("verb", "data"), [(verb, data) for verb, data, _ in PRESSES])
@pytest.mark.parametrize(
    "wrong", [None, "", 7, 1.5, True, [], {}, ["x"], {"$ne": None}, "x" * 201]
)
def test_an_id_that_is_none_makes_no_press_of_ours(verb: str, data: Json, wrong: Any) -> None:
    ids = {"question", "thread", "offer", "answer", "posting"} & set(data)
    optional = {"question"} if verb in ("answer", "follow_up") else set()
    optional |= {"answer"} if verb == "follow_up" else set()
    for name in ids - optional - ({"answer"} if verb in ("answer", "cast") else set()):
        assert intents.read(pressed(verb, **data | {name: wrong})) == intents.NoSuchVerb(verb=verb)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("15", "15"),
        (15, "15"),
        (15.0, "15"),
        (1.5, "1.5"),
        (-3, "-3"),
        (True, "true"),
        (" 15\u200b ", "15"),
        (None, ""),
        ([], ""),
        (["15"], ""),
        ({"value": "15"}, ""),
    ],
)
def test_inputs_arrive_as_text_whatever_came(value: Any, text: str) -> None:
    raw = pressed("finish", thread="t", answer="a", minutes_saved=value)
    intent = intents.read(raw)
    assert isinstance(intent, intents.Finish)
    assert intent.minutes_saved == text
    answered = intents.read(pressed("answer", **IDS, answer=value))
    assert isinstance(answered, intents.AnswerIt)
    assert answered.text == text


@pytest.mark.parametrize("verb", ["solve", "TAKE", "take ", "__class__", "x" * 128])
def test_a_verb_that_no_card_offers_is_named_and_does_nothing(verb: str) -> None:
    assert intents.read(pressed(verb, **IDS)) == intents.NoSuchVerb(verb=verb[:40])


def test_a_press_without_data_is_read() -> None:
    raw = activity("invoke", name="adaptiveCard/action", value={"action": {"verb": "join"}})
    assert intents.read(raw) == intents.Join()
    assert intents.effect(raw) is None


# ---- the effect of a press


def test_a_press_sent_again_with_a_new_id_has_the_same_effect() -> None:
    first = pressed("answer", **IDS, answer="Insert, PivotTable.")
    again = first | {"id": "activity-2", "timestamp": "2026-11-22T03:00:00Z"}
    turned = pressed("answer", answer="Insert, PivotTable.", **IDS)
    assert intents.effect(first) == intents.effect(again) == intents.effect(turned)
    assert intents.effect(first) is not None


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("take", IDS),
        ("answer", IDS),
        ("pass", IDS | {"answer": "Insert."}),
        ("answer", IDS | {"answer": "Insert. "}),
        ("answer", IDS | {"answer": "Insert.", "more": ""}),
        ("answer", {"thread": "thread-2", "offer": "offer-1", "answer": "Insert."}),
        ("answer", {"thread": "thread-1", "offer": "offer-2", "answer": "Insert."}),
    ],
)
def test_another_verb_another_card_or_another_input_is_another_effect(
    verb: str, data: Json
) -> None:
    first = intents.effect(pressed("answer", **IDS, answer="Insert."))
    assert intents.effect(pressed(verb, **data)) != first


def test_fields_cannot_be_arranged_to_look_like_others() -> None:
    one = intents.effect(pressed("follow_up", a="1', 'b", b="2"))
    two = intents.effect(pressed("follow_up", a="1", b="b', '2"))
    assert one != two


@pytest.mark.parametrize("verb", ["join", "set_skills"])
def test_what_may_be_wanted_twice_has_no_effect_key(verb: str) -> None:
    assert intents.effect(pressed(verb)) is None


@pytest.mark.parametrize(
    "raw", [activity(text="take"), activity("invoke", name="composeExtension/query")]
)
def test_what_is_no_press_has_no_effect_key(raw: Json) -> None:
    assert intents.effect(raw) is None


# ---- whatever the guard lets through

ANYTHING: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
KINDS: Final = (
    *("message", "messageUpdate", "messageDelete", "installationUpdate", "conversationUpdate"),
    *("invoke", "messageReaction", "typing", "event"),
)
FIELDS: Final = sorted({*TEXTS, "value", "attachments", "membersAdded", "membersRemoved"})


@st.composite
def activities(draw: st.DrawFn) -> Json:
    """An activity with anything at any place, sometimes a press with anything in its data."""
    raw = activity(draw(st.sampled_from(KINDS)))
    for path in draw(st.lists(st.sampled_from(FIELDS), max_size=4)):
        *parents, last = path.split(".")
        place = raw
        for name in parents:
            place = place.setdefault(name, {})
            if not isinstance(place, dict):
                break
        else:
            place[last] = draw(ANYTHING)
    if raw["type"] == "invoke" and draw(st.booleans()):
        names = st.sampled_from(("thread", "offer", "answer", "question", "skills", "x"))
        data = draw(ANYTHING | st.dictionaries(names, ANYTHING | st.just("id-1"), max_size=4))
        verb = draw(st.sampled_from([*intents.VERBS, "other"]))
        raw |= {"name": "adaptiveCard/action", "value": {"action": {"verb": verb, "data": data}}}
    return raw


@given(activities())
def test_whatever_the_guard_lets_through_is_read_without_an_error(raw: Json) -> None:
    try:
        admitted = parse(json.dumps(raw).encode())
        check_shape(admitted)
    except Refused:
        return
    found, intent = intents.arrival(admitted), intents.read(admitted)
    assert isinstance(found, intents.Arrival)
    assert isinstance(intent, intents.Intent)
    effect = intents.effect(admitted)
    assert effect == intents.effect(admitted | {"id": "another"})

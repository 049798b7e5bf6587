"""A mentor outside, by mail and a page: real SMTP, real HTTP, real MongoDB."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from matching.thread import OfferId, OfferState, State, ThreadId
from teams_bot import links
from teams_bot.jobs import Worker
from teams_bot.replying.door import BODY_MOST, PER_MINUTE, Allowance
from tests.support.company import ANSWER, QUESTION
from tests.support.outside import OLGA, Outside, Page
from tests.support.post import link_of, text_of

FORM = "application/x-www-form-urlencoded"


async def test_from_import_to_rating_over_mail_and_the_page(outside: Outside) -> None:
    company, post = outside.company, outside.post
    await outside.bring()
    await outside.bring()
    assert [each["To"] for each in post.mails] == ["olga@home.test"]
    assert "May you be asked?" in (await outside.get(link_of(post.mails[0]))).words
    assert not (await company.person("olga")).opted_in
    await outside.send(link_of(post.mails[0]), do="join")
    assert (await company.person("olga")).opted_in

    await outside.alone()
    await company.ask("How do I pivot in Excel? Lea's boss Ana Q asked me")
    offer = post.mails[1]
    assert "> How do I pivot in Excel? [name]'s boss [name] asked me" in text_of(offer)
    assert "Lea" not in text_of(offer)
    link = link_of(offer)
    page = await outside.get(link)
    assert (page.status, "Your answer" in page.words) == (200, True)
    done = await outside.send(link, do="answer", answer=ANSWER, nonce=page.nonce)
    assert "Thank you, your answer was sent" in done.words
    await company.quiet()
    assert ANSWER in await company.told("lea", ANSWER)

    await company.press("lea", "follow_up", {"text": "Thank you! And on Ana's Mac, says Lea?"})
    await company.quiet()
    line = post.mails[2]
    assert "And on [name]'s Mac, says [name]?" in text_of(line)
    assert line["In-Reply-To"] == offer["Message-ID"]
    page = await outside.get(link_of(line))
    assert "And on [name]'s Mac" in page.words
    await outside.send(link_of(line), do="follow_up", text="The same.", nonce=page.nonce)
    await company.told("lea", "The same.")

    await company.finish(thanks="Lea says thank you")
    assert "[name] says thank you" in text_of(post.mails[3])
    assert (await company.thread()).state is State.CLOSED
    over = await outside.get(link)
    assert (over.status, "this question is closed" in over.words) == (200, True)
    assert len(post.mails) == 4


async def test_opening_links_changes_nothing(outside: Outside) -> None:
    await outside.bring()
    await outside.joined()
    await outside.alone()
    await outside.company.ask()
    before = await outside.everything()
    for mail in outside.post.mails:
        for _ in range(3):
            assert (await outside.get(link_of(mail))).status == 200
        async with outside.company.http.head(link_of(mail)) as response:
            assert response.status == 200
    assert await outside.everything() == before


# ---- what a learner sees, and may forbid


async def test_the_learner_reads_what_leaves_before_it_leaves_and_may_keep_it_inside(
    outside: Outside,
) -> None:
    company, post = outside.company, outside.post
    await outside.joined()
    await outside.alone()
    await company.rule(outside_notice_minutes=5, exploration=0)
    await company.change("dan", opted_in=True)
    await company.ask("How do I pivot Lea's sheet in Excel?")
    card = await company.told("lea", "Outside the company it would read:")
    assert "How do I pivot [name]'s sheet in Excel?" in card
    assert len(post.mails) == 1
    reply = await company.press("lea", "inside")
    assert "stays inside" in reply.said
    await company.quiet()
    await company.later(minutes=6)
    thread = await company.thread()
    assert len(post.mails) == 1
    assert [(each.mentor, each.state) for each in thread.offers] == [
        ("olga", OfferState.WITHDRAWN),
        ("dan", OfferState.SENT),
    ]
    assert (await company.press_raw("lea", "inside", {"thread": thread.id})).status == 200


async def test_the_first_mail_of_a_question_waits_and_then_leaves(outside: Outside) -> None:
    company = outside.company
    await outside.joined()
    await outside.alone()
    await company.rule(outside_notice_minutes=5, exploration=0)
    await company.ask()
    await company.later(minutes=4)
    assert len(outside.post.mails) == 1
    await company.later(minutes=2)
    assert len(outside.post.mails) == 2
    assert "is asked by mail" in " ".join(company.seen("lea"))


async def test_no_mail_leaves_when_the_hours_end_while_it_is_held_back(outside: Outside) -> None:
    now = outside.company.parts.services.now()
    opened, ends = now - timedelta(hours=1), now + timedelta(minutes=3)
    await outside.joined(hours=f"{opened:%a %H:%M}-{ends:%H:%M}".lower())
    await outside.alone()
    await outside.company.rule(outside_notice_minutes=5)
    (offer,) = (await outside.company.ask()).offers
    again = opened.replace(second=0, microsecond=0) + timedelta(days=7)
    assert offer.due == again
    await outside.company.later(minutes=6)
    assert len(outside.post.mails) == 1  # the invitation alone


async def test_no_question_leaves_where_the_rule_forbids_it(outside: Outside) -> None:
    await outside.joined()
    await outside.alone()
    await outside.company.rule(outside=False, exploration=0)
    thread = await outside.company.ask()
    assert thread.state is State.UNANSWERED
    assert "outside the company" in " ".join(outside.company.seen("lea"))


@pytest.mark.parametrize(
    ("contract", "why"),
    [
        ({"contract_until": "2020-01-31"}, "contract_ended"),
        ({"contract_minutes": 2}, "contract_used_up"),
    ],
)
async def test_nobody_is_asked_beyond_a_contract(
    outside: Outside, contract: dict[str, Any], why: str
) -> None:
    await outside.bring(**contract)
    await outside.company.change("olga", opted_in=True)
    await outside.alone()
    thread = await outside.company.ask()
    refusals = [each for made in thread.shortlists for each in made.refusals]
    assert [each.reason for each in refusals if each.mentor == OLGA] == [why]


# ---- pass, pause, stop


async def test_a_mentor_passes_pauses_and_stops_on_the_page(outside: Outside) -> None:
    company = outside.company
    await outside.joined()
    await outside.alone()
    await company.ask()
    link = link_of(outside.post.mails[1])
    page = await outside.get(link)
    done = await outside.send(
        link, do="pass", nonce=page.nonce, suggest="Dan", reason="Old version"
    )
    assert "Thank you for telling us" in done.words
    [offer] = (await company.thread()).offers
    assert (offer.state, offer.suggestion, offer.reason) == (
        OfferState.PASSED,
        "Dan",
        "Old version",
    )
    day = (company.parts.services.now() + timedelta(days=9)).date().isoformat()
    assert "You are asked nothing until" in (await outside.send(link, do="pause", until=day)).words
    assert (await company.person("olga")).away_until is not None
    for until in ("", "soon", "2020-01-01"):
        assert (await outside.send(link, do="pause", until=until)).status == 409
    assert "until" not in (await outside.send(link, do="resume")).words.split("Ask me")[0]
    assert (await company.person("olga")).away_until is None
    assert "You are not asked any more" in (await outside.send(link, do="leave")).words
    await company.quiet()
    assert not (await company.person("olga")).opted_in
    await outside.send(link, do="join")
    assert (await company.person("olga")).opted_in


# ---- links and forms that are not right


async def offered(outside: Outside) -> tuple[str, Page]:
    """A question that Olga has a link to, and its page."""
    await outside.joined()
    await outside.alone()
    await outside.company.ask()
    link = link_of(outside.post.mails[1])
    return link, await outside.get(link)


async def test_a_form_that_is_sent_twice_has_one_effect(outside: Outside) -> None:
    link, page = await offered(outside)
    twice = [outside.send(link, do="answer", answer=ANSWER, nonce=page.nonce) for _ in range(8)]
    done = await asyncio.gather(*twice)
    assert {each.status for each in done} == {200}
    other = await outside.send(link, do="answer", answer="Another", nonce=page.nonce)
    assert (other.status, "Another" in other.html) == (409, True)
    line = await outside.get(link)
    for text in ("More", "More", "Even more"):
        await outside.send(link, do="follow_up", text=text, nonce=line.nonce)
    thread = await outside.company.thread()
    assert [each.text for each in thread.answers] == [ANSWER]
    assert [each.text for each in thread.follow_ups] == ["More"]


async def test_a_refused_form_keeps_what_was_typed_and_says_why(outside: Outside) -> None:
    link, page = await offered(outside)
    for text, nonce, why in (
        ("", page.nonce, "The answer was empty"),
        ("x" * 2001, page.nonce, "2000 are the most"),
        ("<script>alert(1)</script>", "forged.nonce", "out of date"),
    ):
        done = await outside.send(link, do="answer", answer=text, nonce=nonce)
        assert (done.status, why in done.words) == (409, True)
        assert 'role="alert"' in done.html
        assert text.replace("<", "&lt;").replace(">", "&gt;") in done.html
        assert "<script" not in done.html
    assert (await outside.company.thread()).answers == ()


async def test_each_link_that_does_not_open_says_so_in_one_sentence(outside: Outside) -> None:
    company = outside.company
    link, _ = await offered(outside)
    services, thread = company.parts.services, await company.thread()

    async def made(wish: links.Link, expires: datetime) -> str:
        key = await services.signing_key()
        return f"{company.url}/reply/{links.token(key, services.tenant, wish, expires)}"

    right = links.OfferLink(thread=thread.id, offer=thread.offers[0].id)
    nowhere = links.OfferLink(thread=ThreadId("no"), offer=OfferId("no"))
    now, later = services.now(), services.now() + timedelta(hours=1)
    other_mail = links.JoinLink(person=OLGA, mail="old")
    for given, status, says in (
        (link[:-2] + ("AA" if link[-2:] != "AA" else "BB"), 404, "This link is not valid."),
        (f"{company.url}/reply/x", 404, "This link is not valid."),
        (await made(right, now), 410, "expired"),
        (await made(nowhere, later), 410, "no longer here"),
        (await made(other_mail, later), 410, "no longer open"),
    ):
        for page in (await outside.get(given), await outside.send(given, do="answer", answer="x")):
            assert (page.status, says in page.words) == (status, True)
            assert QUESTION not in page.html
    assert (await company.thread()).answers == ()


async def test_a_contract_that_ended_or_a_question_that_is_over_takes_nothing(
    outside: Outside,
) -> None:
    company = outside.company
    link, page = await offered(outside)
    form = {"do": "answer", "answer": ANSWER, "nonce": page.nonce}
    await company.change("olga", contract_until="2020-01-31")
    for seen in (await outside.get(link), await outside.send(link, headers=None, **form)):
        assert (seen.status, "contract" in seen.words, QUESTION in seen.html) == (403, True, False)
    await company.change("olga", contract_until="")
    await company.press("lea", "cancel")
    for seen in (await outside.get(link), await outside.send(link, headers=None, **form)):
        assert (seen.status, "taken back" in seen.words, QUESTION in seen.html) == (
            410,
            True,
            False,
        )
    assert (await company.thread()).answers == ()


async def test_a_form_from_elsewhere_or_of_another_kind_is_refused(outside: Outside) -> None:
    link, page = await offered(outside)
    form = {"do": "answer", "answer": ANSWER, "nonce": page.nonce}
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.test"},
    ):
        assert (await outside.send(link, headers=headers, **form)).status == 403
    for kind, body, status in (
        ("application/json", b"{}", 415),
        (FORM, b"do=answer&answer=" + b"x" * BODY_MOST, 413),
        (FORM, b"\xff=1", 400),
        (FORM, b"do=answer&answer=%ff", 400),
        (FORM, b"&".join(b"a=1" for _ in range(50)), 400),
        (FORM, b"do=elsewhere", 400),
        (FORM, b"do=follow_up&text=x", 400),
        (FORM, b"", 400),
    ):
        async with outside.company.http.post(
            link, data=body, headers={"Content-Type": kind}
        ) as response:
            assert response.status == status, body[:40]
    assert (await outside.company.thread()).answers == ()
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
    assert (await outside.send(link, headers=own, **form)).status == 200


async def test_every_page_is_kept_to_itself(outside: Outside) -> None:
    link, page = await offered(outside)
    for each in (page, await outside.get(link + "x")):
        policy = each.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert (each.headers["Cache-Control"], each.headers["Referrer-Policy"]) == (
            "no-store",
            "no-referrer",
        )
        assert "noindex" in each.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in each.headers
        assert "<script" not in each.html


async def test_one_link_may_be_used_so_often_a_minute(outside: Outside) -> None:
    link, _ = await offered(outside)
    statuses = [(await outside.get(f"{link}y")).status for _ in range(PER_MINUTE + 3)]
    assert (statuses[0], statuses[-1]) == (404, 429)
    assert (await outside.get(link)).status == 200


async def test_a_link_is_used_so_often_in_all_processes_together(outside: Outside) -> None:
    link, _ = await offered(outside)
    name = f"reply:{links.digest(link.rsplit('/', 1)[1])}"
    store = outside.company.store
    elsewhere = [await store.knock(name, PER_MINUTE) for _ in range(PER_MINUTE - 2)]
    assert all(elsewhere)
    pages = [await outside.get(link) for _ in range(3)]
    assert pages[0].status == 200
    assert (pages[-1].status, pages[-1].headers["Retry-After"]) == (429, "60")
    refused = await outside.send(link, do="answer", answer=ANSWER)
    assert refused.status == 429
    assert (await outside.company.thread()).answers == ()


def test_an_allowance_comes_back_with_time_and_forgets_who_came_first() -> None:
    now = [0.0]
    allowance = Allowance(lambda: now[0])
    assert [allowance.spend("a") for _ in range(PER_MINUTE + 1)] == [True] * PER_MINUTE + [False]
    assert allowance.spend("b")
    now[0] = 60 / PER_MINUTE
    assert [allowance.spend("a"), allowance.spend("a")] == [True, False]


# ---- a mail server that is away, refuses, or is lost


async def test_a_mail_server_that_is_away_loses_nothing_and_sends_nothing_twice(
    outside: Outside,
) -> None:
    company, post = outside.company, outside.post
    await outside.joined()
    await outside.alone()
    await post.close()
    await company.say("lea", QUESTION)

    async def tried() -> bool:
        return any(each.get("unsent", 0) > 1 for each in await company.jobs(kind="offer"))

    await company.until(tried, "several tries")
    assert len(post.mails) == 1
    await post.open()
    await company.until(lambda: len(post.mails) > 1, "the mail", seconds=20)
    await company.quiet()
    assert len(post.mails) == 2


async def test_a_doubtful_mail_is_repeated_once_under_its_own_name(outside: Outside) -> None:
    company, post = outside.company, outside.post
    await outside.joined()
    await outside.alone()
    post.drops = "DATA"
    await company.say("lea", QUESTION)
    await company.until(lambda: len(post.mails) == 2, "the mail")

    async def released() -> bool:
        [job] = await company.jobs(kind="offer")
        return bool(job["state"] == "pending" and job["ambiguous"] == 1)

    await company.until(released, "the doubt to be noted")
    await company.store.driver.collection("lanes").delete_many({"tenant": company.store.tenant})
    await company.until(lambda: len(post.mails) == 3, "the repeat")

    async def settled() -> bool:
        [job] = await company.jobs(kind="offer")
        return bool(job["state"] == "uncertain")

    await company.until(settled, "the end of it")
    assert post.mails[1]["Message-ID"] == post.mails[2]["Message-ID"]
    post.drops = ""


async def test_a_mailbox_that_is_gone_is_asked_no_more_and_others_are(outside: Outside) -> None:
    company, post = outside.company, outside.post
    await outside.joined()
    await outside.alone()
    await company.change("dan", opted_in=True)
    post.answers["RCPT"] = "550 5.1.1 no such user"
    await company.say("lea", QUESTION)
    await company.message("dan", "answer")
    await company.quiet()
    assert not (await company.person("olga")).reachable
    assert len(post.mails) == 1
    post.answers.clear()
    await outside.bring(mail="olga@new.test")  # she agreed before: no invitation
    assert (await company.person("olga")).reachable
    assert len(post.mails) == 1


async def test_without_a_mail_server_others_are_asked_at_once(outside: Outside) -> None:
    company = outside.company
    await outside.joined()
    await outside.alone()
    await company.change("dan", opted_in=True)
    company.parts.workers[0]._mailer = Worker(
        company.parts.services, company.parts.courier
    )._mailer
    await company.say("lea", QUESTION)
    await company.message("dan", "answer")
    await company.quiet()
    assert [each["why"] for each in await company.jobs(kind="offer", state="dead")] == [
        "no_mail_server"
    ]


async def test_who_comes_to_teams_is_asked_there(outside: Outside) -> None:
    company = outside.company
    await outside.joined()
    await outside.alone()
    gus = await company.person("dan")
    await company.change("olga", address=gus.address)
    thread = await company.ask()
    assert [each.outside for each in thread.offers] == [False]
    assert len(outside.post.mails) == 1

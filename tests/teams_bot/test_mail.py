"""Mails to a real SMTP server on loopback: what it is sent, and what is known of each after."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtplib import SMTPResponseException
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from storage.embedded import free_port
from teams_bot.courier.fates import Fate
from teams_bot.letters import Letter
from teams_bot.mail import Mailer, answers
from teams_bot.mail.fates import Moment, judge
from teams_bot.mail.writing import BadAddressError, Envelope, mail_of
from teams_bot.smtp_url import mail_server
from tests.support.post import PostOffice, html_of, post_office, text_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LETTER = Letter(
    subject="A short question: How do I pivot?",
    says=("Hello Olga,", "Somebody asks:"),
    quoted="How do I pivot?\n<b>Now</b> & then",
    then=("It is about: Excel.",),
    button="Answer, pass or pause",
    link="https://mentor.acme.test/reply/abc",
    foot=("The link is yours alone.",),
)


def mailer(url: str, **more: object) -> Mailer:
    usual: dict[str, object] = {"seconds": 3.0}
    return Mailer(
        mail_server(url),
        sender="mentor@acme.test",
        tenant="acme",
        now=lambda: NOW,
        **usual | more,  # type: ignore[arg-type]
    )


@pytest.fixture
async def post() -> AsyncIterator[PostOffice]:
    async with post_office() as office:
        yield office


async def test_a_letter_arrives_as_text_and_html_with_one_link(post: PostOffice) -> None:
    delivery = await mailer(post.url).send("olga@home.test", LETTER, "offer:1")
    [mail] = post.mails
    assert (delivery.fate, delivery.sent_id) == (Fate.SENT, mail["Message-ID"])
    assert post.to == ["olga@home.test"]
    assert (mail["From"], mail["To"]) == ("Nanomentor <mentor@acme.test>", "olga@home.test")
    assert (mail["Subject"], mail["Auto-Submitted"]) == (LETTER.subject, "auto-generated")
    assert mail["Date"] == "Mon, 23 Nov 2026 08:00:00 +0000"
    assert "> How do I pivot?\n> <b>Now</b> & then\n" in text_of(mail)
    assert text_of(mail).count("https://mentor.acme.test/reply/abc") == 1
    assert "&lt;b&gt;Now&lt;/b&gt; &amp; then" in html_of(mail)
    assert "<img" not in html_of(mail)
    assert "<a " in html_of(mail)


async def test_a_repeat_is_recognised_by_its_message_id(post: PostOffice) -> None:
    for key in ("offer:1", "offer:1", "offer:2"):
        await mailer(post.url).send("olga@home.test", LETTER, key)
    first, again, other = (each["Message-ID"] for each in post.mails)
    assert first == again != other


@pytest.mark.parametrize(
    "evil",
    ["Hi\r\nBcc: eve@evil.test", "Hi\nX: y\n\nbody", "\u2028Bcc: eve\u0085Cc: x", "a" * 900],
)
async def test_no_words_break_out_of_a_header(post: PostOffice, evil: str) -> None:
    letter = Letter(subject=evil, says=(evil,), quoted=evil, button=evil, link="https://x/reply/y")
    assert (await mailer(post.url).send("olga@home.test", letter, "k")).fate is Fate.SENT
    [mail] = post.mails
    assert sorted(mail.keys()) == sorted(
        (
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
        )
    )
    assert post.to == ["olga@home.test"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "olga",
        "@home.test",
        "a@b@c",
        "o@home.test\r\nBcc: e@evil.test",
        "<o@h.test>",
        "\u00f6@h.test",
        "a@" + "x" * 70,
    ],
)
async def test_what_is_no_address_is_not_sent_to(post: PostOffice, address: str) -> None:
    delivery = await mailer(post.url).send(address, LETTER, "k")
    assert (delivery.fate, delivery.why) == (Fate.UNREACHABLE, "no_mail_address")
    assert post.mails == []


def test_a_domain_that_is_not_ascii_is_written_as_the_dns_has_it() -> None:
    envelope = Envelope(sender="m@acme.test", to="olga@b\u00fccher.test", tenant="acme", key="k")
    assert mail_of(LETTER, envelope, NOW).to == "olga@xn--bcher-kva.test"
    with pytest.raises(BadAddressError):
        mail_of(LETTER, Envelope(sender="nobody", to="o@h.test", tenant="acme", key="k"), NOW)


@pytest.mark.parametrize(
    ("command", "answer", "fate"),
    [
        ("MAIL", "451 4.7.1 later", Fate.AGAIN),
        ("MAIL", "550 5.7.1 not you", Fate.REFUSED),
        ("RCPT", "450 4.2.0 greylisted", Fate.AGAIN),
        ("RCPT", "452 4.2.2 full", Fate.AGAIN),
        ("RCPT", "550 5.1.1 no such user", Fate.UNREACHABLE),
        ("RCPT", "550 no such user", Fate.UNREACHABLE),
        ("RCPT", "550 5.2.1 disabled", Fate.UNREACHABLE),
        ("RCPT", "550 5.7.1 no relaying", Fate.REFUSED),
        ("RCPT", "552 5.2.2 full", Fate.REFUSED),
        ("RCPT", "554 no", Fate.REFUSED),
        ("DATA", "451 4.3.0 later", Fate.AGAIN),
        ("DATA", "554 5.6.0 spam", Fate.REFUSED),
    ],
)
async def test_each_answer_of_the_server_has_its_fate(
    post: PostOffice, command: str, answer: str, fate: Fate
) -> None:
    post.answers[command] = answer
    delivery = await mailer(post.url).send("olga@home.test", LETTER, "k")
    assert (delivery.fate, delivery.why) == (fate, f"smtp_{answer[:3]}")
    assert post.mails == []
    assert (delivery.wait > 0) is (fate is Fate.AGAIN)


@pytest.mark.parametrize(
    ("command", "fate", "arrived"),
    [("MAIL", Fate.UNSENT, 0), ("RCPT", Fate.UNSENT, 0), ("DATA", Fate.AMBIGUOUS, 1)],
)
async def test_only_a_connection_lost_after_the_content_leaves_a_doubt(
    post: PostOffice, command: str, fate: Fate, arrived: int
) -> None:
    post.drops = command
    delivery = await mailer(post.url).send("olga@home.test", LETTER, "k")
    assert (delivery.fate, len(post.mails)) == (fate, arrived)
    assert delivery.wait > 0


async def test_a_server_that_is_not_there_or_is_silent_was_sent_nothing() -> None:
    nowhere = f"smtp://127.0.0.1:{free_port()}"
    assert (await mailer(nowhere).send("o@h.test", LETTER, "k")).fate is Fate.UNSENT
    held = []
    silent = await asyncio.start_server(lambda *streams: held.append(streams), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    quick = mailer(f"smtp://127.0.0.1:{port}", seconds=0.2)
    assert (await quick.send("o@h.test", LETTER, "k")).fate is Fate.UNSENT
    for _, writer in held:
        writer.close()
    silent.close()


async def test_without_a_server_nothing_is_sent() -> None:
    none = Mailer(None, sender="", tenant="acme", now=lambda: NOW)
    assert (await none.send("o@h.test", LETTER, "k")).fate is Fate.REFUSED


def test_what_is_no_answer_of_smtp_says_nothing_about_the_mail() -> None:
    assert judge(SMTPResponseException(299, "?"), Moment.CONTENT).fate is Fate.AMBIGUOUS
    assert judge(SMTPResponseException(535, "no"), Moment.CONNECTING).fate is Fate.UNSENT


# ---- encryption and login


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What the server shows, and what trusts it."""
    import ipaddress  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder: Path = tmp_path_factory.mktemp("tls")
    pem = made.public_bytes(serialization.Encoding.PEM)
    (folder / "cert.pem").write_bytes(pem)
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
async def test_the_connection_is_encrypted_and_the_password_checked(
    certificate: tuple[ssl.SSLContext, ssl.SSLContext], scheme: str
) -> None:
    shown, trust = certificate
    starttls = scheme == "smtp+starttls"
    async with post_office(tls=shown, starttls=starttls, auth=True) as office:
        url = f"{scheme}://bot:s%3Acret@127.0.0.1:{office.port}"
        sent = await mailer(url, trust=trust).send("o@h.test", LETTER, "k")
        assert (sent.fate, sent.why, len(office.mails)) == (Fate.SENT, "", 1)
        assert await answers(mail_server(url), trust=trust) == ""

        stranger = await mailer(url).send("o@h.test", LETTER, "k")  # nobody we trust
        assert (stranger.fate, len(office.mails)) == (Fate.UNSENT, 1)

        wrong = url.replace("s%3Acret", "wrong")
        assert (await mailer(wrong, trust=trust).send("o@h.test", LETTER, "k")).why == "smtp_535"
        assert await answers(mail_server(wrong), trust=trust) == "smtp_535"


async def test_a_server_without_encryption_is_not_given_the_mail(post: PostOffice) -> None:
    url = post.url.replace("smtp://", "smtp+starttls://")
    assert (await mailer(url).send("o@h.test", LETTER, "k")).fate is Fate.UNSENT
    assert post.mails == []

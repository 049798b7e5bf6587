import pytest

from teams_bot.settings import BadSettings, Settings, read_settings, require_service
from teams_bot.smtp_url import Encryption, mail_server


@pytest.mark.parametrize(
    ("url", "place", "encryption", "login"),
    [
        ("smtp://mail.acme.test", ("mail.acme.test", 25), Encryption.NEVER, ("", "")),
        ("smtp://127.0.0.1:2525/", ("127.0.0.1", 2525), Encryption.NEVER, ("", "")),
        ("smtp://u:p@localhost:25", ("localhost", 25), Encryption.NEVER, ("u", "p")),
        ("smtp://u:p@[::1]:25", ("::1", 25), Encryption.NEVER, ("u", "p")),
        ("smtps://u:p%40ss@m.test", ("m.test", 465), Encryption.FROM_THE_START, ("u", "p@ss")),
        ("smtp+starttls://m.test", ("m.test", 587), Encryption.BEFORE_THE_PASSWORD, ("", "")),
    ],
)
def test_a_url_names_the_server(url, place, encryption, login):
    found = mail_server(url)
    assert ((found.host, found.port), found.encryption) == (place, encryption)
    assert (found.user, found.password) == login
    assert "p@ss" not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "mail.acme.test",
        "http://mail.acme.test",
        "smtp://",
        "smtp://m.test:0",
        "smtp://m.test:99999",
        "smtp://m.test/box",
        "smtp://m.test?from=x",
        "smtp://canary@m.test",
        "smtps://:canary@m.test",
        "smtps://u%0a:canary@m.test",
        "smtp://u:canary@m.test",
        "smtp://[::1",
    ],
)
def test_a_wrong_url_is_told_in_one_sentence_without_the_password(url):
    with pytest.raises(BadSettings) as told:
        read_settings({"SMTP_URL": url})
    assert str(told.value).startswith("SMTP_URL")
    assert "canary" not in str(told.value)
    assert str(told.value).count("\n") == 0


@pytest.mark.parametrize("sender", ["mentor", "a@b\nBcc: c@d", "Ana <a@b.test>", "a@b c"])
def test_a_wrong_sender_is_told(sender):
    with pytest.raises(BadSettings, match="MAIL_FROM"):
        read_settings({"MAIL_FROM": sender})


def test_the_sender_is_at_the_host_of_the_links_where_nothing_else_is_known():
    given = {"SMTP_URL": "smtp://relay.test", "PUBLIC_URL": "https://mentor.acme.test"}
    assert read_settings(given).mail_from == "nanomentor@mentor.acme.test"
    assert read_settings(given).mails
    assert read_settings(given | {"PUBLIC_URL": "https://[x"}).mail_from == "nanomentor@localhost"


def test_mails_without_an_address_for_their_links_are_refused():
    settings = Settings(
        mongodb_uri="mongodb://x", anonymous=True, smtp=mail_server("smtp://relay.test")
    )
    with pytest.raises(BadSettings, match="PUBLIC_URL"):
        require_service(settings)
    assert not settings.mails

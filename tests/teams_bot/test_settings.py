"""The environment is read once, checked, and told about in one sentence."""

import re
from pathlib import Path
from typing import Any, Final

import pytest

from teams_bot.settings import (
    LOCAL_TENANT,
    SETTINGS,
    BadSettings,
    Settings,
    doubts,
    env_example,
    read_settings,
    require_database,
    require_service,
)

ROOT: Final = Path(__file__).parents[2]
APP: Final = "11111111-2222-3333-4444-55555555abcd"
TENANT: Final = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
COMPLETE: Final = {
    "MicrosoftAppId": APP,
    "MicrosoftAppPassword": "very secret",
    "MicrosoftAppTenantId": TENANT,
    "MONGODB_URI": "mongodb://ana:hidden@127.0.0.1/?replicaSet=rs0",
}
TRIAL: Final = {"NANOMENTOR_ANONYMOUS": "1", "MONGODB_URI": "mongodb://127.0.0.1"}


def test_an_empty_environment_gives_the_defaults() -> None:
    found = read_settings({})
    assert found == Settings()
    assert (found.host, found.port, found.metrics_port) == ("127.0.0.1", 3978, None)
    assert (found.mongodb_database, found.mongodb_driver) == ("nanomentor", "pymongo")
    assert (found.tenant, found.tenant_given, found.anonymous) == (LOCAL_TENANT, False, False)


@pytest.mark.parametrize(
    ("name", "given", "field", "value"),
    [
        ("MicrosoftAppId", f" {APP.upper()} ", "app_id", APP),
        ("MicrosoftAppPassword", " Se cret~ ", "app_password", "Se cret~"),
        ("MicrosoftAppType", "multitenant", "app_type", "MultiTenant"),
        ("MicrosoftAppType", " ", "app_type", "SingleTenant"),
        ("MicrosoftAppTenantId", TENANT.upper(), "tenant", TENANT),
        ("MONGODB_URI", " mongodb://a ", "mongodb_uri", "mongodb://a"),
        ("MONGODB_DATABASE", "pilot", "mongodb_database", "pilot"),
        ("MONGODB_DRIVER", "motor", "mongodb_driver", "motor"),
        ("SIMILAR_BY", "", "similar_by", "model"),
        ("SIMILAR_BY", "characters", "similar_by", "characters"),
        ("HOST", "[::1]", "host", "::1"),
        ("PORT", "80", "port", 80),
        ("PORT", "", "port", 3978),
        ("PORT", "65535", "port", 65535),
        ("METRICS_PORT", "9090", "metrics_port", 9090),
        ("DRAIN_SECONDS", "", "drain_seconds", 3),
        ("DRAIN_SECONDS", "0", "drain_seconds", 0),
        ("DRAIN_SECONDS", "60", "drain_seconds", 60),
        ("METRICS_PORT", " ", "metrics_port", None),
        ("PUBLIC_URL", "https://m.example.com/", "public_url", "https://m.example.com"),
        ("MAIL_FROM", "m@acme.test", "mail_from", "m@acme.test"),
        ("SMTP_URL", "smtps://b%40acme.test:p@mail.acme.test", "mail_from", "b@acme.test"),
        ("SMTP_URL", "smtp://mail.acme.test", "mail_from", "nanomentor@localhost"),
        ("NANOMENTOR_ANONYMOUS", "1", "anonymous", True),
        ("NANOMENTOR_ANONYMOUS", "Yes", "anonymous", True),
        ("NANOMENTOR_ANONYMOUS", "true", "anonymous", True),
        ("NANOMENTOR_ANONYMOUS", "0", "anonymous", False),
        ("NANOMENTOR_ANONYMOUS", "no", "anonymous", False),
        ("NANOMENTOR_ANONYMOUS", "FALSE", "anonymous", False),
    ],
)
def test_a_variable_is_read_as(name: str, given: str, field: str, value: Any) -> None:
    assert getattr(read_settings({name: given}), field) == value


@pytest.mark.parametrize(
    ("name", "given"),
    [
        *(("PORT", each) for each in ("0", "65536", "-1", "http", "3978.0", "3 978", "٣x")),
        *(("METRICS_PORT", each) for each in ("0", "99999", "on")),
        *(("DRAIN_SECONDS", each) for each in ("61", "-1", "soon", "2.5")),
        *(("NANOMENTOR_ANONYMOUS", each) for each in ("2", "on", "maybe")),
        ("MicrosoftAppType", "UserAssignedMSI"),
        ("SIMILAR_BY", "magic"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_may_be(name: str, given: str) -> None:
    with pytest.raises(BadSettings, match=rf"^{name} is .*{re.escape(given)}.*\.$"):
        read_settings({name: given})


def test_the_option_wins_over_the_environment_and_is_compared_in_small_letters() -> None:
    found = read_settings({"MicrosoftAppTenantId": "b"}, tenant=f" {TENANT.upper()} ")
    assert (found.tenant, found.tenant_given) == (TENANT, True)
    assert read_settings({"MicrosoftAppTenantId": "b"}, tenant=" ").tenant == "b"


def test_nothing_secret_is_shown_when_the_settings_are() -> None:
    shown = repr(read_settings(COMPLETE))
    assert "very secret" not in shown
    assert "hidden" not in shown


def test_the_process_environment_is_read_where_no_other_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "4001")
    assert read_settings().port == 4001


# ---- what a command needs


def test_a_database_is_needed() -> None:
    with pytest.raises(BadSettings, match=r"^MONGODB_URI is not set"):
        require_database(Settings())
    require_database(read_settings(COMPLETE))


@pytest.mark.parametrize("name", ["a b", "a.b", "a/b", "$x", 'a"b', "x" * 39])
def test_a_database_has_a_simple_name(name: str) -> None:
    with pytest.raises(BadSettings, match=r"^MONGODB_DATABASE is a name"):
        require_database(read_settings(COMPLETE | {"MONGODB_DATABASE": name}))


@pytest.mark.parametrize(
    "name", ["MicrosoftAppId", "MicrosoftAppPassword", "MicrosoftAppTenantId"]
)
def test_a_credential_that_is_missing_is_named(name: str) -> None:
    with pytest.raises(BadSettings, match=rf"^{name} must be set"):
        require_service(read_settings(COMPLETE | {name: ""}))


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(
        BadSettings, match=r"^MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId must"
    ):
        require_service(read_settings({"MONGODB_URI": "mongodb://a"}))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1.2.3", "localhost", "LocalHost", "::1", "[::1]"]
)
def test_without_tokens_a_loopback_host_may_serve(host: str) -> None:
    require_service(read_settings(TRIAL | {"HOST": host}))


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "10.0.0.7", "mentor.example.com", "localhost.x"]
)
def test_without_tokens_no_other_host_may_serve(host: str) -> None:
    with pytest.raises(
        BadSettings, match=r"^NANOMENTOR_ANONYMOUS=1 is allowed on a loopback HOST"
    ):
        require_service(read_settings(TRIAL | {"HOST": host}))
    require_service(read_settings(COMPLETE | {"HOST": host}))


@pytest.mark.parametrize(
    "address",
    ["", "https://m.example.com", "https://m.example.com:8443/bot", "http://127.0.0.1:3978"],
)
def test_a_public_address_is_https_or_this_machine(address: str) -> None:
    require_service(read_settings(COMPLETE | {"PUBLIC_URL": address}))


@pytest.mark.parametrize(
    "address",
    [
        "http://m.example.com",
        "m.example.com",
        "https://",
        "ftp://m.example.com",
        "https://user@m.example.com",
        "https://m.example.com?x=1",
        "https://m.example.com#x",
        "https://m.example.com:99999",
        "https://[::1",
        "https://m .example.com",
        "javascript:alert(1)",
    ],
)
def test_any_other_public_address_is_refused(address: str) -> None:
    with pytest.raises(BadSettings, match=r"^PUBLIC_URL is an https address"):
        require_service(read_settings(COMPLETE | {"PUBLIC_URL": address}))


def test_ids_that_cannot_be_ids_are_doubted_without_repeating_them() -> None:
    assert doubts(read_settings(COMPLETE)) == ()
    assert doubts(read_settings(TRIAL)) == ()
    found = doubts(
        read_settings(
            COMPLETE | {"MicrosoftAppId": "hush", "MicrosoftAppTenantId": "contoso.example"}
        )
    )
    assert [each.split()[0] for each in found] == ["MicrosoftAppId", "MicrosoftAppTenantId"]
    assert "hush" not in str(found)


# ---- the documents


def test_the_example_names_every_variable_once_with_its_help_and_default() -> None:
    lines = env_example().splitlines()
    assert [each for each in lines if not each.startswith("#")] == [f"{s.name}=" for s in SETTINGS]
    for each in SETTINGS:
        above = lines[lines.index(f"{each.name}=") - 1]
        assert each.help in above
        assert each.default in above


def test_every_variable_is_in_the_example_file() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert env_example() in text


def test_the_example_file_changes_nothing_when_it_is_loaded_as_it_is() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = dict(each.split("=", 1) for each in lines if each and not each.startswith("#"))
    assert read_settings(given) == Settings()

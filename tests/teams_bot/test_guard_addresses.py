"""Where a token may be sent: four hosts of Microsoft, and this machine during a trial."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from teams_bot.guard import service_url_allowed
from teams_bot.guard.addresses import TEAMS_HOSTS, is_loopback_authority

NEVER = [
    "",
    "https://",
    "//smba.trafficmanager.net/",
    "https:/smba.trafficmanager.net/",
    "HTTPS://smba.trafficmanager.net/",
    "https://SMBA.trafficmanager.net/",
    "https://smba.trafficmanager.net./",
    "https://smba.trafficmanager.net.evil.eu/",
    "https://smba.trafficmanager.net:444/",
    "https://smba.trafficmanager.net:0443/",
    "https://smba.trafficmanager.net:443@evil.eu/",
    "https://user@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net\\@evil.eu/",
    "https://evil.eu\\.smba.trafficmanager.net/",
    "https://evil.eu#smba.trafficmanager.net/",
    "https://evil.eu?smba.trafficmanager.net/",
    "https://smba.trafficmanager.net/..",
    "https://smba.trafficmanager.net/../",
    "https://smba.trafficmanager.net/.",
    "https://smba.trafficmanager.net/./emea/",
    "https://smba.trafficmanager.net/emea/..",
    "https://smba.trafficmanager.net/emea/../apis/",
    "https://smba.trafficmanager.net//../x",
    "https://smba.trafficmanager.net/%2e%2e/x",
    "https://smba.trafficmanager.net/.%2E/x",
    "https://smba.trafficmanager.net/..%2fx",
    "https://smba.trafficmanager.net/emea%2f..%2fx",
    "https://smba.trafficmanager.net/..;/x",
    "https://smba.trafficmanager.net/emea\\..\\x",
    "https://smba.trafficmanager.net/\\evil.eu",
    "https://user:word@smba.trafficmanager.net/emea/",
    "https://smba.trafficmanager.net/emea/?to=evil.eu",
    "https://smba.trafficmanager.net/emea/#evil.eu",
    "http://127.0.0.1:3979/connector/../admin",
    "http://localhost/..",
    "https://smba.trafficmanager.net/#x",
    "https://smba.trafficmanager.net/?x",
    "https://smba%2etrafficmanager.net/",
    "https://smba。trafficmanager.net/",
    "https://xn--smb-8cd.trafficmanager.net/",
    "https://smba.trafficmanager.net/\n",
    "\thttps://smba.trafficmanager.net/",
    "https://smba.trafficmanager.net/ x",
    "https://evil.trafficmanager.net/",
    "https://trafficmanager.net/",
    "https://smba.infra.teams.microsoft.com/",
    "ftp://smba.trafficmanager.net/",
    "http://127.0.0.1.evil.eu/",
    "http://127.0.0.1@evil.eu/",
    "http://127.0.0.256/",
    "http://127.1/",
    "http://2130706433/",
    "http://[::2]/",
    "http://[::ffff:127.0.0.1]/",
    "http://localhost.evil.eu/",
    "file:///etc/passwd",
    "https://smba.trafficmanager.net/" + "x" * 2048,
]


@pytest.mark.parametrize("url", NEVER)
def test_tricks_with_service_urls_fail_in_both_modes(url):
    assert not service_url_allowed(url, anonymous=False)
    assert not service_url_allowed(url, anonymous=True)


@pytest.mark.parametrize("host", TEAMS_HOSTS)
@pytest.mark.parametrize(
    "rest", ["", "/", ":443/", "/emea/0b1c2d3e-aaaa/", "/teams", "/v1..2/", "/.x/...", "/a.b/c"]
)
def test_the_four_hosts_of_teams_are_allowed_over_tls_only(host, rest):
    assert service_url_allowed(f"https://{host}{rest}", anonymous=False)
    assert service_url_allowed(f"https://{host}{rest}", anonymous=True)
    assert not service_url_allowed(f"http://{host}{rest}", anonymous=True)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.255.3.4", "[::1]"])
@pytest.mark.parametrize("rest", ["", "/", ":56150/_connector"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_loopback_is_allowed_in_anonymous_mode_only(scheme, host, rest):
    assert service_url_allowed(f"{scheme}://{host}{rest}", anonymous=True)
    assert not service_url_allowed(f"{scheme}://{host}{rest}", anonymous=False)


url_pieces = ["https://", "http://", *TEAMS_HOSTS, "localhost", "127.0.0.1", "evil.eu", "@", ":"]
url_pieces += ["443", "/", "\\", "#", "?", ".", "%2e", "[::1]", "а", "\n"]  # noqa: RUF001


@settings(max_examples=500)
@given(url=st.lists(st.sampled_from(url_pieces), max_size=6).map("".join))
def test_what_is_allowed_leads_where_the_http_client_would_go(url):
    if service_url_allowed(url, anonymous=True):
        host, secure = URL(url).host, url.startswith("https:")
        assert (host in TEAMS_HOSTS and secure) or is_loopback_authority(
            f"[{host}]" if ":" in str(host) else str(host)
        )
        assert URL(url).user is None

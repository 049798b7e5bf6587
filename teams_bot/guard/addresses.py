"""Which addresses may be trusted: the service URLs of Teams, and loopback for a trial.

Patterns match the whole text and list what is allowed, so that no two parsers can disagree about
user info, backslashes, percent-encoded or international hosts, upper case or a trailing dot.
"""

import re
from typing import Final

TEAMS_HOSTS: Final = (
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
)
"""Exact names, never `*.trafficmanager.net`: anybody can register a name there."""

LONGEST_URL: Final = 2048

_octet: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_loopback: Final = rf"(?:localhost|127(?:\.{_octet}){{3}}|\[::1\])(?::[0-9]{{1,5}})?"
_teams: Final = "(?:" + "|".join(map(re.escape, TEAMS_HOSTS)) + ")(?::443)?"
# No query and no fragment: paths are appended to it. No `.` and no `..` between the slashes:
# whoever resolves them may end up elsewhere on that host.
_path: Final = r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]*)*"

_loopback_authority: Final = re.compile(_loopback)
_teams_url: Final = re.compile(f"https://{_teams}{_path}")
_loopback_url: Final = re.compile(f"https?://{_loopback}{_path}")


def service_url_allowed(url: str, *, anonymous: bool) -> bool:
    """Whether an activity may name this service URL, and whether a token may be sent to it.

    Asked when an activity arrives, when its address is stored and again before each send: a
    stored address may have been poisoned. The list is Microsoft's (Agents SDK,
    `proactive_service_endpoints.py`).

    >>> service_url_allowed("https://smba.trafficmanager.net/emea/", anonymous=False)
    True
    >>> service_url_allowed("https://evil.trafficmanager.net/emea/", anonymous=False)
    False
    >>> service_url_allowed("http://127.0.0.1:3979/connector", anonymous=True)
    True
    >>> service_url_allowed("http://127.0.0.1:3979/connector", anonymous=False)
    False
    """
    patterns = (_teams_url, _loopback_url) if anonymous else (_teams_url,)
    return len(url) <= LONGEST_URL and any(pattern.fullmatch(url) for pattern in patterns)


def is_loopback_authority(authority: str) -> bool:
    """Whether a Host header (`host` or `host:port`) names this machine.

    >>> [is_loopback_authority(host) for host in ("localhost:3978", "[::1]", "127.0.0.1.evil.eu")]
    [True, True, False]
    """
    return _loopback_authority.fullmatch(authority.lower()) is not None

"""Whether a process can begin with its settings, and what of them cannot be right."""

import re
from typing import Final
from urllib.parse import urlsplit

from teams_bot.settings.reading import BadSettings, Settings
from teams_bot.smtp_url import on_this_machine

_GUID: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_DATABASE: Final = re.compile(r"[A-Za-z0-9_-]{1,38}")


def require_database(settings: Settings) -> None:
    """Refuse to go on without a database."""
    if not settings.mongodb_uri:
        raise BadSettings(
            "MONGODB_URI is not set. Set it to a MongoDB replica set, such as "
            "mongodb://127.0.0.1:27017/?replicaSet=rs0 (or try `make demo`, which brings its own)."
        )
    if not _DATABASE.fullmatch(settings.mongodb_database):
        raise BadSettings(
            "MONGODB_DATABASE is a name of at most 38 letters, digits, _ and -, "
            f"not {settings.mongodb_database!r}."
        )


def require_service(settings: Settings) -> None:
    """Refuse to serve without credentials, or without tokens where others could reach us."""
    require_database(settings)
    if settings.anonymous and not on_this_machine(settings.host):
        raise BadSettings(
            f"NANOMENTOR_ANONYMOUS=1 is allowed on a loopback HOST only, not on {settings.host}: "
            "anybody could speak as anybody. Set HOST=127.0.0.1 or unset NANOMENTOR_ANONYMOUS."
        )
    if settings.missing_credentials:
        raise BadSettings(
            f"{', '.join(settings.missing_credentials)} must be set: the values are on the bot's "
            "registration in Azure (README, Connect a Teams tenant). "
            "For a trial without Teams set NANOMENTOR_ANONYMOUS=1."
        )
    if settings.public_url and not _public(settings.public_url):
        raise BadSettings(
            "PUBLIC_URL is an https address such as https://mentor.example.com, "
            f"not {settings.public_url!r}."
        )
    if settings.smtp is not None and not settings.public_url:
        raise BadSettings(
            "SMTP_URL is set and PUBLIC_URL is not: every mail carries a link to PUBLIC_URL. "
            "Set it to the https address of this service, or unset SMTP_URL."
        )


def doubts(settings: Settings) -> tuple[str, ...]:
    """Say what is set, yet cannot be right: nothing would arrive, and nobody would see why."""
    if settings.anonymous:
        return ()
    ids = {"MicrosoftAppId": settings.app_id, "MicrosoftAppTenantId": settings.tenant}
    return tuple(
        f"{name} is not an id of Entra (32 hexadecimal digits with hyphens): "
        "every message of Teams would be refused."
        for name, value in ids.items()
        if not _GUID.fullmatch(value)
    )


def _public(address: str) -> bool:
    """Whether others can reach this address over https; a trial may name itself over http."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port  # an impossible port raises here
    except ValueError:
        return False
    if not host or parts.username or parts.query or parts.fragment or " " in address:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and on_this_machine(host))

"""Every variable: one row, shown in `.env.example` and the README."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One variable: its default and what it is for; `.env.example` and README show the table."""

    name: str
    default: str
    help: str


SETTINGS: Final = (
    Setting(name="MicrosoftAppId", default="", help="The bot's application (client) id in Entra"),
    Setting(name="MicrosoftAppPassword", default="", help="The client secret of that application"),
    Setting(
        name="MicrosoftAppType",
        default="SingleTenant",
        help="SingleTenant, or MultiTenant for bots registered before August 2025",
    ),
    Setting(
        name="MicrosoftAppTenantId",
        default="",
        help="The directory (tenant) id; activities of other tenants are refused",
    ),
    Setting(name="MONGODB_URI", default="", help="A MongoDB replica set without an arbiter"),
    Setting(name="MONGODB_DATABASE", default="nanomentor", help="The database's name"),
    Setting(name="MONGODB_DRIVER", default="pymongo", help="pymongo or motor"),
    Setting(
        name="SIMILAR_BY",
        default="model",
        help="How past questions are compared: model (by meaning where requirements-model.txt is "
        "installed, else by spelling) or characters (always by spelling)",
    ),
    Setting(name="HOST", default="127.0.0.1", help="The address to listen on"),
    Setting(name="PORT", default="3978", help="The port to listen on"),
    Setting(
        name="METRICS_PORT", default="", help="A loopback port for /metrics; empty: no metrics"
    ),
    Setting(
        name="DRAIN_SECONDS",
        default="3",
        help="So long after SIGTERM the service says that it is not ready, and still answers",
    ),
    Setting(
        name="PUBLIC_URL", default="", help="Where the service is reached from outside, https"
    ),
    Setting(
        name="SMTP_URL",
        default="",
        help="The mail server for mentors outside the organisation, such as "
        "smtp+starttls://user:password@mail.example.com:587; also smtps:// and smtp://. "
        "Empty: no mails",
    ),
    Setting(
        name="MAIL_FROM",
        default="",
        help="The address mails come from; empty: the user of SMTP_URL where it is an address, "
        "else nanomentor at the host of PUBLIC_URL",
    ),
    Setting(
        name="NANOMENTOR_ANONYMOUS",
        default="",
        help="1: no tokens are asked for; only on a loopback HOST, for trials",
    ),
)


def env_example() -> str:
    """Write every variable with its help and default, for `.env.example`."""
    return "\n".join(
        f"# {each.help}{f' (default {each.default})' if each.default else ''}\n{each.name}="
        for each in SETTINGS
    )

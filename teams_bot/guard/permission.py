"""What an activity may say: where to answer, through which channel, for which tenant, by whom.

The token's owner comes before the activity's shape: an activity that does not name its service URL
or its channel is one that no token covers (403), not merely a malformed one.
"""

from collections.abc import Mapping
from typing import Any

from teams_bot.guard.activity import part
from teams_bot.guard.addresses import service_url_allowed
from teams_bot.guard.refusals import Reason, Refused
from teams_bot.guard.settings import GuardSettings
from teams_bot.guard.tokens import Proof

SPOKEN_TYPES = frozenset({"message", "invoke"})


def check_coverage(activity: Mapping[str, Any], proof: Proof) -> None:
    """Raise `Refused` (403) unless the token speaks for this service URL and this channel."""
    if not proof.covers_service_url(activity.get("serviceUrl")):
        raise Refused(Reason.SERVICE_URL_CLAIM)
    if not proof.covers_channel(activity.get("channelId")):
        raise Refused(Reason.ENDORSEMENT)


def check_service_url(activity: Mapping[str, Any], settings: GuardSettings) -> None:
    """Raise `Refused` (403) unless answers may be sent where the activity wants them."""
    if not service_url_allowed(activity["serviceUrl"], anonymous=settings.anonymous):
        raise Refused(Reason.SERVICE_URL)


def check_tenant(activity: Mapping[str, Any], settings: GuardSettings) -> None:
    """Raise `Refused` (403) for an activity of another tenant.

    With tokens, the channel data must name the tenant. In anonymous mode an activity may name
    none; one it names counts where an administrator has chosen the tenant, and is ignored where
    nobody has: then everything is the local tenant.
    """
    named = {part(activity, "channelData.tenant.id"), part(activity, "conversation.tenantId")}
    strict = not settings.anonymous
    if strict and part(activity, "channelData.tenant.id") is None:
        raise Refused(Reason.TENANT)
    if (strict or settings.tenant_required) and not named <= {None, settings.tenant}:
        raise Refused(Reason.TENANT)


def check_person(activity: Mapping[str, Any], settings: GuardSettings) -> None:
    """Raise `Refused` (403) for words or clicks without a directory id, where tokens are asked.

    People are known by that id alone, and only people have anything to say to this bot.
    """
    spoken = activity["type"] in SPOKEN_TYPES and not settings.anonymous
    if spoken and not part(activity, "from.aadObjectId"):
        raise Refused(Reason.NO_PERSON)

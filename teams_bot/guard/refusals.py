"""Why a request is refused, with which status, in which words.

One table, read by the answers, the logs and the metrics. A sentence names what is wanted and never
repeats what was sent: no token, no text, no name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """The one reason of a refusal; its value is the label in logs and metrics."""

    METHOD = "method"
    HOST = "host"
    ORIGIN = "origin"
    FORWARDED = "forwarded"
    NO_TOKEN = "no_token"  # noqa: S105 - a label
    CONTENT_TYPE = "content_type"
    TOO_LARGE = "too_large"
    BAD_TOKEN = "bad_token"  # noqa: S105 - a label
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    WRONG_ISSUER = "wrong_issuer"
    WRONG_AUDIENCE = "wrong_audience"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    NO_KEYS = "no_keys"
    BROKEN_BODY = "broken_body"
    SLOW_BODY = "slow_body"
    BAD_JSON = "bad_json"
    SERVICE_URL = "service_url"
    SERVICE_URL_CLAIM = "service_url_claim"
    ENDORSEMENT = "endorsement"
    BAD_ACTIVITY = "bad_activity"
    TENANT = "tenant"
    NO_PERSON = "no_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a caller is told."""

    status: int
    sentence: str


ANSWERS: Final[Mapping[Reason, Answer]] = {
    Reason.METHOD: Answer(status=405, sentence="Activities are sent with POST."),
    Reason.HOST: Answer(
        status=403, sentence="In anonymous mode the Host header must name a loopback address."
    ),
    Reason.ORIGIN: Answer(
        status=403, sentence="In anonymous mode a page of another origin may not post."
    ),
    Reason.FORWARDED: Answer(
        status=403, sentence="In anonymous mode no proxy may stand between caller and service."
    ),
    Reason.NO_TOKEN: Answer(status=401, sentence="One Authorization: Bearer header is required."),
    Reason.CONTENT_TYPE: Answer(
        status=415, sentence="The body must be application/json in plain UTF-8."
    ),
    Reason.TOO_LARGE: Answer(status=413, sentence="The body is too large."),
    Reason.BAD_TOKEN: Answer(
        status=401, sentence="The token is not an RS256 token with a key id and its times."
    ),
    Reason.UNKNOWN_KEY: Answer(status=401, sentence="The token's key is not known."),
    Reason.BAD_SIGNATURE: Answer(status=401, sentence="The token's signature is wrong."),
    Reason.WRONG_ISSUER: Answer(status=401, sentence="The token's issuer is not accepted here."),
    Reason.WRONG_AUDIENCE: Answer(status=401, sentence="The token is for somebody else."),
    Reason.EXPIRED: Answer(status=401, sentence="The token has expired."),
    Reason.NOT_YET_VALID: Answer(status=401, sentence="The token is not valid yet."),
    Reason.NO_KEYS: Answer(
        status=503, sentence="The keys to check tokens with could not be loaded yet."
    ),
    Reason.BROKEN_BODY: Answer(status=400, sentence="The body broke off or is badly framed."),
    Reason.SLOW_BODY: Answer(status=408, sentence="The body came too slowly."),
    Reason.BAD_JSON: Answer(status=400, sentence="The body must be one JSON object."),
    Reason.SERVICE_URL: Answer(
        status=403, sentence="The activity's serviceUrl is not one of Microsoft Teams."
    ),
    Reason.SERVICE_URL_CLAIM: Answer(
        status=403, sentence="The token does not cover the activity's serviceUrl."
    ),
    Reason.ENDORSEMENT: Answer(
        status=403, sentence="The token's key does not cover the activity's channelId."
    ),
    Reason.BAD_ACTIVITY: Answer(status=400, sentence="The activity lacks what it needs."),
    Reason.TENANT: Answer(status=403, sentence="The activity is of another tenant."),
    Reason.NO_PERSON: Answer(status=403, sentence="The activity names no person of the tenant."),
}


class Refused(Exception):  # noqa: N818 - a word of the domain, and no error of ours
    """The request may not pass. `sentence` replaces the table's where it can say more."""

    def __init__(
        self, reason: Reason, sentence: str | None = None, *, retry_after: int | None = None
    ) -> None:
        answer = ANSWERS[reason]
        super().__init__(sentence or answer.sentence)
        self.reason = reason
        self.status = answer.status
        self.sentence = sentence or answer.sentence
        self.retry_after = retry_after

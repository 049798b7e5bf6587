"""The door itself: from a request to an activity, or to one refusal that is counted and logged."""

import json
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

import aiohttp
from aiohttp import hdrs, web

from teams_bot.guard.activity import check_shape, parse
from teams_bot.guard.keys import KeyRing, fetch_keys
from teams_bot.guard.permission import (
    check_coverage,
    check_person,
    check_service_url,
    check_tenant,
)
from teams_bot.guard.refusals import Reason, Refused
from teams_bot.guard.request import bearer_token, check_head, read_body
from teams_bot.guard.settings import GuardSettings
from teams_bot.guard.tokens import TokenCheck

logger: Final = logging.getLogger(__name__)

_errors: Final[dict[int, Callable[..., web.HTTPException]]] = {
    400: web.HTTPBadRequest,
    401: web.HTTPUnauthorized,
    403: web.HTTPForbidden,
    405: partial(web.HTTPMethodNotAllowed, "", [hdrs.METH_POST]),
    408: web.HTTPRequestTimeout,
    413: partial(web.HTTPRequestEntityTooLarge, 0),
    415: web.HTTPUnsupportedMediaType,
    503: web.HTTPServiceUnavailable,
}


class Guard:
    """Says who may speak to `POST /api/messages`. `now` is wall time, `monotonic` seconds.

    `rejected` counts the refusals by reason since the start, for the metrics.
    """

    def __init__(
        self,
        settings: GuardSettings,
        session: aiohttp.ClientSession,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        fetch = partial(fetch_keys, session, settings.open_id_url, settings.fetch_seconds)
        self._settings = settings
        self._keys = KeyRing(fetch, monotonic)
        self._tokens = TokenCheck(settings, self._keys, now)
        self.rejected: Counter[Reason] = Counter()

    @property
    def keys_loaded(self) -> bool:
        """Whether tokens can be judged at all, for `/readyz`. Anonymous mode needs no keys."""
        return self._settings.anonymous or self._keys.usable

    async def load_keys(self) -> bool:
        """Fetch the keys unless there are some, at most once a minute; return `keys_loaded`.

        To be called at the start and by `/readyz`: nobody sends activities to a service that is
        not ready, so that only this brings a service to life whose first fetch failed.
        """
        if not self.keys_loaded:
            await self._keys.refresh()
        return self.keys_loaded

    async def close(self) -> None:
        """Stop fetching; the session is its owner's to close."""
        await self._keys.close()

    async def admit(self, request: web.BaseRequest) -> dict[str, Any]:
        """Return the activity of a request that may pass; raise its `web.HTTPException` otherwise.

        The body is read once here; whoever comes later uses what is returned.
        """
        try:
            token = None if self._settings.anonymous else bearer_token(request)
            check_head(request, self._settings)
            proof = None if token is None else await self._tokens.verify(token)
            activity = parse(await read_body(request, self._settings))
            if proof is not None:
                check_coverage(activity, proof)
            check_shape(activity)
            for check in (check_service_url, check_tenant, check_person):
                check(activity, self._settings)
        except Refused as refused:
            raise self._turned_away(refused) from None
        return activity

    def _turned_away(self, refused: Refused) -> web.HTTPException:
        reason = refused.reason
        self.rejected[reason] += 1
        logger.warning(
            "Refused an activity: %s (%d)", reason, refused.status, extra={"reason": str(reason)}
        )
        error = _errors[refused.status](
            text=json.dumps({"error": refused.sentence}), content_type="application/json"
        )
        if error.status == web.HTTPUnauthorized.status_code:
            error.headers[hdrs.WWW_AUTHENTICATE] = "Bearer"
        if refused.retry_after is not None:
            error.headers[hdrs.RETRY_AFTER] = str(max(1, refused.retry_after))
        return error

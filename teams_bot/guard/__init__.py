"""Who may speak to `POST /api/messages`.

`Guard.admit(request)` returns the validated activity, or raises the aiohttp error below with a
body of one sentence, `{"error": "..."}`. The checks run in the order of the table, the cheap ones
first: the token is judged before the body is read, and the body is read bounded before it is
parsed.

==================  ======  =========================================================  ==========
reason              status  when                                                       mode
==================  ======  =========================================================  ==========
host                403     a Host header that is no loopback address                  anonymous
origin              403     an Origin header other than the service's own              anonymous
forwarded           403     Forwarded, X-Forwarded-*, X-Real-IP or Via                 anonymous
no_token            401     no Authorization header, two, or no `Bearer a.b.c`         token
method              405     anything but POST                                          both
content_type        415     not application/json, not UTF-8, or compressed             both
too_large           413     announced, or later read: over `max_body`                  both
bad_token           401     unreadable, no `kid`, not RS256, no or odd `exp`/`nbf`     token
unknown_key         401     a key id that a fetch did not bring either                 token
no_keys             503     no keys were ever loaded, or none for five days            token
bad_signature       401     not signed with that key                                   token
wrong_issuer        401     `iss` is not the Bot Framework (own outbound tokens,       token
                            emulator and skill tokens)
wrong_audience      401     `aud` is not exactly the app id                            token
expired             401     `exp` more than five minutes ago                           token
not_yet_valid       401     `nbf` more than five minutes ahead                         token
slow_body           408     the body takes longer than `body_seconds`                  both
broken_body         400     the body breaks off or is badly framed                     both
bad_json            400     no UTF-8, no JSON, no object, a name twice, NaN, too deep  both
service_url_claim   403     the token does not name the activity's serviceUrl          token
endorsement         403     the key is not endorsed for the activity's channelId       token
bad_activity        400     a required field is missing, or a field has a wrong type   both
service_url         403     a serviceUrl that is not on the list                       both
tenant              403     another tenant, or none where tokens are asked             both
no_person           403     message or invoke without from.aadObjectId                 token
==================  ======  =========================================================  ==========

401 means that the sender is not shown to be Microsoft; 403 that a genuine sender may not say this.
Refusals are logged once each, with the reason and nothing that was sent, and counted in
`Guard.rejected`.
"""

from teams_bot.guard.addresses import service_url_allowed
from teams_bot.guard.door import Guard
from teams_bot.guard.refusals import Reason
from teams_bot.guard.settings import GuardSettings

__all__ = ["Guard", "GuardSettings", "Reason", "service_url_allowed"]

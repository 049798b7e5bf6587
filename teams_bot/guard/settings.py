"""What the guard is told when it is made."""

from dataclasses import dataclass
from typing import Final

PUBLIC_CLOUD_KEYS: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"
PUBLIC_CLOUD_ISSUER: Final = "https://api.botframework.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardSettings:
    """Who is let in. Sizes are bytes, times are seconds.

    `tenant_required` matters in anonymous mode only: true when an administrator named the tenant,
    so that an activity that names another one is refused. With tokens the tenant always counts.

    Raises `ValueError` for a guard that asks for tokens but could not judge them: an empty app id
    or tenant must stop the start, not open the door.
    """

    app_id: str
    tenant: str
    anonymous: bool
    tenant_required: bool = True
    open_id_url: str = PUBLIC_CLOUD_KEYS
    issuer: str = PUBLIC_CLOUD_ISSUER
    max_body: int = 256 * 1024
    body_seconds: float = 5.0
    fetch_seconds: float = 3.0
    leeway_seconds: float = 300.0
    cached_tokens: int = 1024

    def __post_init__(self) -> None:
        if not self.anonymous and not (self.app_id and self.tenant and self.issuer):
            raise ValueError("Without anonymous mode the guard needs app id, tenant and issuer.")

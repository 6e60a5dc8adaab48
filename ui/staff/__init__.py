"""How do members of staff come in?"""

from __future__ import annotations

from fastapi import FastAPI

from assistant.settings import Settings
from ui.rate_counts import RateCounts
from ui.sign_in_limits import CountedAttempts
from ui.staff import home, oidc, passwords, sidebar, sign_in
from ui.staff.door import Door
from ui.staff.gate import StaffGate
from ui.staff.identity_provider import IdentityProvider


def install_staff(app: FastAPI, settings: Settings, counts: RateCounts) -> None:
    """Add the pages on which staff sign in, and the gate before everything under /staff."""
    provider = IdentityProvider(settings) if settings.oidc_issuer else None
    app.state.door = Door(CountedAttempts(counts), provider=provider)
    for part in (sign_in, oidc, passwords, home, sidebar):
        app.include_router(part.router)
    app.add_middleware(StaffGate, state=app.state)

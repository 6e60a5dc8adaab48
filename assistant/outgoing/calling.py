"""How does another system learn of a case's event?  Called until it says that it has it, in the order of the log."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import Session, aliased

from assistant.database import Database, utc_now
from assistant.outgoing.models import Webhook, WebhookCall
from assistant.outgoing.network_targets import find_target
from assistant.outgoing.waits import WEBHOOK_WAITS, next_try

LEASE = datetime.timedelta(minutes=1)
TIMEOUT_SECONDS = 10
OPEN = ("waiting", "claimed")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claimed:
    call: WebhookCall
    webhook: Webhook


@dataclass(frozen=True)
class WebhookCaller:
    database: Database
    allow_private: bool = False
    lease: datetime.timedelta = LEASE

    def call_due(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Make the calls that are due, and say how many were taken."""
        taken = 0
        # What the machine's environment says of proxies is for people: a call goes where the webhook says, or nowhere.
        with httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client:
            while not stopping() and (claimed := self._claim()):
                problem = self._call(client, claimed)
                with self.database.write() as session:
                    note(session, claimed.call, problem)
                if problem:
                    logger.warning("webhook call %d: %s", claimed.call.id, problem)
                taken += problem is None
        return taken

    def _claim(self) -> Claimed | None:
        with self.database.read() as session:
            if session.scalar(_due(utc_now())) is None:
                return None
        with self.database.write() as session:
            return claim(session, lease=self.lease)

    def _call(self, client: httpx.Client, claimed: Claimed) -> str | None:
        url = httpx.URL(claimed.webhook.url)
        body = json.dumps(claimed.call.payload, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Host": url.netloc.decode(), **sign(claimed.webhook.secret, body, call_id=claimed.call.id)}
        try:
            port = url.port or (443 if url.scheme == "https" else 80)
            target = find_target(url.host, port, allow_private=self.allow_private)
            pinned = url.copy_with(host=target.address)
            extensions = {"sni_hostname": target.host}
            # The answer's body is never read: only its status tells anything.
            with client.stream("POST", pinned, content=body, headers=headers, extensions=extensions) as response:
                return None if response.is_success else f"answered {response.status_code}"
        except (OSError, UnicodeError, httpx.HTTPError, httpx.InvalidURL) as error:
            return f"{type(error).__name__}: {error}"[:500]


def sign(secret: str, body: bytes, *, call_id: int, now: datetime.datetime | None = None) -> dict[str, str]:
    """The headers by which a receiver knows that the call is ours, new, and not changed on its way."""
    timestamp = str(int((now or utc_now()).timestamp()))
    signature = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "CivicDesk",
        "X-CivicDesk-Call": str(call_id),
        "X-CivicDesk-Timestamp": timestamp,
        "X-CivicDesk-Signature": f"sha256={signature}",
    }


def claim(session: Session, *, lease: datetime.timedelta) -> Claimed | None:
    """The call that has been due for longest and before which none of its case and webhook waits."""
    now = utc_now()
    call = session.scalar(_due(now).with_for_update(skip_locked=True, of=WebhookCall))
    if call is None:
        return None
    call.state, call.due_at = "claimed", now + lease
    call.attempts += 1
    session.flush()
    return Claimed(call, session.get_one(Webhook, call.webhook_id))


def note(session: Session, call: WebhookCall, problem: str | None) -> None:
    """What became of a claimed call.  After a failure its webhook is left alone, so that it holds up no other."""
    now = utc_now()
    ours = (WebhookCall.id == call.id, WebhookCall.state == "claimed", WebhookCall.attempts == call.attempts)
    if problem is None:
        session.execute(update(WebhookCall).where(*ours).values(state="sent", sent_at=now, problem=None))
        return
    again = next_try(call.attempts, WEBHOOK_WAITS, now=now)
    values = {"state": "waiting" if again else "failed", "due_at": again or now, "problem": problem}
    session.execute(update(WebhookCall).where(*ours).values(**values))
    if again:
        others = (WebhookCall.webhook_id == call.webhook_id, WebhookCall.state == "waiting", WebhookCall.due_at < again)
        session.execute(update(WebhookCall).where(*others).values(due_at=again))


def _due(now: datetime.datetime) -> Select[WebhookCall]:
    earlier = aliased(WebhookCall)
    is_second = exists().where(
        earlier.webhook_id == WebhookCall.webhook_id,
        earlier.case_id == WebhookCall.case_id,
        earlier.sequence < WebhookCall.sequence,
        earlier.state.in_(OPEN),
    )
    due = select(WebhookCall).where(WebhookCall.state.in_(OPEN), WebhookCall.due_at <= now, ~is_second)
    return due.order_by(WebhookCall.due_at, WebhookCall.id).limit(1)

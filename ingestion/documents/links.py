"""Where do the addresses lead that live articles name?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission
from assistant.database import utc_now
from ingestion.documents.models import Link, LinkState
from knowledge_base.article import ArticleContent
from knowledge_base.desk.attention import AttentionItem, Kind, live_titles
from knowledge_base.register import live_contents

MAX_URL = 2_000
MOST_BROKEN = 500
"""How many are told at once; the rest stands in the list of links."""
_URL = re.compile(r"https?://[^\s<>\"'\\^`{|}\u3000-\u303f\uff00-\uffef\[\]]+", re.IGNORECASE)


def list_links(
    session: Session, *, actor: Actor, state: LinkState | None = None, after: int = 0, limit: int = 100
) -> list[Link]:
    """Links of the actor's departments in a stable order."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    query = select(Link).where(Link.id > after).order_by(Link.id).limit(limit)
    if state is not None:
        query = query.where(Link.state == state)
    if EVERY_DEPARTMENT not in actor.departments:
        query = query.where(Link.department.in_(actor.departments))
    return list(session.scalars(query))


def find_broken(session: Session, actor: Actor) -> Iterator[AttentionItem]:
    """Addresses that lead nowhere, for the list of what waits for the owners."""
    links = list_links(session, actor=actor, state=LinkState.BROKEN, limit=MOST_BROKEN)
    titles = live_titles(session, {link.article_id for link in links})
    for link in links:
        at, named = link.checked_at or link.due_at, titles.get(link.article_id, {})
        yield AttentionItem(Kind.BROKEN_LINK, link.article_id, named, link.department, at, link.url)


def collect_links(session: Session) -> int:
    """Make the list that of the live articles; what is known of an address that stays is kept.  Returns how many."""
    known = {(link.article_id, link.language, link.url): link for link in session.scalars(select(Link))}
    states = {link.url: link for link in known.values()}
    wanted = {}
    for content in live_contents(session):
        for language, url in named_urls(content):
            wanted[content.id, language, url] = content.department
    for key, department in wanted.items():
        if (link := known.pop(key, None)) is not None:
            link.department = department
        else:
            session.add(_new_link(key, department, states.get(key[2])))
    for start in range(0, len(gone := [link.id for link in known.values()]), 500):
        session.execute(delete(Link).where(Link.id.in_(gone[start : start + 500])))
    return len(wanted)


def named_urls(content: ArticleContent) -> Iterator[tuple[str, str]]:
    """The addresses of an article, each with the language of the text that names it; of its source without one."""
    if content.source_url:
        yield "", content.source_url
    for language, text in content.text.items():
        yield from ((language, url) for url in dict.fromkeys(find_urls(text.answer)))


def find_urls(text: str) -> Iterator[str]:
    for found in _URL.finditer(text):
        url = found[0].rstrip(".,;:!?*_")
        # A bracket that closes one outside the address is no part of it.
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(".,;:!?*_")
        if ")" in url and url.count(")") > url.count("("):
            url = url[: url.index(")")]
        if len(url) <= MAX_URL:
            yield url


def hash_url(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _new_link(key: tuple[str, str, str], department: str, like: Link | None) -> Link:
    article_id, language, url = key
    return Link(
        article_id=article_id,
        language=language,
        url=url,
        url_hash=hash_url(url),
        department=department,
        state=like.state if like else LinkState.UNCHECKED,
        status=like.status if like else None,
        problem=like.problem if like else "",
        moved_to=like.moved_to if like else "",
        checked_at=like.checked_at if like else None,
        due_at=like.due_at if like else utc_now(),
    )

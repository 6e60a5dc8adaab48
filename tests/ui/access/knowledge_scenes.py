"""What does a call at the knowledge desk speak of: an article, a gap, an import?"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.conversations.models import Message
from assistant.database import utc_now
from ingestion.documents import imports, sources
from ingestion.documents.models import SourceKind
from ingestion.documents.source_domains import read_domains
from ingestion.documents.sources import SourceWish
from knowledge_base import checks, editing, release
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.consistency.models import Conflict
from knowledge_base.desk.comments import add_comment
from knowledge_base.gaps.models import GapGroup, GapItem, GapKind
from knowledge_base.golden import Golden, add_golden
from knowledge_base.models import CheckKind, VersionState
from knowledge_base.recalls.listing import list_due
from knowledge_base.recalls.opening import recall
from knowledge_base.recalls.reading import list_told
from knowledge_base.replays.register import ask_replay
from tests.knowledge_base.asked import FEE, ask, publish
from tests.ui.access.scenes import Scene, World, wait


def with_gap(kind: GapKind) -> Callable[[World, str], Scene]:
    """TD's citizens have asked something in vain, or its agents have replied to it."""

    def set_up(world: World, who: str) -> Scene:
        scene = wait(world, who)
        with world.database.write() as session:
            group = GapGroup(kind=kind.value, title="Pink taxis?", language="en", department="TD", created_at=utc_now())
            session.add(group)
            session.flush()
            asked = session.scalars(
                select(Message)
                .where(Message.conversation_id == scene.ids["conversation_id"])
                .order_by(Message.sequence)
            ).first()
            session.add(
                GapItem(
                    message_id=asked.id,
                    conversation_id=asked.conversation_id,
                    kind=kind.value,
                    group_id=group.id,
                    language="en",
                    text=f"Pink taxis {group.id}?",
                    text_hash="",
                    question="Pink taxis?",
                    at=utc_now(),
                )
            )
        return Scene(scene.token, scene.ids | {"group_id": str(group.id)})

    return set_up


def contradict(world: World, _who: str) -> Scene:
    """A contradiction between two articles of TD."""
    scene = wait(world, _who)
    side = {"version": 1, "text": "0" * 64, "department": "TD", "sentence": "It costs $5.", "fact": "$5"}
    with world.database.write() as session:
        session.execute(delete(Conflict))
        articles = {"article_a": scene.ids["article_id"], "article_b": scene.ids["article_id"]}
        sides = {f"{name}_{end}": value for name, value in side.items() for end in "ab"}
        conflict = Conflict(**articles, **sides, kind="fee", language="en", score=2.0, found_at=utc_now())
        session.add(conflict)
        session.flush()
        scene.ids["conflict_id"] = str(conflict.id)
    return scene


def with_recall(world: World, _who: str) -> Scene:
    """An article of TD was withdrawn and a citizen who was told it can be reached by mail."""
    article_id = f"td-{uuid.uuid4().hex}"
    version = publish(world.database, replace(FEE, id=article_id))
    ask(world.database, version, contact={"email": "chan@example.com"})
    with world.database.write() as session:
        release.withdraw(session, article_id, actor=operator())
        opened = recall(session, article_id, 1, actor=operator(), reason="The fee was wrong.")
    list_due(world.database)
    with world.database.read() as session:
        [told] = list_told(session, opened)
    return Scene("", {"article_id": article_id, "recall_id": str(opened.id), "correction_id": str(told.correction.id)})


def with_article(state: VersionState, *, passed: bool = True) -> Callable[[World, str], Scene]:
    """An article of TD's that a colleague has written, as far as `state`, its checks made; and a comment on it."""

    def set_up(world: World, _who: str) -> Scene:
        article_id = f"td-{uuid.uuid4().hex}"
        text = {"en": ArticleText("What is the toll?", "The toll is $5.")}
        with world.database.write() as session:
            content = ArticleContent(article_id, "TD", text)
            version = editing.save_version(session, content, actor=operator())
            assert version is not None
            for kind in CheckKind:
                checks.keep_check(session, version, kind, passed=passed, result={})
            session.flush()
            if state in (VersionState.PUBLISHED, VersionState.WITHDRAWN):
                release.publish(session, article_id, actor=operator())
            if state is VersionState.WITHDRAWN:
                release.withdraw(session, article_id, actor=operator())
            version.state = state.value
            comment = add_comment(session, article_id, actor=operator(), text="Which year?", version=1)
        return Scene("", {"article_id": article_id, "comment_id": str(comment.id)})

    return set_up


def with_import(world: World, _who: str) -> Scene:
    """TD's file has been read, and waits for somebody to accept it."""
    with world.database.write() as session:
        found = imports.add_import(session, [("faq.csv", b"id")], imports.ImportWish("TD"), actor=operator())
        found.state, found.report = "checked", {"rows": 1, "departments": ["TD"]}
        session.flush()
        return Scene("", {"import_id": str(found.id)})


def source_of_td(_scene: Scene) -> dict[str, Any]:
    return {"url": f"https://www.td.example/{uuid.uuid4().hex}", "department": "TD"}


def with_source(world: World, _who: str) -> Scene:
    wish = SourceWish(source_of_td(Scene("", {}))["url"], SourceKind.PAGE, "TD")
    with world.database.write() as session:
        source = sources.add_source(session, wish, actor=operator(), domains=read_domains("td.example"))
        return Scene("", {"source_id": str(source.id)})


def golden_of(name: str) -> Golden:
    letters = name.translate(str.maketrans("0123456789", "ghijklmnop"))  # Eight digits would be a telephone.
    return Golden("TD", "en", f"What about {letters}?", "td-renew-driving-licence")


def with_golden(world: World, _who: str) -> Scene:
    """A golden question of TD, and a replay of TD's."""
    with world.database.write() as session:
        kept = add_golden(session, golden_of(uuid.uuid4().hex), actor=operator(), catalogue=load_catalogue())
        replay = ask_replay(session, [], actor=operator(), department="TD")
    name = uuid.uuid4().hex
    return Scene("", {"golden_id": str(kept.id), "replay_id": str(replay.id), "name": name})

"""Which phone numbers and e-mail addresses stand in the live public articles?"""

from dataclasses import replace

import pytest

from assistant.accounts.permissions import operator
from assistant.database import Database
from knowledge_base import editing, release
from knowledge_base.article import ArticleContent, ArticleText, Audience
from knowledge_base.embeddings import HashEmbedding
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.passage_index import ExactIndex

OFFICE = ArticleContent(
    "td-office",
    "TD",
    {
        "en": ArticleText("Where is the office?", "Call 2555 0932 or write to Info@td.example."),
        "zh-Hant": ArticleText("辦事處在哪裏？", "請致電（852）２５５５－０９３３。"),
        "zh-Hans": ArticleText("办事处在哪里？", "请致电2555 0934，传真25550935。"),
    },
)
CONTACTS = {"25550932", "info@td.example", "25550933", "25550934", "25550935"}


@pytest.fixture
def knowledge(database: Database) -> KnowledgeBase:
    embedding = HashEmbedding()
    return KnowledgeBase(database, embedding, make_index=lambda _count: ExactIndex(embedding.dimensions))


def publish(database: Database, content: ArticleContent) -> None:
    with database.write() as session:
        editing.save_version(session, content, actor=operator())
        release.publish(session, content.id, actor=operator())


def test_every_language_is_read_at_the_first_question(database: Database, knowledge: KnowledgeBase):
    publish(database, OFFICE)
    assert knowledge.published_contacts() == CONTACTS


def test_empty_knowledge_names_nobody(knowledge: KnowledgeBase):
    assert knowledge.published_contacts() == frozenset()


def test_what_only_staff_may_read_is_not_published(database: Database, knowledge: KnowledgeBase):
    publish(database, replace(OFFICE, audience=Audience.INTERNAL))
    assert knowledge.published_contacts() == frozenset()


def test_a_draft_is_not_published(database: Database, knowledge: KnowledgeBase):
    with database.write() as session:
        editing.save_version(session, OFFICE, actor=operator())
    assert knowledge.published_contacts() == frozenset()


def test_a_new_version_and_a_withdrawal_are_followed(database: Database, knowledge: KnowledgeBase):
    publish(database, OFFICE)
    assert knowledge.published_contacts() == CONTACTS
    publish(database, replace(OFFICE, text={"en": ArticleText("Where is the office?", "Call 2555 0999.")}))
    knowledge.refresh()
    assert knowledge.published_contacts() == {"25550999"}
    with database.write() as session:
        release.withdraw(session, OFFICE.id, actor=operator())
    knowledge.refresh()
    assert knowledge.published_contacts() == frozenset()

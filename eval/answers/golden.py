"""How are an installation's golden questions asked and scored as known questions are?"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.assistant import Assistant
from assistant.cases.catalogue import Catalogue
from assistant.database import Database
from assistant.language_models.chosen import Models
from eval.answers.generate import Asked, ask_all
from eval.answers.scoring import Scored, score_all
from eval.datasets.questions import Kind, KnownQuestion, Split
from knowledge_base.article import ArticleContent
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.live_content import LiveContent
from knowledge_base.replays.comparison import ReplayQuestion


def as_known(question: ReplayQuestion) -> KnownQuestion:
    """What a person must answer is right while the assistant does not."""
    return KnownQuestion(
        id=f"golden-{question.golden_id}",
        text=question.text,
        language=question.language,
        split=Split.TEST,
        relevant_ids=(question.expected,) if question.expected else (),
        kind=Kind.ANSWERABLE if question.expected else Kind.OTHER_SERVICE,
    )


def ask_golden(
    questions: Sequence[ReplayQuestion],
    models: Models,
    *,
    knowledge: KnowledgeBase,
    database: Database,
    catalogue: Catalogue,
    patience_seconds: float,
) -> list[Scored]:
    """Each asked once of what is live; nothing of it is stored."""
    known = [as_known(question) for question in questions]
    departments = {one.id: question.department or "" for one, question in zip(known, questions, strict=True)}
    assistant = Assistant(knowledge, database, catalogue, models=models, patience_seconds=patience_seconds)
    asked = ask_all(assistant, known, departments, runs=1, waits=bool(models.chosen))
    return score_all(asked, read_cited(database, asked), knowledge.similarities)


def read_cited(database: Database, asked: Sequence[Asked]) -> dict[str, ArticleContent]:
    """The wording of every article that an answer cites, by article id."""
    cited = {citation.version_id for one in asked for answer in one.answers for citation in answer.citations}
    with database.read() as session:
        return {live.content.id: live.content for live in LiveContent().read(session, sorted(cited)).values()}

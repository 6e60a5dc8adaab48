"""Where does a data set's knowledge live while it is measured?  In a knowledge base of its own, built once and kept."""

from __future__ import annotations

import datetime
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.accounts.permissions import operator
from assistant.assistant import Assistant
from assistant.cases.catalogue import Catalogue, load_catalogue
from assistant.database import NEWEST_MIGRATION, Database
from assistant.errors import InvalidInput
from assistant.language_models.chosen import Models
from eval.datasets.other_cities import read_other_cities
from eval.datasets.public import PUBLIC_SETS, REPLY_SETS, read_articles, read_questions
from eval.datasets.questions import KnownQuestion
from eval.datasets.sample import answerable_questions, unanswerable_questions
from eval.datasets.utterances import UTTERANCE_SETS, read_utterances
from ingestion.documents.departments import decide_departments
from ingestion.documents.samples import sample_files
from ingestion.documents.sheet_checking import check_sheets
from ingestion.documents.sheet_reading import read_sheet
from knowledge_base.article import ArticleContent
from knowledge_base.editing import save_version
from knowledge_base.embeddings import Embedding
from knowledge_base.exact_index import ExactIndex
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.passage_index import PassageIndex
from knowledge_base.passages import split_article
from knowledge_base.release import publish

SAMPLE = "sample"
SAMPLE_ENGLISH = "sample_english_only"
"""The sample's English texts alone, asked in Chinese."""
OTHER_CITIES = "other_cities"
SAMPLE_DAY = datetime.date(2026, 11, 1)
"""The day on which the sample's questions are asked: its labels say what is expired and what is not yet in force."""
BATCH = 200


@dataclass(frozen=True)
class KnowledgeSet:
    """Articles, and questions about them."""

    name: str
    articles: tuple[ArticleContent, ...]
    questions: tuple[KnownQuestion, ...]

    def departments(self) -> dict[str, str]:
        """The department of each article, by article id."""
        return {article.id: article.department for article in self.articles}


@dataclass(frozen=True)
class OpenedSet:
    """A set whose knowledge can be searched, and the assistant that answers from it."""

    source: KnowledgeSet
    database: Database
    knowledge: KnowledgeBase
    assistant: Assistant

    def assistant_with(self, models: Models, patience_seconds: float) -> Assistant:
        """One that asks `models` too, and waits for them as long as the citizens who are served."""
        catalogue = self.assistant.catalogue
        return Assistant(self.knowledge, self.database, catalogue, models=models, patience_seconds=patience_seconds)


def load_sets(names: Sequence[str], data: Path) -> tuple[list[KnowledgeSet], list[str]]:
    """The named sets, or every one of articles when none is named; and the names of those that are not at hand.

    Raises InvalidInput for a name that no set has.
    """
    of_articles = (SAMPLE, SAMPLE_ENGLISH, OTHER_CITIES, *PUBLIC_SETS)
    known = (*of_articles, *REPLY_SETS, *UTTERANCE_SETS)
    for name in names:
        if name not in known:
            raise InvalidInput(f"there is no set {name!r}; known are {', '.join(known)}", field="set")
    wanted = names or of_articles
    folders = {name: public.folder for name, public in (PUBLIC_SETS | REPLY_SETS).items()}
    folders |= {name: public.folder for name, public in UTTERANCE_SETS.items()}
    missing = [name for name in wanted if name in folders and not (data / folders[name]).is_dir()]
    return [load_set(name, data) for name in wanted if name not in missing], missing


def load_set(name: str, data: Path) -> KnowledgeSet:
    """The sample, as it is or in English only, other cities, or a public set that lies below the folder `data`."""
    if name == SAMPLE:
        questions = (*answerable_questions(), *unanswerable_questions())
        return KnowledgeSet(SAMPLE, tuple(sample_articles()), questions)
    if name == SAMPLE_ENGLISH:
        english = tuple(replace(a, text={"en": a.text["en"]}) for a in sample_articles() if "en" in a.text)
        return KnowledgeSet(name, english, tuple(q for q in answerable_questions() if q.language != "en"))
    if name == OTHER_CITIES:
        return KnowledgeSet(name, *read_other_cities())
    if name in UTTERANCE_SETS:
        return KnowledgeSet(name, *read_utterances(data, UTTERANCE_SETS[name]))
    public = (PUBLIC_SETS | REPLY_SETS)[name]
    articles = read_articles(data, public)
    questions = tuple(read_questions(data, public, (article.id for article in articles)))
    return KnowledgeSet(name, tuple(articles), questions)


def sample_articles() -> list[ArticleContent]:
    """The sample city's articles, internal and expired ones among them."""
    catalogue = load_catalogue()
    sheets = [read_sheet(path) for path in sample_files()]
    rule = decide_departments(sheets, catalogue, known=set(catalogue.departments), new_departments=False)
    return [content for content, _ in check_sheets(sheets, catalogue, departments=rule).articles]


@contextmanager
def open_set(
    chosen: KnowledgeSet, embedding: Embedding, *, cache: Path, catalogue: Catalogue | None = None
) -> Iterator[OpenedSet]:
    """The set's knowledge, published and searchable.  A folder below `cache` keeps it for the next run.

    The folder is named after what is published, how it is cut and embedded, and the schema that holds it, so nothing
    stale is ever found.
    """
    folder = cache / _fingerprint(chosen.articles, embedding.name)
    if not folder.is_dir():
        _build(chosen.articles, folder)
    database = Database(f"sqlite:///{folder / 'civicdesk.db'}")

    def make_index(passage_count: int) -> PassageIndex:
        return ExactIndex(embedding.dimensions)

    try:
        knowledge = KnowledgeBase(database, embedding, make_index=make_index, today=lambda: SAMPLE_DAY)
        knowledge.refresh()
        assistant = Assistant(knowledge, database, catalogue or load_catalogue())
        yield OpenedSet(chosen, database, knowledge, assistant)
    finally:
        database.close()


def _build(articles: Sequence[ArticleContent], folder: Path) -> None:
    """Publish the articles in a database beside `folder` and name it so when it is whole."""
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    database = Database(f"sqlite:///{unfinished / 'civicdesk.db'}")
    database.upgrade()
    for start in range(0, len(articles), BATCH):
        with database.write() as session:
            for article in articles[start : start + BATCH]:
                save_version(session, article, actor=operator())
                publish(session, article.id, actor=operator())
    database.close()
    unfinished.rename(folder)


def _fingerprint(articles: Sequence[ArticleContent], model: str) -> str:
    digest = hashlib.sha256(f"{NEWEST_MIGRATION} {model}".encode())
    for article in articles:
        digest.update(repr((article, split_article(article))).encode())
    return digest.hexdigest()[:16]

"""Which tables of the knowledge hold citizens' words, and which hold none?"""

from __future__ import annotations

from assistant.conversations.models import AnswerRecord, Message
from assistant.database import Row
from assistant.personal_data.stores import Period, Store
from knowledge_base.consistency.models import Conflict
from knowledge_base.desk.models import ArticleReminder
from knowledge_base.gaps.models import GapGroup, GapItem, GapRound
from knowledge_base.models import (
    Article,
    ArticleComment,
    ArticleVersion,
    Department,
    GoldenQuestion,
    KnowledgeChange,
    PassageRow,
    Vector,
    VersionCheck,
    VersionText,
)
from knowledge_base.recalls.models import AnswerCorrection, Recall
from knowledge_base.replays.models import Replay

STORES: tuple[Store, ...] = (
    Store(AnswerCorrection, "letters that correct an answer", belongs=("answer_id", AnswerRecord)),
    Store(GapItem, "questions and replies in groups, masked", at="at", belongs=("message_id", Message)),
    Store(
        GapGroup,
        "titles of groups of questions, masked",
        at="created_at",
        blank={"title": "", "decision": None},
        kept=frozenset({"kind", "state", "language", "department", "article_id", "decided_by"}),
    ),
    Store(
        Replay,
        "questions that were replayed, masked",
        at="created_at",
        period=Period("conversations", "created_at"),
    ),
)

NOTHING_PERSONAL: dict[type[Row], str] = {
    Article: "published knowledge",
    ArticleReminder: "which member of staff was told of a date",
    ArticleComment: "what staff say about an article",
    ArticleVersion: "published knowledge",
    Conflict: "sentences of published knowledge",
    Department: "codes",
    GapRound: "how far conversations were read",
    GoldenQuestion: "questions that staff have written",
    KnowledgeChange: "numbers and times",
    PassageRow: "published knowledge",
    Recall: "which version was called back, and why",
    Vector: "vectors of published knowledge; a citizen's question is embedded in memory and never stored",
    VersionCheck: "what a check of an article found",
    VersionText: "published knowledge",
}

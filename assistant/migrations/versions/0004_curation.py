"""Curation: review and approval of versions, checks, comments, golden questions.

Why: nothing goes live that a second person has not read, and whoever owns an article can see and keep what it does.
"""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _widen_versions()
    _make_review()
    _make_recalls()
    _make_erasure()
    _make_reminders()
    _make_imports()
    _make_gaps()
    _make_replays()
    _make_truth()


def downgrade() -> None:
    for table in (
        "replays",
        "conflicts",
        "gap_items",
        "gap_groups",
        "gap_rounds",
        "links",
        "source_runs",
        "source_pages",
        "sources",
        "import_rows",
        "import_files",
        "imports",
        "article_reminders",
        "keeping_rounds",
        "erasures",
        "answer_corrections",
        "recalls",
        "golden_questions",
        "article_comments",
        "version_checks",
    ):
        op.drop_table(table)
    with op.batch_alter_table("article_versions") as versions:
        for column in (
            "ended_at",
            "expires_on",
            "publish_on",
            "approved_at",
            "approved_by",
            "submitted_at",
            "chain_hash",
            "origin_ref",
            "origin",
            "note",
        ):
            versions.drop_column(column)
    op.drop_index(op.f("ix_articles_owner"), "articles")
    with op.batch_alter_table("articles") as articles:
        articles.drop_column("owner")
    with op.batch_alter_table("citations") as citations:
        citations.drop_column("effective_from")


def _widen_versions() -> None:
    op.add_column("citations", sa.Column("effective_from", sa.Date(), nullable=True))
    op.add_column("articles", sa.Column("owner", sa.String(length=100), nullable=True))
    op.create_index(op.f("ix_articles_owner"), "articles", ["owner"], unique=False)
    for column in (
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("origin", sa.String(length=10), nullable=False, server_default="sheet"),
        sa.Column("origin_ref", sa.String(length=200), nullable=True),
        sa.Column("chain_hash", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=100), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publish_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("article_versions", column)
    _chain_versions()


def _chain_versions() -> None:
    """Give the versions that are there the hashes that later ones lean on (`knowledge_base/versions.py`: chain)."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT id, article_id, number, content_hash, author FROM article_versions ORDER BY article_id, number")
    ).all()
    before: dict[str, str] = {}
    for row in rows:
        parts = [before.get(row.article_id, "0" * 64), row.content_hash, row.number, row.author]
        digest = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
        before[row.article_id] = digest
        connection.execute(
            sa.text("UPDATE article_versions SET chain_hash = :digest WHERE id = :id"), {"digest": digest, "id": row.id}
        )


def _make_review() -> None:
    op.create_table(
        "version_checks",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["article_versions.id"], name=op.f("fk_version_checks_version_id_article_versions")
        ),
        sa.PrimaryKeyConstraint("version_id", "kind", name=op.f("pk_version_checks")),
    )
    op.create_table(
        "article_comments",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("article_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=7), nullable=True),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(length=100), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_comments_article_id_articles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_comments")),
    )
    op.create_index(op.f("ix_article_comments_article_id"), "article_comments", ["article_id"], unique=False)
    op.create_table(
        "golden_questions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=7), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(length=200), nullable=True),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_golden_questions")),
    )
    op.create_index(op.f("ix_golden_questions_department"), "golden_questions", ["department"], unique=False)
    op.create_index(op.f("ix_golden_questions_article_id"), "golden_questions", ["article_id"], unique=False)


def _make_recalls() -> None:
    op.create_table(
        "recalls",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("article_id", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("listed_until", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_recalls_article_id_articles")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["article_versions.id"], name=op.f("fk_recalls_version_id_article_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
        sa.UniqueConstraint("version_id", name=op.f("uq_recalls_version_id")),
    )
    for column in ("article_id", "department", "state"):
        op.create_index(op.f(f"ix_recalls_{column}"), "recalls", [column])
    op.create_table(
        "answer_corrections",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("recall_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("answer_id", sa.String(length=36), nullable=False),
        sa.Column("language", sa.String(length=7), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_answer_corrections_answer_id_answers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_answer_corrections_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["recall_id"], ["recalls.id"], name=op.f("fk_answer_corrections_recall_id_recalls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_corrections")),
        sa.UniqueConstraint(
            "recall_id", "conversation_id", name=op.f("uq_answer_corrections_recall_id_conversation_id")
        ),
    )
    op.create_index(op.f("ix_answer_corrections_answer_id"), "answer_corrections", ["answer_id"])
    op.create_index(
        op.f("ix_answer_corrections_conversation_id"), "answer_corrections", ["conversation_id"], unique=False
    )
    op.create_index("ix_answer_corrections_recall_id_state", "answer_corrections", ["recall_id", "state"])


def _make_erasure() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fingerprints", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_table(
        "keeping_rounds",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_keeping_rounds")),
    )


def _make_reminders() -> None:
    op.create_table(
        "article_reminders",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("article_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.Date(), nullable=False),
        sa.Column("recipient", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_reminders_article_id_articles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_reminders")),
        sa.UniqueConstraint("article_id", "kind", "about", name=op.f("uq_article_reminders_article_id_kind_about")),
    )


def _make_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("file", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=7), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("skip_bad", sa.Boolean(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_department"), "imports", ["department"], unique=False)
    op.create_index("ix_imports_state_due_at", "imports", ["state", "due_at"], unique=False)
    op.create_table(
        "import_files",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_files_import_id_imports")),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_import_files")),
    )
    op.create_table(
        "import_rows",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id_imports")),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_import_rows")),
    )
    op.create_index("ix_import_rows_import_id_state", "import_rows", ["import_id", "state"], unique=False)
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=7), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("department", "url", name=op.f("uq_sources_department_url")),
    )
    op.create_index(op.f("ix_sources_department"), "sources", ["department"], unique=False)
    op.create_index(op.f("ix_sources_due_at"), "sources", ["due_at"], unique=False)
    op.create_table(
        "source_pages",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("url_hash", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=100), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("article_ids", sa.JSON(), nullable=False),
        sa.Column("read_in", sa.Integer(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_source_pages_source_id_sources")),
        sa.PrimaryKeyConstraint("source_id", "url_hash", name=op.f("pk_source_pages")),
    )
    op.create_table(
        "source_runs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_source_runs_source_id_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_runs")),
    )
    op.create_index(op.f("ix_source_runs_source_id"), "source_runs", ["source_id"], unique=False)
    op.create_index(op.f("ix_source_runs_state"), "source_runs", ["state"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("article_id", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=7), nullable=False),
        sa.Column("url_hash", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("moved_to", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("article_id", "language", "url_hash", name=op.f("uq_links_article_id_language_url_hash")),
    )
    op.create_index("ix_links_state_due_at", "links", ["state", "due_at"], unique=False)
    op.create_index(op.f("ix_links_url_hash"), "links", ["url_hash"], unique=False)


def _make_gaps() -> None:
    op.create_table(
        "gap_groups",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=7), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("article_id", sa.String(length=200), nullable=True),
        sa.Column("article_version", sa.Integer(), nullable=True),
        sa.Column("live_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_groups")),
    )
    op.create_index(op.f("ix_gap_groups_department"), "gap_groups", ["department"], unique=False)
    op.create_index("ix_gap_groups_kind_state", "gap_groups", ["kind", "state"], unique=False)
    op.create_table(
        "gap_items",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=7), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("author", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_gap_items_message_id_messages"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["group_id"], ["gap_groups.id"], name=op.f("fk_gap_items_group_id_gap_groups")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_gap_items")),
    )
    op.create_index(op.f("ix_gap_items_conversation_id"), "gap_items", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_gap_items_group_id"), "gap_items", ["group_id"], unique=False)
    op.create_index("ix_gap_items_kind_at", "gap_items", ["kind", "at"], unique=False)
    op.create_table(
        "gap_rounds",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("looked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_rounds")),
    )


def _make_replays() -> None:
    op.create_table(
        "replays",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafts", sa.JSON(), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replays")),
    )
    op.create_index(op.f("ix_replays_state"), "replays", ["state"], unique=False)


def _make_truth() -> None:
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("article_a", sa.String(length=200), nullable=False),
        sa.Column("article_b", sa.String(length=200), nullable=False),
        sa.Column("version_a", sa.Integer(), nullable=False),
        sa.Column("version_b", sa.Integer(), nullable=False),
        sa.Column("text_a", sa.String(length=64), nullable=False),
        sa.Column("text_b", sa.String(length=64), nullable=False),
        sa.Column("department_a", sa.String(length=100), nullable=False),
        sa.Column("department_b", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=7), nullable=False),
        sa.Column("sentence_a", sa.Text(), nullable=False),
        sa.Column("sentence_b", sa.Text(), nullable=False),
        sa.Column("fact_a", sa.Text(), nullable=False),
        sa.Column("fact_b", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.String(length=100), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint("article_a", "article_b", name=op.f("uq_conflicts_article_a_article_b")),
    )
    for column in ("article_b", "department_a", "department_b"):
        op.create_index(op.f(f"ix_conflicts_{column}"), "conflicts", [column], unique=False)

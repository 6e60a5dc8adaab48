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


def downgrade() -> None:
    for table in ("golden_questions", "article_comments", "version_checks"):
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

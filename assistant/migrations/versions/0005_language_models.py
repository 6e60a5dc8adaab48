"""Language models: what was asked of them for an answer, how much they were used, and a day's tokens.

Why: an answer must be explained later word by word, and a budget must hold over all processes and restarts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("article_versions") as versions:
        versions.add_column(sa.Column("model_help", sa.JSON(), nullable=True))
    with op.batch_alter_table("answers") as answers:
        answers.add_column(sa.Column("model_calls", sa.JSON(), nullable=True))
    op.create_table(
        "model_uses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("model", sa.String(length=150), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.Column("duration_ms", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_uses")),
    )
    op.create_index("ix_model_uses_day_step", "model_uses", ["day", "step"], unique=False)
    op.create_table(
        "model_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_model_days")),
    )
    with op.batch_alter_table("suggestions") as suggestions:
        suggestions.add_column(sa.Column("model_draft", sa.Text(), nullable=True))
        suggestions.add_column(sa.Column("used_wording", sa.String(length=10), nullable=True))
        suggestions.add_column(sa.Column("model_calls", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("suggestions") as suggestions:
        suggestions.drop_column("model_calls")
        suggestions.drop_column("used_wording")
        suggestions.drop_column("model_draft")
    op.drop_table("model_days")
    op.drop_index("ix_model_uses_day_step", table_name="model_uses")
    op.drop_table("model_uses")
    with op.batch_alter_table("answers") as answers:
        answers.drop_column("model_calls")
    with op.batch_alter_table("article_versions") as versions:
        versions.drop_column("model_help")

"""People in the loop: accounts, live handoffs, suggestions, off switches, signals, the chain of the audit.

Why: a person takes over where the assistant stops, and everything that this person does is known and kept.
"""

from __future__ import annotations

import datetime
import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REFUSE_SQLITE = (
    "CREATE TRIGGER audit_events_no_{event} BEFORE {event} ON audit_events "
    "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
)
_REFUSE_POSTGRESQL = (
    "CREATE FUNCTION refuse_audit_change() RETURNS trigger AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events "
    "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
)


def upgrade() -> None:
    _make_accounts()
    _extend_conversations()
    _make_handoffs()
    _make_suggestions()
    _make_switches_and_signals()
    _chain_audit()


def downgrade() -> None:
    _unchain_audit()
    for table in ("signals", "off_switches", "suggestions", "satisfactions", "pending_replies", "handoff_steps"):
        op.drop_table(table)
    with op.batch_alter_table("handoffs") as handoffs:
        handoffs.drop_index("ix_handoffs_state_department")
        handoffs.drop_index("ix_handoffs_agent_id")
        handoffs.drop_constraint("fk_handoffs_agent_id_users", type_="foreignkey")
        for column in ("urgency", "queued_at", "reply_by", "agent_id", "claimed_at", "ended_at", "close_reason"):
            handoffs.drop_column(column)
    with op.batch_alter_table("messages") as messages:
        messages.drop_constraint("fk_messages_author_id_users", type_="foreignkey")
        for column in ("author_id", "author_name", "author_department"):
            messages.drop_column(column)
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_column("is_with_agent")
        conversations.drop_column("channel")
    for table in ("presences", "api_keys", "staff_sessions", "users"):
        op.drop_table(table)


def _make_accounts() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("username", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("public_name", sa.String(length=100), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("oidc_subject", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("oidc_subject", name=op.f("uq_users_oidc_subject")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        _refers("staff_sessions", "user_id", "users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_sessions")),
    )
    op.create_index(op.f("ix_staff_sessions_user_id"), "staff_sessions", ["user_id"], unique=False)
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_keys_key_hash")),
        sa.UniqueConstraint("name", name=op.f("uq_api_keys_name")),
    )
    op.create_table(
        "presences",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_available", sa.Boolean(), nullable=False),
        _refers("presences", "user_id", "users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_presences")),
    )


def _extend_conversations() -> None:
    with op.batch_alter_table("conversations") as conversations:
        conversations.add_column(sa.Column("channel", sa.String(length=20), nullable=False, server_default="web"))
        conversations.add_column(sa.Column("is_with_agent", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("conversations") as conversations:
        conversations.alter_column("channel", server_default=None)
        conversations.alter_column("is_with_agent", server_default=None)
    with op.batch_alter_table("messages") as messages:
        messages.add_column(sa.Column("author_id", sa.String(length=36), nullable=True))
        messages.add_column(sa.Column("author_name", sa.String(length=100), nullable=True))
        messages.add_column(sa.Column("author_department", sa.String(length=100), nullable=True))
        messages.create_foreign_key("fk_messages_author_id_users", "users", ["author_id"], ["id"])


def _make_handoffs() -> None:
    with op.batch_alter_table("handoffs") as handoffs:
        handoffs.add_column(sa.Column("urgency", sa.Integer(), nullable=False, server_default="0"))
        handoffs.add_column(sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True))
        handoffs.add_column(sa.Column("reply_by", sa.Date(), nullable=True))
        handoffs.add_column(sa.Column("agent_id", sa.String(length=36), nullable=True))
        handoffs.add_column(sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
        handoffs.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        handoffs.add_column(sa.Column("close_reason", sa.String(length=50), nullable=True))
        handoffs.create_foreign_key("fk_handoffs_agent_id_users", "users", ["agent_id"], ["id"])
        handoffs.create_index("ix_handoffs_agent_id", ["agent_id"])
        handoffs.create_index("ix_handoffs_state_department", ["state", "department"])
    # Those that wait already have waited since they were opened.
    op.execute("UPDATE handoffs SET queued_at = created_at")
    with op.batch_alter_table("handoffs") as handoffs:
        handoffs.alter_column("queued_at", nullable=False)
        handoffs.alter_column("urgency", server_default=None)
    op.create_table(
        "handoff_steps",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("public_name", sa.String(length=100), nullable=True),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        _refers("handoff_steps", "conversation_id", "conversations", ondelete="CASCADE"),
        _refers("handoff_steps", "handoff_id", "handoffs", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id", "sequence", name=op.f("pk_handoff_steps")),
    )
    op.create_index(op.f("ix_handoff_steps_handoff_id"), "handoff_steps", ["handoff_id"], unique=False)
    op.create_table(
        "pending_replies",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("handoff_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(length=100), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        _refers("pending_replies", "author_id", "users"),
        _refers("pending_replies", "handoff_id", "handoffs", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_replies")),
    )
    op.create_index(op.f("ix_pending_replies_handoff_id"), "pending_replies", ["handoff_id"], unique=False)
    op.create_index(op.f("ix_pending_replies_state"), "pending_replies", ["state"], unique=False)
    op.create_table(
        "satisfactions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("handoff_id", sa.String(length=36), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _refers("satisfactions", "conversation_id", "conversations", ondelete="CASCADE"),
        _refers("satisfactions", "handoff_id", "handoffs", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfactions")),
    )
    op.create_index(op.f("ix_satisfactions_conversation_id"), "satisfactions", ["conversation_id"], unique=False)


def _make_suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("made_for", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=7), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("is_quiet", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("duration_ms", sa.Float(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_text", sa.Text(), nullable=True),
        sa.Column("edit_distance", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=50), nullable=True),
        _refers("suggestions", "conversation_id", "conversations", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    op.create_index(op.f("ix_suggestions_conversation_id"), "suggestions", ["conversation_id"], unique=False)


def _make_switches_and_signals() -> None:
    op.create_table(
        "off_switches",
        sa.Column("target", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=100), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_off_switches")),
    )
    op.create_table(
        "signals",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
        sqlite_autoincrement=True,
    )


def _chain_audit() -> None:
    with op.batch_alter_table("audit_events") as audit:
        audit.add_column(sa.Column("previous_hash", sa.String(length=64), nullable=True))
        audit.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
    _hash_earlier_events()
    with op.batch_alter_table("audit_events") as audit:
        audit.alter_column("previous_hash", nullable=False)
        audit.alter_column("hash", nullable=False)
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(_REFUSE_SQLITE.format(event=event))
    else:
        for statement in _REFUSE_POSTGRESQL:
            op.execute(statement)


def _hash_earlier_events() -> None:
    events = sa.table(
        "audit_events",
        sa.column("id", sa.BigInteger),
        sa.column("at", sa.DateTime(timezone=True)),
        *(sa.column(name, sa.String) for name in ("actor", "action", "subject", "previous_hash", "hash")),
        sa.column("detail", sa.JSON),
    )
    connection, previous = op.get_bind(), "0" * 64
    for row in connection.execute(sa.select(events).order_by(events.c.id)).all():
        at = row.at if row.at.tzinfo else row.at.replace(tzinfo=datetime.UTC)
        says = [previous, at.astimezone(datetime.UTC).isoformat(), row.actor, row.action, row.subject, row.detail]
        digest = hashlib.sha256(json.dumps(says, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        connection.execute(sa.update(events).where(events.c.id == row.id).values(previous_hash=previous, hash=digest))
        previous = digest


def _unchain_audit() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER audit_events_no_{event}")
    else:
        op.execute("DROP TRIGGER audit_events_no_change ON audit_events")
        op.execute("DROP TRIGGER audit_events_no_truncate ON audit_events")
        op.execute("DROP FUNCTION refuse_audit_change()")
    with op.batch_alter_table("audit_events") as audit:
        audit.drop_column("previous_hash")
        audit.drop_column("hash")


def _refers(table: str, column: str, target: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete=ondelete
    )

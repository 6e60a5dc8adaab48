"""What the citizens of one network take of a day's tokens.

Why: whoever asks ten thousand times from one place must not leave everybody else without a model's help.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_networks",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("network", sa.String(length=43), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "network", name=op.f("pk_model_networks")),
    )


def downgrade() -> None:
    op.drop_table("model_networks")

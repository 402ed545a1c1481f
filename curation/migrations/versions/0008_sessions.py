"""Open sessions, so that they can be ended; passwords that are good for one sign-in"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"])
    op.add_column("account", sa.Column("one_time", sa.Boolean(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("account", "one_time")
    op.drop_index(op.f("ix_session_account_id"), table_name="session")
    op.drop_table("session")

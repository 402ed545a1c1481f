"""What people said and decided of the glossary's entries, kept for ever"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEPT = "term events are append-only"
TRIGGERS = [
    ("term_event_not_replaced", "INSERT", "EXISTS (SELECT 1 FROM term_event e WHERE e.id = NEW.id)"),
    ("term_event_not_updated", "UPDATE", "1"),
    ("term_event_not_deleted", "DELETE", "1"),
]


def upgrade() -> None:
    op.create_table(
        "term_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("part_of_speech", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "action IN ('propose', 'comment', 'amend', 'approve', 'refuse', 'deprecate', 'recheck')",
            name=op.f("ck_term_event_action"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_term_event_actor_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_event")),
    )
    op.create_index(op.f("ix_term_event_source"), "term_event", ["source"], unique=False)
    for name, event, condition in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON term_event WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
        )


def downgrade() -> None:
    op.drop_table("term_event")

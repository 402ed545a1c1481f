"""The review room: comments and notices, who a draft is for and until when, permissions, segments read or cut"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROLES = "role IN ('contributor', 'reviewer', 'editor', 'admin', 'system')"
FORMER_ROLES = "role IN ('reviewer', 'editor', 'admin', 'system')"
ADDED = {
    "draft": (
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("due", sa.String(length=10), server_default="", nullable=False),
    ),
    "unit": (
        sa.Column("rank", sa.Float(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.String(length=32), nullable=True),
    ),
    "account": (
        sa.Column("language", sa.Text(), server_default="fr", nullable=False),
        sa.Column("feed_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("digest", sa.Text(), server_default="daily", nullable=False),
        sa.Column("digest_at", sa.String(length=32), nullable=True),
        sa.Column("toured_at", sa.String(length=32), nullable=True),
        sa.Column("mail_error", sa.Text(), server_default="", nullable=False),
        sa.Column("mail_message", sa.Text(), server_default="", nullable=False),
    ),
}


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Text(), server_default="", nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_comment_draft_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_comment_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_draft_id"), "comment", ["draft_id"])
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=True),
        sa.Column("mailed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_account_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_notice_draft_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_notice_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_account_id"), "notice", ["account_id"])
    op.create_table(
        "permission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_on", sa.String(length=10), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("until", sa.String(length=10), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("file_digest", sa.String(length=64), server_default="", nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.Column("ended_by", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_permission_publication_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permission")),
    )
    op.create_index(op.f("ix_permission_publication_id"), "permission", ["publication_id"])
    for table, columns in ADDED.items():
        for column in columns:
            op.add_column(table, column)
    _allow_roles(ROLES)


def downgrade() -> None:
    op.execute("UPDATE account SET role = 'reviewer' WHERE role = 'contributor'")
    _allow_roles(FORMER_ROLES)
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column.name)
    for name, indexed in (("permission", "publication_id"), ("notice", "account_id"), ("comment", "draft_id")):
        op.drop_index(op.f(f"ix_{name}_{indexed}"), table_name=name)
        op.drop_table(name)


def _allow_roles(condition: str) -> None:
    """SQLite changes a check by making the table anew; the check that was there is not carried over."""
    with op.batch_alter_table("account", recreate="always") as batch:
        batch.create_check_constraint(op.f("ck_account_role"), condition)

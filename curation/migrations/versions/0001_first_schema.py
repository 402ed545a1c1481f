"""First schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# The database itself keeps the two promises that matter most, whatever program writes to it:
# nothing unapproved becomes a record, and what happened stays on record.
APPROVED = """
    EXISTS (SELECT 1 FROM review_event e JOIN draft d ON d.id = e.draft_id
            WHERE d.id = {draft} AND e.action = 'approve' AND d.state IN ('approved', 'published'))
"""
TRIGGERS = [
    (
        "record_insert_needs_approval",
        "BEFORE INSERT ON record",
        f"NOT {APPROVED.format(draft='NEW.draft_id')}",
        "a catalog record needs an approved draft",
    ),
    (
        "record_update_needs_approval",
        "BEFORE UPDATE OF draft_id ON record",
        f"NOT {APPROVED.format(draft='NEW.draft_id')}",
        "a catalog record needs an approved draft",
    ),
    (
        "draft_moves_with_its_event",
        "BEFORE UPDATE OF state ON draft",
        "NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM review_event e WHERE e.draft_id = NEW.id AND "
        "e.before = OLD.state AND e.after = NEW.state AND "
        "e.id = (SELECT max(id) FROM review_event WHERE draft_id = NEW.id))",
        "a draft moves only with its event",
    ),
    (
        "draft_publish_needs_approval",
        "BEFORE UPDATE OF state ON draft",
        "NEW.state = 'published' AND OLD.state NOT IN ('approved', 'published')",
        "only an approved draft can be published",
    ),
    ("draft_starts_unapproved", "BEFORE INSERT ON draft", "NEW.state <> 'queued'", "a draft starts in the queue"),
    (
        "record_withdrawal_needs_approval",
        "BEFORE UPDATE OF withdrawn_at ON record",
        f"NEW.withdrawn_at IS NULL AND NOT {APPROVED.format(draft='NEW.draft_id')}",
        "a catalog record needs an approved draft",
    ),
    ("record_not_deleted", "BEFORE DELETE ON record", "1", "a record is withdrawn, never deleted"),
    (
        "unit_of_approved_not_changed",
        "BEFORE UPDATE OF target ON unit",
        "EXISTS (SELECT 1 FROM draft d WHERE d.id = OLD.draft_id AND d.state IN ('approved', 'published'))",
        "what a person approved is not changed",
    ),
    (
        "review_event_not_replaced",
        "BEFORE INSERT ON review_event",
        "EXISTS (SELECT 1 FROM review_event e WHERE e.id = NEW.id)",
        "review events are append-only",
    ),
    ("review_event_not_updated", "BEFORE UPDATE ON review_event", "1", "review events are append-only"),
    ("review_event_not_deleted", "BEFORE DELETE ON review_event", "1", "review events are append-only"),
]


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("disabled_at", sa.String(length=32), nullable=True),
        sa.CheckConstraint("role IN ('reviewer', 'editor', 'admin', 'system')", name=op.f("ck_account_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("licence_evidence", sa.Text(), nullable=False),
        sa.Column("licence_confirmed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("first_seen", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("address", name=op.f("uq_publication_address")),
        sa.UniqueConstraint("key", name=op.f("uq_publication_key")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_source_id"), ["source_id"], unique=False)

    op.create_table(
        "source_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("failures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_check")),
    )
    with op.batch_alter_table("source_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_check_source_id"), ["source_id"], unique=False)

    op.create_table(
        "address",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("raw_digest", sa.String(length=64), nullable=False),
        sa.Column("read_digest", sa.String(length=64), server_default="", nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("charset", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("fetched_from", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_address_publication_id")),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_address")),
    )
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_publication_id"), ["publication_id"], unique=False)

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("raw_digest", sa.String(length=64), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_revision_publication_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("publication_id", "number", name=op.f("uq_revision_publication_id_number")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("glossary", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("updated_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'in_review', 'approved', 'published', 'withdrawn', 'rejected', 'superseded')",
            name=op.f("ck_draft_state"),
        ),
        sa.ForeignKeyConstraint(["claimed_by"], ["account.id"], name=op.f("fk_draft_claimed_by")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_draft_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_draft_revision_id")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_state"), ["state"], unique=False)

    op.create_table(
        "record",
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), server_default="1", nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.String(length=32), nullable=False),
        sa.Column("published_at", sa.String(length=32), nullable=False),
        sa.Column("updated_at", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_record_draft_id")),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_record_publication_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_record")),
        sa.UniqueConstraint("publication_id", name=op.f("uq_record_publication_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_record_slug")),
    )
    op.create_table(
        "review_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "action IN ('claim', 'release', 'edit', 'approve', 'send_back', 'reject', 'reopen', 'publish', 'withdraw', "
            "'supersede', 'annotate')",
            name=op.f("ck_review_event_action"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_review_event_actor_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_review_event_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_event")),
    )
    with op.batch_alter_table("review_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_event_draft_id"), ["draft_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("blocking", sa.Boolean(create_constraint=True, name="blocking"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_unit_draft_id")),
        sa.ForeignKeyConstraint(["edited_by"], ["account.id"], name=op.f("fk_unit_edited_by")),
        sa.PrimaryKeyConstraint("draft_id", "position", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_source"), ["source"], unique=False)

    for name, event, condition, reason in TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} {event} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{reason}'); END")

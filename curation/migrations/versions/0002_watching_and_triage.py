"""What watching and triage remember: sightings, hosts, why a visit failed, scores and decisions"""

import sqlalchemy as sa
from alembic import op

from curation.editions import edition_title

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = {
    "address": (
        sa.Column("changed_at", sa.String(length=32), nullable=True),
        sa.Column("content_digest", sa.String(length=64), server_default="", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("error_message", sa.Text(), server_default="", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
    ),
    "publication": (
        sa.Column("edition_title", sa.Text(), server_default="", nullable=False),
        sa.Column("triage", sa.Text(), server_default="draft", nullable=False),
        sa.Column("score", sa.Float(), server_default="0", nullable=False),
        sa.Column("reasons", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("french_address", sa.Text(), server_default="", nullable=False),
        sa.Column("french_evidence", sa.Text(), server_default="", nullable=False),
    ),
    "revision": (sa.Column("url", sa.Text(), server_default="", nullable=False),),
    "source_check": (
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
    ),
}


def upgrade() -> None:
    op.create_table(
        "host",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("robots", sa.Text(), nullable=False),
        sa.Column("robots_at", sa.String(length=32), nullable=True),
        sa.Column("wait_until", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_host")),
    )
    op.create_table(
        "sighting",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.Column("taken_as", sa.Text(), server_default="", nullable=False),
        sa.Column("listed", sa.Boolean(create_constraint=True, name="listed"), nullable=False),
        sa.Column("first_seen", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "url", "guid", name=op.f("pk_sighting")),
    )
    op.create_table(
        "triage_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_triage_event_actor_id")),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_triage_event_publication_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_event")),
    )
    op.create_index(op.f("ix_triage_event_publication_id"), "triage_event", ["publication_id"])
    # One column at a time, not a batch: a batch makes the table anew, and its triggers would be gone.
    for table, columns in ADDED.items():
        for column in columns:
            op.add_column(table, column)
    op.create_index(op.f("ix_publication_edition_title"), "publication", ["edition_title"])
    # What was known before is as good as new: asked about again at the usual rate, from when it was last seen.
    op.execute("UPDATE address SET changed_at = checked_at WHERE publication_id IS NOT NULL")
    # A visit on which one publication of many failed was a failed one then; the source was read.
    op.execute(
        "UPDATE source_check SET message = json_extract(failures, '$[0]'), kind = outcome "
        "WHERE outcome <> 'ok' AND found <= json_array_length(failures)"
    )
    connection = op.get_bind()
    # In the order of their numbers, so that the newest title stays.
    for row in connection.exec_driver_sql("SELECT publication_id, title FROM revision ORDER BY number").all():
        told = (edition_title(row.title), row.publication_id)
        connection.exec_driver_sql("UPDATE publication SET edition_title = ? WHERE id = ?", told)

"""The tables of the database. A migration stands in `migrations/` for each change of them."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from curation.reading import Reading
from curation.review import ReviewAction, ReviewState, Role
from curation.term_steps import TermAction
from curation.triage import Triage

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(sa.TypeDecorator[datetime]):
    """An aware moment in UTC, kept as ISO 8601 text so that it sorts and reads the same in every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def _one_of(column: str, values: type[StrEnum]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


publication = Table(
    "publication",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(36), nullable=False, unique=True),
    Column("address", Text, nullable=False, unique=True),
    Column("source_id", Text, nullable=False, index=True),
    Column("organisation", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("licence_evidence", Text, nullable=False),
    Column("licence_confirmed_by", Text, nullable=False, server_default=""),
    Column("first_seen", UtcTime, nullable=False),
    Column("edition_title", Text, nullable=False, server_default="", index=True),
    Column("triage", Text, nullable=False, server_default=Triage.DRAFT),
    Column("score", sa.Float, nullable=False, server_default="0"),
    Column("reasons", sa.JSON, nullable=False, server_default="[]"),
    Column("french_address", Text, nullable=False, server_default=""),
    Column("french_evidence", Text, nullable=False, server_default=""),
)

triage_event = Table(
    "triage_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication_id", ForeignKey("publication.id"), nullable=False, index=True),
    Column("decision", Text, nullable=False),
    Column("score", sa.Float, nullable=False),
    Column("actor_id", ForeignKey("account.id")),
    Column("actor", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("note", Text, nullable=False),
)

address = Table(
    "address",
    metadata,
    Column("url", Text, primary_key=True),
    Column("publication_id", ForeignKey("publication.id"), index=True),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("raw_digest", String(64), nullable=False),
    Column("read_digest", String(64), nullable=False, server_default=""),
    Column("media_type", Text, nullable=False),
    Column("charset", Text, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("fetched_from", Text, nullable=False),
    Column("checked_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime),
    Column("content_digest", String(64), nullable=False, server_default=""),
    Column("error", Text, nullable=False, server_default=""),
    Column("error_message", Text, nullable=False, server_default=""),
    Column("failures", Integer, nullable=False, server_default="0"),
)

sighting = Table(
    "sighting",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("page", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("guid", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("published", Text, nullable=False),
    Column("taken_as", Text, nullable=False, server_default=""),
    Column("listed", sa.Boolean(create_constraint=True, name="listed"), nullable=False),
    Column("first_seen", UtcTime, nullable=False),
)

host = Table(
    "host",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("robots", Text, nullable=False),
    Column("robots_at", UtcTime),
    Column("wait_until", UtcTime),
)

revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication_id", ForeignKey("publication.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("raw_digest", String(64), nullable=False),
    Column("lang", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("words", Integer, nullable=False),
    Column("document", sa.JSON, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("url", Text, nullable=False, server_default=""),
    Column("media_type", Text, nullable=False, server_default=""),
    Column("charset", Text, nullable=False, server_default=""),
    Column("confidence", sa.Float, nullable=False, server_default="1"),
    Column("observations", sa.JSON, nullable=False, server_default="[]"),
    Column("reading", Text, nullable=False, server_default=Reading.SOUND, index=True),
    Column("reading_by", Text, nullable=False, server_default=""),
    Column("reading_at", UtcTime),
    UniqueConstraint("publication_id", "number"),
)

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("email", Text, nullable=False, server_default=""),
    Column("password_hash", Text, nullable=False),
    Column("one_time", sa.Boolean, nullable=False, server_default="0"),
    Column("role", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime),
    Column("language", Text, nullable=False, server_default="fr"),
    Column("feed_key", String(64), nullable=False, server_default=""),
    Column("digest", Text, nullable=False, server_default="daily"),
    Column("digest_at", UtcTime),
    Column("toured_at", UtcTime),
    Column("mail_error", Text, nullable=False, server_default=""),
    Column("mail_message", Text, nullable=False, server_default=""),
    _one_of("role", Role),
)

session = Table(
    "session",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("since", UtcTime, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision_id", ForeignKey("revision.id"), nullable=False, unique=True),
    Column("state", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("claimed_by", ForeignKey("account.id")),
    Column("engine", Text, nullable=False),
    Column("glossary", Text, nullable=False),
    Column("summary", Text, nullable=False, server_default=""),
    Column("risk", sa.Float),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("assigned_to", Integer),
    Column("due", String(10), nullable=False, server_default=""),
    _one_of("state", ReviewState),
)

unit = Table(
    "unit",
    metadata,
    Column("draft_id", ForeignKey("draft.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("block", Integer, nullable=False),
    Column("cell", Integer, nullable=False),
    Column("source", Text, nullable=False, index=True),
    Column("target", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("score", sa.Float),
    Column("findings", sa.JSON, nullable=False),
    Column("blocking", sa.Boolean(create_constraint=True, name="blocking"), nullable=False),
    Column("open_findings", Integer, nullable=False, server_default="0"),
    Column("marks", sa.JSON, nullable=False, server_default="[]"),
    Column("forced", sa.JSON, nullable=False, server_default="[]"),
    Column("risk", sa.Float),
    Column("entries", sa.JSON(none_as_null=True)),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("edited_by", ForeignKey("account.id")),
    Column("edited_at", UtcTime),
    Column("rank", sa.Float),
    Column("confirmed_by", Integer),
    Column("confirmed_at", UtcTime),
)

review_event = Table(
    "review_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", ForeignKey("draft.id"), nullable=False, index=True),
    Column("action", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("actor_id", ForeignKey("account.id")),
    Column("actor", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("detail", sa.JSON, nullable=False),
    _one_of("action", ReviewAction),
)

suggestion = Table(
    "suggestion",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("actor_id", ForeignKey("account.id")),
    Column("actor", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("file", Text, nullable=False),
    Column("answer", Text, nullable=False, server_default=""),
    Column("answered_by", Text, nullable=False, server_default=""),
    Column("answered_at", UtcTime),
    sa.ForeignKeyConstraint(["draft_id", "position"], ["unit.draft_id", "unit.position"]),
    UniqueConstraint("draft_id", "position", "text"),
)

comment = Table(
    "comment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", ForeignKey("draft.id"), nullable=False, index=True),
    Column("position", Integer),
    Column("actor_id", ForeignKey("account.id")),
    Column("actor", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("settled_by", Text, nullable=False, server_default=""),
    Column("settled_at", UtcTime),
)

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("draft_id", ForeignKey("draft.id"), nullable=False),
    Column("comment_id", ForeignKey("comment.id")),
    Column("position", Integer),
    Column("actor", Text, nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("at", UtcTime, nullable=False),
    Column("seen_at", UtcTime),
    Column("mailed_at", UtcTime),
)

permission = Table(
    "permission",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication_id", ForeignKey("publication.id"), nullable=False, index=True),
    Column("given_by", Text, nullable=False),
    Column("given_on", String(10), nullable=False),
    Column("scope", Text, nullable=False),
    Column("until", String(10), nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("file_digest", String(64), nullable=False, server_default=""),
    Column("file_name", Text, nullable=False, server_default=""),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("ended_by", Text, nullable=False, server_default=""),
    Column("ended_at", UtcTime),
)

term_event = Table(
    "term_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False, index=True),
    Column("part_of_speech", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("actor_id", ForeignKey("account.id")),
    Column("actor", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("before", sa.JSON(none_as_null=True)),
    Column("after", sa.JSON, nullable=False),
    Column("detail", sa.JSON, nullable=False),
    _one_of("action", TermAction),
)

record = Table(
    "record",
    metadata,
    Column("key", String(36), primary_key=True),
    Column("publication_id", ForeignKey("publication.id"), nullable=False, unique=True),
    Column("draft_id", ForeignKey("draft.id"), nullable=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("edition", Integer, nullable=False, server_default="1"),
    Column("approved_by", Text, nullable=False),
    Column("approved_at", UtcTime, nullable=False),
    Column("published_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
)

imported_unit = Table(
    "imported_unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", UtcTime),
    Column("imported_at", UtcTime, nullable=False),
)

source_check = Table(
    "source_check",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", Text, nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("found", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("failures", sa.JSON, nullable=False),
    Column("kind", Text, nullable=False, server_default=""),
    Column("message", Text, nullable=False, server_default=""),
)

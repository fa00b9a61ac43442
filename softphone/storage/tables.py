"""The tables, as the newest migration leaves them (a test compares the two)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _person() -> Column[str]:
    return Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True)


company = Table(
    "company",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("domain", String, nullable=False),
    Column("country", String, nullable=False),
    Column("key_check", LargeBinary, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", String, primary_key=True),
    Column("login", String, nullable=False),
    Column("login_folded", String, nullable=False),
    Column("name", String, nullable=False),
    Column("title", String, nullable=False),
    Column("department", String, nullable=False),
    Column("extension", String, nullable=False),
    Column("landline", String, nullable=False),
    Column("mobile", String, nullable=False),
    Column("email", String, nullable=False),
    Column("roles", String, nullable=False),
    Column("class_of_service", String, nullable=False),
    Column("password_hash", String, nullable=False),
    Column("add_ons", String, nullable=False, server_default=""),
    Column("active", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("login_folded"),
)

devices = Table(
    "devices",
    metadata,
    Column("id", String, primary_key=True),
    _person(),
    Column("name", String, nullable=False),
    Column("user", String, nullable=False),
    Column("ha1", LargeBinary, nullable=False),
    Column("algorithm", String, nullable=False),
    Column("issued", Boolean, nullable=False),
    Column("created", Float, nullable=False, server_default="0"),
    Column("seen", Float, nullable=False, server_default="0"),
    UniqueConstraint("user"),
)

numbers = Table(
    "numbers",
    metadata,
    Column("number", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("status", String, nullable=False),
    Column("person", ForeignKey("people.id", ondelete="SET NULL"), nullable=True, index=True),
    Column("note", Text, nullable=False, server_default=""),
)

number_forwardings = Table(
    "number_forwardings",
    metadata,
    Column("number", ForeignKey("numbers.number", ondelete="CASCADE"), primary_key=True),
    Column("target", Text, nullable=False),
    Column("starts", String, nullable=False),
)

groups = Table(
    "groups",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("number", String, nullable=False),
    Column("extension", String, nullable=False),
    Column("ring", String, nullable=False),
    Column("hours", Text, nullable=False),
    Column("overflow", String, nullable=False),
)

group_members = Table(
    "group_members",
    metadata,
    Column("group", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    _person(),
)

trunks = Table(
    "trunks",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False),
    Column("transport", String, nullable=False),
    Column("login", String, nullable=False),
    Column("password", LargeBinary, nullable=False),
    Column("register", Boolean, nullable=False),
    Column("number_format", String, nullable=False),
    Column("early_media", Boolean, nullable=False),
    Column("channels", Integer, nullable=False),
    Column("media", String, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String, primary_key=True),
    _person(),
    Column("name", String, nullable=False),
    Column("created", Float, nullable=False),
    Column("used", Float, nullable=False),
    Column("second_factor", Boolean, nullable=False, server_default=false()),
    Column("idle", Float),
    Column("ends", Float),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("step", BigInteger, nullable=False),
)


def _of_person() -> Column[str]:
    return Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)


settings = Table(
    "settings",
    metadata,
    _of_person(),
    Column("epoch", String, nullable=False),
    Column("n", Integer, nullable=False),
    Column("forgotten", Integer, nullable=False),
    Column("document", LargeBinary, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    _of_person(),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("edit", String, nullable=False),
    Column("epoch", String, nullable=False),
    Column("at", Float, nullable=False, index=True),
    Column("answer", LargeBinary, nullable=False),
    UniqueConstraint("person", "edit"),
)

calendar_passwords = Table(
    "calendar_passwords",
    metadata,
    _of_person(),
    Column("password", LargeBinary, nullable=False),
)

calendars = Table(
    "calendars",
    metadata,
    _of_person(),
    Column("document", LargeBinary, nullable=False),
)

directory_source = Table(
    "directory_source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("password", LargeBinary, nullable=False),
)

# Who came from the company's directory, and as what they are known there.
directory_entries = Table(
    "directory_entries",
    metadata,
    _of_person(),
    Column("entry", String, nullable=False),
    UniqueConstraint("entry"),
)

# Persons are named, not referred to: a record outlives them until its time is over.
call_records = Table(
    "call_records",
    metadata,
    Column("id", String, primary_key=True),
    Column("call_id", String, nullable=False, index=True),
    Column("caller_tag", String, nullable=False),
    Column("callee_tag", String, nullable=False),
    Column("began", Float, nullable=False, index=True),
    Column("caller", String, nullable=False, index=True),
    Column("caller_device", String, nullable=False),
    Column("caller_address", String, nullable=False),
    Column("caller_shown", String, nullable=False),
    Column("caller_uri", String, nullable=False, server_default=""),
    Column("callee", String, nullable=False, server_default=""),
    Column("called", String, nullable=False),
    Column("steps", Text, nullable=False),
    Column("whys", Text, nullable=False),
    Column("answered", Float, nullable=True),
    Column("answered_by", String, nullable=False, index=True),
    Column("answered_device", String, nullable=False),
    Column("ended", Float, nullable=True),
    Column("status", Integer, nullable=False),
    Column("ending", String, nullable=True),
)

# Whom a call concerns (CallRecord.people).
call_people = Table(
    "call_people",
    metadata,
    Column("call", ForeignKey("call_records.id", ondelete="CASCADE"), primary_key=True),
    Column("person", String, primary_key=True, index=True),
)

# Persons are named here too.
audit = Table(
    "audit",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("at", Float, nullable=False, index=True),
    Column("actor", String, nullable=False, index=True),
    Column("login", String, nullable=False),
    Column("source", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    sqlite_autoincrement=True,
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String, primary_key=True),
    _person(),
    Column("expires", Float, nullable=False),
)

retention = Table(
    "retention",
    metadata,
    Column("what", String, primary_key=True),
    Column("days", Integer, nullable=False),
)

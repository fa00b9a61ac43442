"""Settings of persons, and the answers to their edits"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _person(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("person", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f(f"fk_{table}_person_people"), ondelete="CASCADE"
        ),
    )


def upgrade() -> None:
    op.create_table(
        "settings",
        *_person("settings"),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("forgotten", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_settings")),
    )
    op.create_table(
        "answers",
        *_person("answers"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edit", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", "n", name=op.f("pk_answers")),
        sa.UniqueConstraint("person", "edit", name=op.f("uq_answers_person")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_at"), ["at"], unique=False)
    op.create_table(
        "calendar_passwords",
        *_person("calendar_passwords"),
        sa.Column("password", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_calendar_passwords")),
    )


def downgrade() -> None:
    op.drop_table("calendar_passwords")
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answers_at"))
    op.drop_table("answers")
    op.drop_table("settings")

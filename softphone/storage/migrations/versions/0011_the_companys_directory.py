"""The company's directory, and who came from it"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("password", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_source")),
    )
    op.create_table(
        "directory_entries",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_directory_entries_person_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_directory_entries")),
        sa.UniqueConstraint("entry", name=op.f("uq_directory_entries_entry")),
    )


def downgrade() -> None:
    op.drop_table("directory_entries")
    op.drop_table("directory_source")

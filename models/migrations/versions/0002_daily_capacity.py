"""How many parcels a warehouse can send off a day."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("warehouse") as batch:
        batch.add_column(sa.Column("daily_capacity", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("warehouse") as batch:
        batch.drop_column("daily_capacity")

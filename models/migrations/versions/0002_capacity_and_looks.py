"""How many parcels a warehouse can send off a day; holds that nobody has looked at."""

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
    withdrawn = sa.Column("is_withdrawn", sa.Boolean(), nullable=False, server_default=sa.false())
    with op.batch_alter_table("order_hold") as batch:
        batch.add_column(withdrawn)
    with op.batch_alter_table("order_hold") as batch:
        batch.alter_column("is_withdrawn", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("warehouse") as batch:
        batch.drop_column("daily_capacity")
    with op.batch_alter_table("order_hold") as batch:
        batch.drop_column("is_withdrawn")

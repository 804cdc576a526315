"""What must always be true, asked of the database in SQL of its own.

Nothing here uses the code of the core, so that it can bear witness against it.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Engine, text

# Each asks for the rows that break a law; the law holds where there are none.
LAWS: Final = {
    "I1 all buckets of a SKU in a warehouse sum to zero": """
        SELECT sku_id, warehouse_id, SUM(qty) FROM stock_balance
        GROUP BY sku_id, warehouse_id HAVING SUM(qty) <> 0
    """,
    "I2 there is never less than nothing of what can be touched": """
        SELECT sku_id, warehouse_id, bucket, qty FROM stock_balance
        WHERE bucket IN ('available', 'reserved', 'staged', 'quarantine', 'damaged') AND qty < 0
    """,
    "I3 a balance is the fold of its moves": """
        SELECT sku_id, warehouse_id, bucket, SUM(qty) FROM (
            SELECT sku_id, warehouse_id, to_bucket AS bucket, qty FROM stock_move
            UNION ALL
            SELECT sku_id, warehouse_id, from_bucket, -qty FROM stock_move
            UNION ALL
            SELECT sku_id, warehouse_id, bucket, -qty FROM stock_balance
        ) AS entries GROUP BY sku_id, warehouse_id, bucket HAVING SUM(qty) <> 0
    """,
    "I4 what is held is held for parts in the states that hold it": """
        SELECT sku_id, warehouse_id, bucket, SUM(qty) FROM (
            SELECT l.sku_id, p.warehouse_id, CASE p.state WHEN 'packed' THEN 'staged'
                WHEN 'shipped' THEN 'carrier' ELSE 'reserved' END AS bucket, l.qty
            FROM fulfillment p JOIN fulfillment_line l ON l.fulfillment_id = p.id
            WHERE p.state IN ('allocated', 'picking', 'packed', 'shipped')
            UNION ALL
            SELECT sku_id, warehouse_id, bucket, -qty FROM stock_balance
            WHERE bucket IN ('reserved', 'staged', 'carrier')
        ) AS entries GROUP BY sku_id, warehouse_id, bucket HAVING SUM(qty) <> 0
    """,
    "I5 the parts of an order carry what is wanted of each line": """
        SELECT o.no, l.position, l.qty - l.cancelled_qty, COALESCE(SUM(c.qty), 0)
        FROM "order" o
        JOIN order_line l ON l.order_id = o.id AND NOT l.is_service
        LEFT JOIN (
            SELECT cl.order_line_id, cl.qty FROM fulfillment_line cl
            JOIN fulfillment p ON p.id = cl.fulfillment_id
            WHERE p.state <> 'cancelled' AND NOT EXISTS (
                SELECT 1 FROM fulfillment other
                WHERE other.made_for_id = p.id AND other.state <> 'cancelled')
        ) AS c ON c.order_line_id = l.id
        WHERE o.status IN ('fulfilling', 'delivered', 'completed') AND NOT o.is_history
        GROUP BY o.no, l.position, l.qty, l.cancelled_qty
        HAVING l.qty - l.cancelled_qty <> COALESCE(SUM(c.qty), 0)
    """,
    "I6 an order was paid what its payments say": """
        SELECT o.no, o.paid_minor, COALESCE(SUM(p.amount_minor), 0) FROM "order" o
        LEFT JOIN payment p ON p.order_id = o.id AND p.state = 'captured'
        GROUP BY o.no, o.paid_minor HAVING o.paid_minor <> COALESCE(SUM(p.amount_minor), 0)
    """,
    "I6 an order asks what its lines, its shipping and the platform's difference come to": """
        SELECT o.no, o.total_minor, l.total + l.tax + o.shipping_minor + o.stated_difference_minor
        FROM "order" o
        JOIN channel c ON c.id = o.channel_id
        JOIN shop s ON s.id = c.shop_id
        JOIN (
            SELECT order_id, SUM(total_minor - cancelled_minor) AS total,
                SUM(tax_minor - cancelled_tax_minor) AS tax
            FROM order_line GROUP BY order_id
        ) AS l ON l.order_id = o.id
        WHERE o.total_minor <> l.total + o.shipping_minor + o.stated_difference_minor
            + CASE s.tax_mode WHEN 'exclusive' THEN l.tax + o.shipping_tax_minor ELSE 0 END
    """,
    "I6 no order asks less than nothing": """
        SELECT no, total_minor FROM "order" WHERE total_minor < 0
    """,
    "I7 versions of each thing are 1 to n without a gap": """
        SELECT aggregate, aggregate_id, COUNT(*), MIN(aggregate_version), MAX(aggregate_version)
        FROM event GROUP BY aggregate, aggregate_id
        HAVING MIN(aggregate_version) <> 1 OR MAX(aggregate_version) <> COUNT(*)
    """,
    "I7 an order has the version and the status of its last event": """
        SELECT o.no, o.version, o.status, e.aggregate_version, e.to_state FROM "order" o
        LEFT JOIN event e ON e.aggregate = 'order' AND e.aggregate_id = o.id
            AND e.aggregate_version = o.version
        WHERE e.seq IS NULL OR e.to_state <> o.status
            OR o.version <> (SELECT MAX(aggregate_version) FROM event
                             WHERE aggregate = 'order' AND aggregate_id = o.id)
    """,
    "I7 an event begins where the one before it ended": """
        SELECT e.seq, b.to_state, e.from_state FROM event e
        JOIN event b ON b.aggregate = e.aggregate AND b.aggregate_id = e.aggregate_id
            AND b.aggregate_version = e.aggregate_version - 1
        WHERE COALESCE(b.to_state, '') <> COALESCE(e.from_state, '')
    """,
    "I7 the log is numbered without a gap": """
        SELECT COUNT(*), MIN(seq), MAX(seq) FROM event
        HAVING COUNT(*) > 0 AND (MIN(seq) <> 1 OR MAX(seq) <> COUNT(*))
    """,
    "a SKU has the version of its last event": """
        SELECT s.sku, s.version, MAX(e.aggregate_version) FROM sku s
        JOIN event e ON e.aggregate = 'sku' AND e.aggregate_id = s.id
        GROUP BY s.sku, s.version HAVING s.version <> MAX(e.aggregate_version)
    """,
    "I9 an open hold puts an order among the exceptions": """
        SELECT o.no, o.lane FROM "order" o
        WHERE o.status NOT IN ('draft', 'rejected', 'completed', 'cancelled')
            AND EXISTS (SELECT 1 FROM order_hold h
                        WHERE h.order_id = o.id AND h.released_at IS NULL)
            AND o.lane <> 'exception'
    """,
    "I9 an order under way stands in the lane of its least advanced part": """
        SELECT o.no, o.lane, MIN(s.step) FROM "order" o
        LEFT JOIN (
            SELECT order_id, CASE state WHEN 'backordered' THEN 1 WHEN 'in_production' THEN 1
                WHEN 'allocated' THEN 2 WHEN 'picking' THEN 3 WHEN 'packed' THEN 4 ELSE 5 END
                AS step
            FROM fulfillment
            WHERE state IN ('backordered', 'in_production', 'allocated', 'picking', 'packed',
                            'shipped')
        ) AS s ON s.order_id = o.id
        WHERE o.status = 'fulfilling' AND NOT EXISTS (
            SELECT 1 FROM order_hold h WHERE h.order_id = o.id AND h.released_at IS NULL)
        GROUP BY o.no, o.lane
        HAVING o.lane <> COALESCE(CASE MIN(s.step) WHEN 1 THEN 'backordered'
            WHEN 2 THEN 'allocated' WHEN 3 THEN 'picking' WHEN 4 THEN 'packed'
            WHEN 5 THEN 'shipped' END, 'exception')
    """,
}


def broken_laws(engine: Engine) -> dict[str, Sequence[Any]]:
    """Return the laws that do not hold, each with rows that break it."""
    with engine.connect() as connection:
        asked = {law: connection.execute(text(query)).all() for law, query in LAWS.items()}
    return {law: rows[:5] for law, rows in asked.items() if rows}

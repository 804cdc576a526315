"""Parts of an order on their way: planning, picking, packing, parcels, and what goes wrong."""

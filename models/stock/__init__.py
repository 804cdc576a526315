"""The stock ledger: who holds every unit of every SKU, and how it came there."""

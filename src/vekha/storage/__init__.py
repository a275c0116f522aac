"""Tables and queries: SQL lives here, in `*_queries.py`, and nowhere else (design, section 2)."""

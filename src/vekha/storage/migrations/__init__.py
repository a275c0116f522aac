"""The schema's history: `versions/NNNN_*.py`, drafted by `scripts/draft_revision.py`, run by `env.py`."""

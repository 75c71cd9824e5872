"""What was done: an append-only record without content, refused change by PostgreSQL."""

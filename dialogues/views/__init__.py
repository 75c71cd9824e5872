"""Pages of an initiative."""

"""Initiatives: opened by two, staffed, steered, concluded."""

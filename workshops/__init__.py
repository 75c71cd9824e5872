"""Rounds: scheduled, held, noted, summarised, released."""

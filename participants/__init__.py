"""People: found, vetted by two, in a personal capacity."""

"""Letters: rows first, post afterwards. They carry nothing but that something waits."""

"""What this house adds to Django's command line."""

"""Who works here: colleagues, their invitations, how they sign in."""

"""Pages that belong to no one app: the desk, the door, the administrator's, the demo's."""

"""Who may go through which door: every route, role, zone, grant and standing, against rules written as sentences."""

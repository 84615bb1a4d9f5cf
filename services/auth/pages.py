"""HTML in and out: employees sign in through the JSON routes."""

"""HTML in and out: the desks work through the JSON routes."""

"""Whose a thing is: every door to one thing, tried by each role from each place, against rules written as sentences."""

"""Decisions about one paper, case, day, message or charge: every combination of what they look at, against a sentence."""

"""The house, held by tests that read it."""

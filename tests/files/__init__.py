"""The e-office, from its rules to its routes."""

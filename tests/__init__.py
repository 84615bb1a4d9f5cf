"""The specification, in sentences."""

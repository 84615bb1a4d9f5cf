"""Journeys through the whole house, as deployed."""

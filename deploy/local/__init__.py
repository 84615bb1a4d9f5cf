"""Private instances of everything KaryaSetu stands on, for one machine and for tests."""

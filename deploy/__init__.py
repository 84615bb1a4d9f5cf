"""How KaryaSetu is started, locally and elsewhere."""

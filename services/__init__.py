"""The five services of KaryaSetu, each in the same rooms."""

"""Proof by fault: nothing acknowledged is lost, nothing happens twice, order holds per case, whatever dies.

`python -m tests.chaos` starts an installation of its own, lets clients work through its gateway, kills and cuts
what a seed says, and asks all stores what became of each promise.
"""

"""A tiny service whose effects are rows, to prove what the backbone promises."""

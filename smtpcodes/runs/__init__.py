"""A run over inputs: one after the other (runner), several at once (parallel), as they grow
(follow)."""

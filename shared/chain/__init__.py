"""Commits and their graph: headers, bodies, contexts, order and replay."""

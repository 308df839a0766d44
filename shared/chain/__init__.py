"""Commits and their graph: headers, bodies, contexts, order, replay and merges."""

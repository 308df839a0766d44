"""Scores of how specific a goal text is, by Korean and English tables. See `docs/spec/goal-words.md`."""

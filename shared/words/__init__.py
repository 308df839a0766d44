"""How specific the words of a goal are, by tables in Korean and English: `docs/spec/goal-words.md`."""

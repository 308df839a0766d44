"""The device itself: its store, its goals and their history."""

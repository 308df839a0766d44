"""The device itself: its store, its vaults and their histories."""

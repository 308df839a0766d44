"""The engine of one device: commits offline, keeps a durable log, syncs and verifies."""

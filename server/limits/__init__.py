"""Bounds on what one client may take: attempts, memory, time, connections and replays."""

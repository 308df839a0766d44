"""The Python side of the browser client: the engine's host, and the door that the worker calls through."""

"""The Python side of the browser client: the host of the engine, and the bridge to the worker."""

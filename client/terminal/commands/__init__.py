"""The commands of the terminal. Each module adds one: `add` names it, its `run` returns what it says."""

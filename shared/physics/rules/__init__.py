"""The rule sets. Each has a name, which the body of every commit carries."""

"""The physics: states, drafts, rule sets, and the texts that are hashed.

Only IEEE-754 `+ - * /`, comparison, min/max and correctly rounded decimal formatting are used here, so that
CPython and Pyodide agree bit for bit. Import the public names from `shared.kernel`.
"""

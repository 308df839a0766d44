"""The example goal: months of plausible history, made from a seed on each device that wants to look."""

"""The example goal: months of plausible history, generated from a seed on the device."""

"""The commands of the operator, beside `serve`."""

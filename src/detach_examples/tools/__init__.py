"""The ways to stop a gradient, and what each does: found out by running them."""

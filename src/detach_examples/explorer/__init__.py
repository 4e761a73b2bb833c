"""Programs whose edges can be cut: every combination is run, none is computed."""

"""Run a stranger's script: limits, resets, and one clear error for each fault."""

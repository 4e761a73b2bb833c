"""Why has this parameter no gradient?  Record a step, judge it, say which line."""

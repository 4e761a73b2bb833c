"""What is measured or compared, and not proven by a test."""

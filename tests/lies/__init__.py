"""Make torch lie in one way at a time, and see which claims object."""

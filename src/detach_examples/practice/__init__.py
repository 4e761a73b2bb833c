"""Exercises that a reader mends in files of their own, and what checks them."""

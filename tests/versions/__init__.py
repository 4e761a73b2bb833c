"""Prove the claims on several versions of torch, and keep what held."""

"""Cards to recall by: questions made of the claims' proofs and of the error pages."""

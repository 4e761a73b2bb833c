"""Nine cuts, looked at with six tools: who names what, judged by a program."""

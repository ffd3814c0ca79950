"""The care team's queue: urgency, flags, loyalty in words, and who is to be called first."""

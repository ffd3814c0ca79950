"""The learned part of reading: what texts labelled by hand teach beyond the rules."""

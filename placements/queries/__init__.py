"""Reads that join several nouns, returned as frozen rows."""

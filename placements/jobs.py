"""Background work of placements, by name."""

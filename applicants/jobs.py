"""Background work of applicants, by name."""

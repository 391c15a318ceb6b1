"""Tags for the pages of placements."""

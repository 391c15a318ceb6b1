"""Tests of the placements app."""

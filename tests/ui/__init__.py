"""Tests of the interface kernel."""

"""Tests of cohorts and tracks."""

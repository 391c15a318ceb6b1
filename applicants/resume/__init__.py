"""Résumé files: hostile until a child process without rights has read them."""

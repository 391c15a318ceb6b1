"""What candidates are told about their application."""

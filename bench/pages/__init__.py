"""What the main pages cost, against a floor measured in the same run."""

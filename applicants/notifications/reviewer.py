"""What reviewers are told about their reviews."""

"""What placements adds to the staff bar and the candidate's menu."""

"""What applicants adds to the staff bar and the candidate's menu."""

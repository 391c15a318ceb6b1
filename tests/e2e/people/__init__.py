"""What each person does on the pages, as small functions that press what a person would press."""

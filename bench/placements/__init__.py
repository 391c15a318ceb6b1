"""A match run from the button to the stored explanations, and its publishing, on rows made by COPY."""

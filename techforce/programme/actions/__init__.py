"""Acts of the programme's calendar."""

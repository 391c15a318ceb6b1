"""Demo data: invented people and projects with a history, drawn from a seed."""

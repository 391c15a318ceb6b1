"""What the programme tells the apps above it, inside the transaction."""

from django.dispatch import Signal

# A track has opened. Arguments: track, by. Whoever keeps its published standard freezes it now.
track_opened = Signal()

"""What happens here that apps above this one act upon."""

from django.dispatch import Signal

# Sent with `send` inside the transaction that withdraws; arguments `application` and `by`.
application_withdrawn = Signal()

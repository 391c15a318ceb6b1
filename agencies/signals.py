"""What happens here that apps above this one act upon."""

from django.dispatch import Signal

# Somebody left a seat before their term ended, and it is open again. Sent with `send` inside that transaction, after
# the requisition went back to filling; arguments `seat` and `reason`. People in reserve are offered it first: whoever
# receives this may match it to one of them at once.
seat_reopened = Signal()

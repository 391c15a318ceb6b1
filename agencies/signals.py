"""What happens here that apps above this one act upon."""

from django.dispatch import Signal

# Somebody left a seat before their term ended, and it is open again. Sent with `send` inside that transaction, after
# the requisition went back to filling; arguments `seat` and `reason`. People in reserve are offered it first: whoever
# receives this may match it to one of them at once.
seat_reopened = Signal()
# Seats are about to end, or their requisition is to be put on hold, while people may hold them. Sent with `send` inside
# that transaction and before the requisition is locked; arguments `requisition`, `seats`, `cause` and `reason`. Whoever
# receives it frees the seats and finds the people another place. Raising Refused stops the act.
seats_lost = Signal()

"""What other apps show on the page of a requisition, for example the way to its ranked list."""

from agencies.models import Requisition
from techforce.accounts.models import User
from techforce.contributions import Contributions, LinkPanel

requisition_panels: Contributions[[User, Requisition], LinkPanel] = Contributions()

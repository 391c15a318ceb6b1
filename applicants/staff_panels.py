"""What other apps show staff on the page of an application, for example from which agencies a person is kept."""

from techforce.accounts.models import User
from techforce.contributions import Contributions, LinkPanel

from .models import Application

staff_panels: Contributions[[User, Application], LinkPanel] = Contributions()

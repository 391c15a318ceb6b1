"""Messages to people, from the act that causes them to the inbox."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "techforce.notifications"
    label = "notifications"
    verbose_name = "Notifications"

"""The transition kernel."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "techforce.workflow"
    label = "workflow"
    verbose_name = "Workflow"

"""Draw a workflow table as a Mermaid state diagram and a table for people."""

from .table import Transition, Workflow


def document(workflows: list[Workflow]) -> str:
    """One Markdown page with every workflow, made from the tables and from nothing else."""
    parts = [
        "# Workflows",
        "",
        "Made by `manage.py workflow_diagrams` from the transition tables. Do not edit.",
        "",
    ]
    for workflow in workflows:
        parts += _section(workflow)
    return "\n".join(parts).rstrip() + "\n"


def _section(workflow: Workflow) -> list[str]:
    lines = [f"## {workflow.title}", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {workflow.initial}"]
    for move in workflow.transitions:
        lines += [f"    {source} --> {move.target}: {move.name}" for source in move.sources]
    lines += [f"    {state.key} --> [*]" for state in workflow.states if state.terminal]
    lines += ["```", "", "| Transition | From | To | Who | Reason | Notice |", "|---|---|---|---|---|---|"]
    lines += [_row(move) for move in workflow.transitions]
    lines += ["", "| State | Staff label | Public label | Who acts next |", "|---|---|---|---|"]
    lines += [f"| {s.key} | {s.label} | {s.public or '–'} | {s.next or '–'} |" for s in workflow.states]
    return [*lines, ""]


def _row(move: Transition) -> str:
    who = sorted(p.value for p in move.by) + (["system"] if move.system else [])
    sources = ", ".join(move.sources)
    reason = "required" if move.reason else ""
    return f"| {move.name} | {sources} | {move.target} | {', '.join(who)} | {reason} | {move.notice} |"

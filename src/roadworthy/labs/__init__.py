"""What a lab is: its format, the catalogue of labs, workspaces, and the verdict type."""

from roadworthy.labs.catalogue import LabCatalogue, built_in_labs, find_labs
from roadworthy.labs.checks import Check, first_paragraph, read_checks
from roadworthy.labs.exercism.importing import ImportedExercise, ImportReport, import_track
from roadworthy.labs.files import hash_contents, hash_files, lay_over, walk_files, why_unsafe
from roadworthy.labs.load import inspect_lab, load_lab
from roadworthy.labs.model import Lab, Limits
from roadworthy.labs.problems import shown_place
from roadworthy.labs.safe_files import read_bytes
from roadworthy.labs.scaffold import find_placeholders, new_lab
from roadworthy.labs.telling import never_ran, told_by
from roadworthy.labs.verdict import CheckResult, Frame, Outcome, Status, Verdict, function_name
from roadworthy.labs.workspace import (
    Workspace,
    create_review,
    create_workspace,
    find_review,
    hash_submission,
    open_review,
    open_workspace,
    submitted_names,
    workspace_lab,
)

__all__ = [
    "Check",
    "CheckResult",
    "Frame",
    "ImportReport",
    "ImportedExercise",
    "Lab",
    "LabCatalogue",
    "Limits",
    "Outcome",
    "Status",
    "Verdict",
    "Workspace",
    "built_in_labs",
    "create_review",
    "create_workspace",
    "find_labs",
    "find_placeholders",
    "find_review",
    "first_paragraph",
    "function_name",
    "hash_contents",
    "hash_files",
    "hash_submission",
    "import_track",
    "inspect_lab",
    "lay_over",
    "load_lab",
    "never_ran",
    "new_lab",
    "open_review",
    "open_workspace",
    "read_bytes",
    "read_checks",
    "shown_place",
    "submitted_names",
    "told_by",
    "walk_files",
    "why_unsafe",
    "workspace_lab",
]

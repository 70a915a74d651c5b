"""What a lab is: its format, the catalogue of labs, workspaces, and the verdict type."""

from roadworthy.labs.model import Lab
from roadworthy.labs.verdict import CheckResult, Frame, Outcome, Status, Verdict

__all__ = ["CheckResult", "Frame", "Lab", "Outcome", "Status", "Verdict"]

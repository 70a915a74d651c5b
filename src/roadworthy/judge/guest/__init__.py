"""What runs inside a lab's environment: the checker, the subject, and the channel between them.

Standard library only (the checker adds pytest). Neither process can import `roadworthy`; this package is loaded by its
path under the name `_roadworthy_guest` (see `entry.py`), so that no module of the learner's can shadow it.
"""

"""The walls: how a process locks itself up for good before it runs code that nobody trusts.

A single-threaded process that was just cloned into fresh namespaces calls, in this order: `limits.set_limits`,
`privileges.drop_all`, `privileges.die_with_parent`, `landlock.restrict`, `seccomp.install`. Each wall stands by itself:
where a system lacks one, the others hold. Standard library only; on a system that is not Linux every file still imports.
"""

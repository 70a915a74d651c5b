"""The system calls that ordinary programs need, by what they are for. What is not here is denied."""

from __future__ import annotations

# Left out on purpose, beside all that needs privileges: what looks into or steers other processes (ptrace,
# process_vm_*, process_madvise, pidfd_getfd, kcmp), namespaces and mounts, large kernel interfaces with a long record of
# holes (bpf, io_uring, perf_event_open, userfaultfd, keyrings, modify_ldt, vmsplice), memory that no limit counts
# (memfd_create, memfd_secret, and the shared memory, messages and semaphores of System V), and clocks. clone, socket,
# socketpair, setsockopt, ioctl and personality are in seccomp.py: they are allowed by their arguments.
_GROUPS = {
    "files": """
        read write open openat openat2 creat close close_range lseek pread64 pwrite64 readv writev preadv pwritev preadv2
        pwritev2 dup dup2 dup3 fcntl flock fsync fdatasync sync syncfs sync_file_range truncate ftruncate fallocate
        fadvise64 readahead sendfile splice tee copy_file_range pipe pipe2
        io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents""",
    "names and attributes": """
        stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 getcwd chdir fchdir getdents
        getdents64 mkdir mkdirat rmdir mknod mknodat link linkat unlink unlinkat symlink symlinkat readlink readlinkat
        rename renameat renameat2 chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat umask utime utimes
        utimensat futimesat setxattr lsetxattr fsetxattr setxattrat getxattr lgetxattr fgetxattr getxattrat listxattr
        llistxattr flistxattr listxattrat removexattr lremovexattr fremovexattr removexattrat inotify_init
        inotify_init1 inotify_add_watch inotify_rm_watch""",
    "memory": """
        mmap munmap mremap mprotect madvise msync mincore brk mlock mlock2 munlock mlockall munlockall pkey_alloc
        pkey_free pkey_mprotect map_shadow_stack mseal membarrier get_mempolicy""",
    "waiting": """
        select pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd
        eventfd2 signalfd signalfd4 timerfd_create timerfd_settime timerfd_gettime futex futex_waitv futex_wake
        futex_wait futex_requeue set_robust_list get_robust_list rseq pause restart_syscall""",
    "time": """
        nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times alarm getitimer setitimer
        timer_create timer_settime timer_gettime timer_getoverrun timer_delete""",
    "signals": """
        kill tkill tgkill rt_sigaction rt_sigprocmask rt_sigpending rt_sigreturn rt_sigsuspend rt_sigtimedwait
        rt_sigqueueinfo rt_tgsigqueueinfo sigaltstack pidfd_open pidfd_send_signal""",
    "processes": """
        fork vfork execve execveat exit exit_group wait4 waitid getpid getppid gettid getpgid setpgid getpgrp getsid
        setsid set_tid_address arch_prctl prctl getrusage getrlimit setrlimit prlimit64 getpriority setpriority
        ioprio_get ioprio_set getcpu sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_setparam
        sched_getscheduler sched_setscheduler sched_getattr sched_setattr sched_get_priority_max
        sched_get_priority_min sched_rr_get_interval""",
    "users, and locking up further": """
        getuid geteuid getgid getegid getgroups getresuid getresgid setuid setgid setgroups setreuid setregid setresuid
        setresgid setfsuid setfsgid capget capset seccomp landlock_create_ruleset landlock_add_rule
        landlock_restrict_self""",
    "the machine": "uname sysinfo getrandom",
    "sockets": """
        bind listen accept accept4 connect shutdown getsockname getpeername getsockopt sendto recvfrom sendmsg
        recvmsg sendmmsg recvmmsg""",
    "messages between processes": """
        mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr""",
}

ALLOWED = frozenset(name for names in _GROUPS.values() for name in names.split())

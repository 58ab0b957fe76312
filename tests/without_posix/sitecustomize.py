"""Shows vmssnames a Python like that of Windows: with this directory in PYTHONPATH.

``make test-portable`` runs the suite so.  Only modules of vmssnames are told, in every process:
they have no fcntl, ``os.name`` is "nt", and some functions and signals are missing.  The tests and
Python's own library, which need the real ones, still have them.
"""

import builtins
import os
import signal

MODULES = {"fcntl", "grp", "pty", "pwd", "resource", "select", "syslog", "termios", "tty"}
FUNCTIONS = {
    *("chown", "fchmod", "fchown", "fork", "getuid", "geteuid", "mkfifo", "O_NOFOLLOW"),
    *("getxattr", "listxattr", "removexattr", "setxattr", "sched_getaffinity", "sysconf"),
}
SIGNALS = {"SIGALRM", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "pthread_sigmask"}


class Without:
    """A module without some of its names."""

    def __init__(self, module, hidden, **other):
        self.module, self.hidden, self.other = module, hidden, other

    def __getattr__(self, name):
        if name in self.hidden:
            raise AttributeError(f"module {self.module.__name__!r} has no attribute {name!r}")
        return self.other.get(name) or getattr(self.module, name)


SEEN = {"os": Without(os, FUNCTIONS, name="nt"), "signal": Without(signal, SIGNALS)}
real_import = builtins.__import__


def without_posix(name, globals=None, locals=None, fromlist=(), level=0):
    importer = (globals or {}).get("__name__", "")
    if level == 0 and importer.partition(".")[0] == "vmssnames":
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return SEEN.get(name) or real_import(name, globals, locals, fromlist, level)
    return real_import(name, globals, locals, fromlist, level)


builtins.__import__ = without_posix

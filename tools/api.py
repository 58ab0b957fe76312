"""Lists what a change takes from the public API: ``make check-api AGAINST=v1.2.3``.

``python -m tools.api COMMIT``

Public are the names that vmssnames and its wings export, and what they contain.  Prints "none", or
the exit status is 1: then the change needs a new major version (before 1.0, a minor one) and an
entry in CHANGELOG.md.
"""

from __future__ import annotations

import sys

import griffe

DOORS = ("", ".names", ".models", ".operations", ".fleet", ".scan", ".inventory", ".dns")


def public_paths(package: griffe.Object | griffe.Alias) -> set[str]:
    """Return the names of the doors in *package*, and where they are defined.

    Such as "vmssnames.Fleet" and "vmssnames.fleet.fleet.Fleet".
    """
    paths = set()
    for door in DOORS:
        module = package.members.get(door[1:]) if door else package
        for name, member in module.members.items() if module else ():
            if isinstance(member, griffe.Alias) and member.target_path.startswith("vmssnames."):
                paths |= {f"vmssnames{door}.{name}", member.target_path}
    return paths


def main() -> int:
    """Print the breaking changes since a commit; return 1 if there are any."""
    if len(sys.argv) != 2:
        sys.exit("expected one commit: python -m tools.api v1.2.3")
    old = griffe.load_git("vmssnames", ref=sys.argv[1])
    new = griffe.load("vmssnames")
    public = public_paths(old)
    found = []
    for breakage in griffe.find_breaking_changes(old, new):
        path = breakage.obj.path
        if any(path == one or path.startswith(f"{one}.") for one in public):
            found.append(f"{path}: {breakage.kind.value}")
    print("\n".join(found) or "none")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

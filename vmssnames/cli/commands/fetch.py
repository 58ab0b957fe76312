"""``vmssnames fetch``: writes a snapshot of scale sets with the user's ``az`` and ``kubectl``."""

from __future__ import annotations

from ...errors import shown
from ...inventory.snapshot import DATA
from ..calls import ALL, Scope
from ..errors import CommandError
from ..fetcher import Fetcher, plural
from ..options import add_flag, add_list, add_value, complete_files, number_in
from ..outputs.snapshots import SnapshotWriter
from ..programs import path_of
from ..status import ANSWERED, NO
from ..streams import write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

TOOLS = ("az", "kubectl")

SUMMARY = "save a snapshot of scale sets, with az and kubectl"

DESCRIPTION = """\
Runs az and kubectl, and saves what they print in the directory DIR: scale sets, instances
with their states, network interfaces, and Kubernetes nodes.  Every other command takes
DIR as a FILE and for --fleet.  Only commands that read are run, with your own login.
"""

EXAMPLES = """\
vmssnames fetch snapshot
vmssnames fetch snapshot -g my-group --only az
vmssnames fetch snapshot --subscription all --context prod-cluster
vmssnames fetch snapshot --dry-run
vmssnames inventory snapshot --problems
vmssnames show web00002d --fleet snapshot
"""

NOTES = """\
DIR is replaced as a whole when all answers are there: readers find the old snapshot or
the new one.  Only you can read it, since the answers can hold settings and tags.
"""


class Options:
    """The options of ``fetch``."""

    directory: str
    subscription: list[str]
    resource_group: str | None
    scale_set: str | None
    cloud: str | None
    context: list[str]
    only: str | None
    jobs: int
    timeout: int
    dry_run: bool


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    directory = parser.add_argument("directory", metavar="DIR", help="new, or an old snapshot")
    complete_files(directory)
    which = parser.add_argument_group("scope")
    subscription = f"subscription, repeatable; {ALL}: all that are enabled; default: az's own"
    add_list(which, "--subscription", "ID", subscription)
    group = "only this resource group"
    which.add_argument("-g", "--resource-group", metavar="G", help=group)
    which.add_argument("-n", "--scale-set", metavar="S", help="only this scale set; needs -g")
    add_value(which, "--cloud", "CLOUD", "the cloud, such as AzureUSGovernment; default: az's own")
    context = "kubectl context, repeatable; default: the current context"
    add_list(which, "--context", "CONTEXT", context)
    only = "run only this program; default: both, if they are on PATH"
    add_value(which, "--only", "PROGRAM", f"{only}: {', '.join(TOOLS)}", choices=TOOLS)
    how = parser.add_argument_group("calls")
    add_flag(how, "--dry-run", "print the commands, and run nothing")
    add_value(
        how, "--jobs", "N", "run N commands at once; default: 4", type=number_in(1, 64), default=4
    )
    limit = "stop a command after this time; default: 600"
    add_value(how, "--timeout", "SECONDS", limit, type=number_in(1, 999_999), default=600)


def run(options: Options) -> int:
    """Write the snapshot that *options* describe; return the exit status."""
    _check(options)
    contexts = tuple(dict.fromkeys(options.context))
    given = tuple(dict.fromkeys(options.subscription))
    place = options.resource_group, options.scale_set, options.cloud
    scope = Scope(given, *place, contexts)
    wanted = TOOLS if options.only is None else (options.only,)
    if options.dry_run:
        write_all("".join(f"{one}\n" for one in scope.planned(wanted)).encode())
        return ANSWERED
    tools = _tools(wanted, is_asked=options.only is not None)
    if contexts and "kubectl" not in tools:
        raise CommandError("--context needs kubectl, which is not on PATH")
    with SnapshotWriter(options.directory) as writer:
        fetcher = Fetcher(writer, scope, tools, options.jobs, options.timeout)
        try:
            fetcher.run()
            if not fetcher.files:
                raise CommandError(f"{writer.name}: unchanged: nothing was received")
            writer.commit(fetcher.manifest())
        except OSError as error:
            raise CommandError(f"{writer.name}: unchanged: {error.strerror}") from None
        writer.remove_old()
    write_all(f"{_summary(writer, fetcher)}\n".encode())
    return NO if fetcher.failed else ANSWERED


def _check(options: Options) -> None:
    """Raise CommandError for options that exclude each other."""
    if not options.directory or options.directory == "-":
        raise CommandError(f"expected a directory, got {shown(options.directory)}")
    if options.scale_set is not None and options.resource_group is None:
        raise CommandError("--scale-set needs --resource-group")
    if ALL in map(str.lower, options.subscription) and len(options.subscription) > 1:
        raise CommandError(f"--subscription {ALL} excludes other subscriptions")
    if options.only == "az" and options.context:
        raise CommandError("--context does not work with --only az")
    azure = options.subscription or options.resource_group or options.cloud
    if options.only == "kubectl" and azure:
        raise CommandError(
            "--only kubectl does not work with --subscription, --resource-group or --cloud"
        )


def _tools(wanted: tuple[str, ...], *, is_asked: bool) -> dict[str, str]:
    """Return the paths of the programs in *wanted* that are on PATH; raise CommandError."""
    found = {name: path for name in wanted if (path := path_of(name)) is not None}
    if not found or (is_asked and len(found) < len(wanted)):
        several = "program is" if len(wanted) == 1 else "programs are"
        raise CommandError(f"the {several} not on PATH: {', '.join(wanted)}: install one")
    return found


def _summary(writer: SnapshotWriter, fetcher: Fetcher) -> str:
    failed = f", {len(fetcher.failed)} failed" if fetcher.failed else ""
    return (
        f"{writer.name}: {plural(fetcher.instances, 'instance')} and "
        f"{plural(fetcher.nodes, 'node')} of {plural(len(fetcher.scale_sets), 'scale set')}, "
        f"in {plural(len(fetcher.files), 'file')} below {DATA}; "
        f"{fetcher.received} of {plural(fetcher.asked, 'call')} answered{failed}"
    )

"""The real azure-cli, up to the point where it would run a command."""

import shlex

from azure.cli.core import get_default_cli
from azure.cli.core.commands import (
    _explode_list_args,
    _pre_command_table_create,
    events,
    register_cache_arguments,
)
from azure.cli.core.commands.arm import (
    register_global_subscription_argument,
    register_ids_argument,
)
from cases import SUBSCRIPTION
from knack.events import EVENT_INVOKER_POST_CMD_TBL_CREATE, EVENT_INVOKER_POST_PARSE_ARGS

# What az calls a value, command by command, and what we do.
NAMES = {
    "_subscription": "subscription",
    "resource_group_name": "group",
    "resource_group": "group",
    "name": "name",
    "vm_name": "name",
    "vmss_name": "name",
    "vm_scale_set_name": "name",
    "virtual_machine_scale_set_name": "name",
    "instance_id": "ids",
    "instance_ids": "ids",
    "virtualmachine_index": "ids",
}
# What az adds for itself.
INTERNAL = {
    "_argument_validators",
    "_cmd",
    "_command_package",
    "_command_validator",
    "_ids",
    "_output_format",
    "_parser",
    "_subcommand",
    "command",
    "func",
    "no_wait",
}


class AzureCli:
    """azure-cli with the commands ``az vm``, ``az vmss`` and ``az rest`` loaded.

    What AzCliCommandInvoker.execute does before it runs a command, for many commands.
    """

    def __init__(self):
        cli = self.cli = get_default_cli()
        register_global_subscription_argument(cli)
        register_ids_argument(cli)
        register_cache_arguments(cli)
        cli.invocation = cli.invocation_cls(
            cli_ctx=cli,
            commands_loader_cls=cli.commands_loader_cls,
            parser_cls=cli.parser_cls,
            help_cls=cli.help_cls,
        )
        loader, self.parser = cli.invocation.commands_loader, cli.invocation.parser
        loader.load_command_table(None)
        wanted = ("vm", "vmss", "rest")
        loader.command_table = {
            name: command
            for name, command in loader.command_table.items()
            if name.split()[0] in wanted
        }
        loader.command_name = ""
        cli.raise_event(events.EVENT_INVOKER_PRE_LOAD_ARGUMENTS, commands_loader=loader)
        loader.load_arguments()
        cli.raise_event(events.EVENT_INVOKER_POST_LOAD_ARGUMENTS, commands_loader=loader)
        cli.raise_event(EVENT_INVOKER_POST_CMD_TBL_CREATE, commands_loader=loader)
        self.parser.cli_ctx = cli
        self.parser.load_command_table(loader)

    def parse(self, line):
        """Return the command in *line* and its values, once for each job that az starts.

        Raises SystemExit if az rejects the line.
        """
        command, jobs = self._jobs(line)
        return command, [values_of(job) for job in jobs]

    def run(self, line):
        """Run the command in *line*, with nothing in the place of the network and the login."""
        _, jobs = self._jobs(line)
        for job in jobs:
            command = job.func
            self.cli.data["subscription_id"] = job._subscription or SUBSCRIPTION
            self.cli.data["command"] = job.command
            job.cmd = job._cmd = command
            self.cli.invocation._validation(job)
            self.cli.invocation._run_job(job, command)

    def _jobs(self, line):
        az, *words = shlex.split(line)
        assert az == "az"
        # Here az puts the contents of a file in the place of "@file".
        args = self.parser.parse_args(_pre_command_table_create(self.cli, words))
        # The parser takes any beginning of an option, which a later az may take for another.
        options = [word for word in words if word.startswith("--")]
        assert set(options) <= set(args._parser._option_string_actions)
        self.cli.raise_event(EVENT_INVOKER_POST_PARSE_ARGS, command=args.command, args=args)
        return args.command, list(_explode_list_args(args))


def values_of(args):
    """Return what was given, by our names where we have one, without what is as by default."""
    given = {}
    for key, value in vars(args).items():
        if key in INTERNAL or value == args._parser.get_default(key):
            continue
        if hasattr(value, "apply"):
            # The newer commands read their values only when they run.
            typed = args.func.get_arguments_schema()()
            value.apply(typed, key)
            value = typed[key].to_serialized_data()
        if value is None or type(value).__name__ == "_AAZUndefinedType":
            continue
        key = NAMES.get(key, key)
        assert key not in given, f"{key} twice"
        given[key] = value if key != "ids" or isinstance(value, list) else [value]
    return given

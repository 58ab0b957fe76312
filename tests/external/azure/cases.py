"""The instances all tests here ask about, and the texts that want to be more than texts."""

from vmssnames.names.resource_id import ResourceID
from vmssnames.operations import operation

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
SCRIPT = "echo it's \"$(id)\" `id` | tee 'a\\b'\nexit 0"

SHAPES = ("one", "several", "flexible")

# Azure has no such resource groups; ResourceID takes the first, and commands must bear it.
HOSTILE_GROUPS = (
    "a'b$(reboot)",
    'a"b`reboot`',
    "a;reboot&b|c>d",
    "!!^~",
    "rg\u2019;reboot;\u2018",
    "{b,c}~",
)

# Scripts that a shell, az or PowerShell would like to read as something else.
HOSTILE_SCRIPTS = (
    SCRIPT,
    "",
    "'",
    "''\"\"",
    "\\",
    "$(reboot)",
    "`reboot`",
    "a\nb\r\n\tc\n",
    "!! $HOME ~ * ? {a,b} %PATH% ^ & | ; < > #",
    "\u2018a\u2019 \u201ab\u201b \u201cc\u201d",
    "{0} {script} {place}",
    "null",
    '{"a": [1]}',
    "X=1 echo é 日本 \U0001f600",
    "mail a@b",
)


def resources(shape, group="rg"):
    """Return the resource IDs of *shape* in the resource group *group*."""
    if shape == "flexible":
        return [ResourceID(SUBSCRIPTION, group, vm_name="web_1a2b3c4d")]
    ids = (85,) if shape == "one" else (85, 9)
    return [ResourceID(SUBSCRIPTION, group, "web", one) for one in ids]


def commands(name, shape, kind="az", group="rg", script=SCRIPT):
    """Return the commands for *shape*, or "" where the operation is not for VMs."""
    try:
        return getattr(operation(name), kind)(resources(shape, group), script=script)
    except ValueError as error:
        if "not available for VMs" not in str(error):
            raise
        return ""

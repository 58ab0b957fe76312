"""Naming conventions of AKS, Kubernetes and others, and names that only look like them.

Sources
  [aks]   Microsoft Learn, "Create node pools in AKS": aks-{pool}-{8 digits}-vmss on Linux,
          pools of 1-12 lower-case letters and digits; aks{pool} on Windows, 1-6
  [eng]   Azure/aks-engine: swarmm-, k8s-; the eight digits may be hexadecimal
  [vms]   kubernetes/autoscaler, azure_vms_pool.go: aks-{pool}-{8 digits}-vms{n}, plain VMs
  [hdi]   HDInsight: hn0-, wn0-, zk0-... and the cluster's name
  [capz]  Cluster API Provider Azure: a machine of a pool is {pool}-{instance ID}
  [ans]   Ansible, inventory azure_rm: {vm name}_{4 hexadecimal digits of a hash}
"""

from __future__ import annotations

from . import grammar
from .vm_names import ComputerName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# [aks], [eng]
_ORCHESTRATORS = ("aks", "k8s", "swarmm")
_LONGEST_WINDOWS = 9

# How many neighbours in alphabetical order are compared with a misspelled name.  A name that
# starts like it, or ends like it, is among them.
_NEAR = 32

_HDINSIGHT = ("hn", "wn", "zk", "gw", "en", "id")


def aks_pool(scale_set: str) -> str:
    """Return the node pool that the name of an AKS scale set contains; "" for any other name.

    >>> aks_pool("aks-nodepool1-25781205-vmss"), aks_pool("akswin"), aks_pool("web")
    ('nodepool1', 'win', '')
    """
    parts = scale_set.lower().split("-") if grammar.is_scale_set(scale_set) else [""]
    if len(parts) >= 4:
        first, *names, hash_, last = parts
        if first in _ORCHESTRATORS and last == "vmss" and grammar.is_hex(hash_, 8):
            return "-".join(names)
        return ""
    name = parts[0]
    if len(parts) == 1 and name.startswith("aks") and 3 < len(name) <= _LONGEST_WINDOWS:
        return name[3:]
    return ""


def inner_name(label: str) -> str:
    """Return the AKS node's name inside the longer word *label*; "" if there is none.

    Tools append the cluster to a node's name, and Kubernetes puts it into names of pods.

    >>> inner_name("kube-proxy-aks-nodepool1-32897461-vmss00000a")
    'aks-nodepool1-32897461-vmss00000a'
    >>> inner_name("aks-nodepool1-32897461-vmss00000a")
    ''
    """
    folded = label.lower()
    at = folded.find("-vmss")
    if at >= 0 and not grammar.is_label(label):
        return ""
    while at >= 0:
        end = at + len("-vmss") + grammar.WIDTH
        is_name = grammar.is_base36(label[at + len("-vmss") : end]) and label[end : end + 1] in "-"
        # No prefix is longer; the part that begins before the window is not whole.
        first = max(0, at - grammar.MAX_PREFIX)
        parts = label[first:at].split("-")[first > 0 :] if is_name else []
        # The nearest orchestrator, with a pool between it and the eight digits.
        for i in range(len(parts) - 3, -1, -1):
            if parts[i].lower() in _ORCHESTRATORS and grammar.is_hex(parts[-1], 8):
                name = "-".join(parts[i:]) + label[at:end]
                return "" if name == label else name
        at = folded.find("-vmss", at + 1)
    return ""


def inner_scale_set(name: str) -> str:
    """Return the AKS scale set at the end of the longer name *name*; "" if there is none.

    >>> inner_scale_set("prod-aks-nodepool1-32897461-vmss"), inner_scale_set("aks-a-32897461-vmss")
    ('aks-nodepool1-32897461-vmss', '')
    """
    node = inner_name(f"{name}{'0' * grammar.WIDTH}") if name[-5:].lower() == "-vmss" else ""
    return node[: -grammar.WIDTH]


def has_form_of_name(name: str) -> bool:
    """Return whether *name*, without a hyphen at its end, ends like a computer name of a small ID.

    >>> has_form_of_name("web00002D-"), has_form_of_name("web-12345"), has_form_of_name("warning")
    (True, False, False)
    """
    name = name.removesuffix("-")
    digits = name[-grammar.WIDTH :]
    is_host = grammar.is_base36(digits) and grammar.is_prefix(name[: -grammar.WIDTH])
    return is_host and int(digits, grammar.BASE) <= grammar.MAX_PLAUSIBLE_ID


# Standards and types that are written with an underscore and a number: x86_64, utf_8.
_STANDARDS = frozenset(
    "x86 utf ucs iso ieee rfc ipv http tls ssl aes des rsa sha md crc base int uint float complex "
    "char python py lua gcc gtk qt cp latin mpeg usb".split()
)


def is_standard(name: str) -> bool:
    """Return whether *name* is a word that is written with an underscore and a number.

    >>> is_standard("x86"), is_standard("web")
    (True, False)
    """
    return name.lower() in _STANDARDS


def has_one_name(name: str) -> bool:
    """Return whether *name* is both the scale set and the prefix of an AKS pool.

    >>> has_one_name("aks-nodepool1-25781205-vmss"), has_one_name("akswin"), has_one_name("web")
    (True, True, False)
    """
    return aks_pool(name) != "" and grammar.is_prefix(name)


def padded_name(host: str) -> tuple[str, int] | None:
    """Return *host* with six digits after ``-vmss``, and how many it has; None if it has six.

    >>> padded_name("aks-nodepool1-12345678-vmss0001")
    ('aks-nodepool1-12345678-vmss000001', 4)
    """
    label, dot, domain = host.partition(".")
    at = label.lower().rfind("-vmss") + len("-vmss")
    digits = label[at:]
    if at < len("-vmss") or not digits or len(digits) == grammar.WIDTH or not digits.isalnum():
        return None
    right = digits.lstrip("0").rjust(grammar.WIDTH, "0")
    if len(right) > grammar.WIDTH:
        return None
    return f"{label[:at]}{right}{dot}{domain}", len(digits)


def describe_non_vmss(text: str) -> str:
    """Return a description of *text* if it certainly belongs to no scale set; "" otherwise.

    >>> describe_non_vmss("aks-mypool-12345678-vms0")
    "'aks-mypool-12345678-vms0': a VM of an AKS Virtual Machines node pool, not of a scale set"
    """
    label = text.partition(".")[0].lower()
    parts = label.split("-")
    if len(parts) >= 4 and parts[0] == "aks" and grammar.is_hex(parts[-2], 8):
        last = parts[-1]
        if last.startswith("vms") and last[3:].isdecimal():
            return f"{text!a:.70}: a VM of an AKS Virtual Machines node pool, not of a scale set"
    if (
        len(parts) == 2
        and parts[0][:2] in _HDINSIGHT
        and parts[0][2:].isdecimal()
        and parts[1][:2] != "00"  # a prefix may be "wn0-"
    ):
        return f"{text!a:.70}: a node of an HDInsight cluster, not of a scale set"
    if "/networkinterfaces/" in text.lower() and "/virtualmachinescalesets/" not in text.lower():
        return f"{text!a:.200}: a network interface, which is of a single VM, not of a scale set"
    vm, _, digits = text.rpartition("_")
    if len(digits) == 4 and not digits.isdecimal() and all(d in grammar.HEX_DIGITS for d in digits):
        owner, _, number = vm.rpartition("_")
        if owner and grammar.is_decimal(number):
            return f"{text!a:.70}: Ansible's name for the VM {vm!a:.70}: pass the VM name"
    return ""


def node_before(name: str) -> str:
    """Return *name* if it is an AKS node's name or VM name, and no scale set's; "" otherwise.

    What follows it, as in aks-nodepool1-32897461-vmss00000a_1, is no instance ID.

    >>> node_before("aks-nodepool1-32897461-vmss00000a"), node_before("aks-a-32897461-vmss")
    ('aks-nodepool1-32897461-vmss00000a', '')
    """
    owner, _, digits = name.rpartition(grammar.SEPARATOR)
    if not grammar.is_decimal(digits) or not owner:
        owner = name[: -grammar.WIDTH] if grammar.is_base36(name[-grammar.WIDTH :]) else ""
    return name if "-" in owner and aks_pool(owner) else ""


def parse_host(host: str) -> ComputerName:
    """Return the computer name of the host name *host*, or the one inside its longer first label.

    Raises NameFormatError.

    >>> parse_host("aks-d2sv3c0-34429652-vmss000000-mycluster").instance_id
    0
    """
    inner = inner_name(host.partition(".")[0])
    return ComputerName.parse(inner) if inner else ComputerName.from_host(host)


def split_pool(text: str) -> tuple[str, str]:
    """Return the scale set and the decimal ID in *text* as Cluster API writes it; else "", "".

    Only a list of scale sets, or another name, can tell that there is such a scale set:
    "redis-0" and "covid-19" are written the same way.

    >>> split_pool("st005-42"), split_pool("web00000a")
    (('st005', '42'), ('', ''))
    """
    pool, _, digits = text.rpartition("-")
    return (pool, digits) if grammar.is_decimal(digits) and grammar.is_scale_set(pool) else ("", "")


class ClosestMatch:
    """Finds the known name, in lower case, that is closest to a misspelled one.

    >>> ClosestMatch(["api", "web"]).find("Wep")
    'web'
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._sorted = sorted(known)
        self._reversed = sorted(one[::-1] for one in self._sorted)

    def find(self, key: str) -> str:
        """Return the name closest to *key*; "" if none is close."""
        if len(key) > grammar.MAX_SCALE_SET:
            return ""
        from bisect import bisect
        from difflib import get_close_matches

        key = grammar.fold(key)
        near = self._sorted
        if len(near) > 4 * _NEAR:
            # Comparing with all of a hundred thousand names takes seconds.
            a, b = bisect(self._sorted, key), bisect(self._reversed, key[::-1])
            near = self._sorted[max(0, a - _NEAR) : a + _NEAR]
            near += [one[::-1] for one in self._reversed[max(0, b - _NEAR) : b + _NEAR]]
        return next(iter(get_close_matches(key, near, 1)), "")

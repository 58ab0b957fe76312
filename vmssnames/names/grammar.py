"""Facts about Azure's names, each stated once, below a quotation from its source.

No parsing, no errors, no wording.  C repeats some of these facts in csrc/grammar.h;
tests/names/test_facts.py compares the two.

Sources
  [ids]       Microsoft Learn, "Understand instance IDs for Azure VM scale sets",
              virtual-machine-scale-sets-instance-ids, versions of 2018 to 2025
  [ids-2026]  the same page, version of May 2026
  [rules]     Microsoft Learn, "Naming rules and restrictions for Azure resources"
  [tf]        hashicorp/terraform-provider-azurerm, validate/linux_computer_name.go,
              which has the service's limits: 64 characters, minus six digits, for a prefix
"""

# [ids] "... the instance ID is in base 36 ..." and its digits as guests show them:
# aks-nodepool1-51397738-vmss00000Z.
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE = 36

# [ids] "... in base 36 and is always six digits in length ..."
WIDTH = 6

# The largest ID is ZZZZZZ: it fits in a uint32, not in an int32.
MAX_INSTANCE_ID = BASE**WIDTH - 1
DECIMAL_WIDTH = len(str(MAX_INSTANCE_ID))

# [ids] "{scale-set-name}_{instance-id}".  The scale-set name may contain underscores (the
# scale set kn-infra_ss has the VM kn-infra_ss_0), so only the last one separates.
SEPARATOR = "_"

# [rules] Linux host names: 1-64 characters.
MAX_COMPUTER_NAME = 64

# [tf] 58 for Linux.  (Windows: 15 - 6 = 9.  The API text says "1 to 15" for both.)
MAX_PREFIX = MAX_COMPUTER_NAME - WIDTH

# [rules] Windows host names: 1-15 characters.  The service says of their prefixes:
# "... cannot be more than 9 characters long, be entirely numeric".
MAX_WINDOWS_NAME = 15

# [rules] Microsoft.Compute virtualMachineScaleSets: 1-64 characters.
MAX_SCALE_SET = 64

# [ids-2026] Flexible orchestration: "{scale-set-name}_{8-char-guid}".  Lower-case
# hexadecimal in every sample found.
FLEXIBLE_WIDTH = 8
HEX_DIGITS = "0123456789abcdefABCDEF"

# RFC 1035, 2.3.4: names of 255 octets or less, which is 253 as text; labels of 63.
MAX_FQDN = 253
MAX_LABEL = 63

# Not Microsoft's.  Public instance IDs reach 2136, once 9999; words that read as base 36
# give huge ones ("ubuntu" is 1833891618).  An ID of more than four digits is unlikely.
PLAUSIBLE_WIDTH = 4
MAX_PLAUSIBLE_ID = BASE**PLAUSIBLE_WIDTH - 1


def fold(text: str) -> str:
    """Return *text* with the letters A-Z, and no others, in lower case.

    ``lower()`` also turns the Kelvin sign into a "k", so two resource groups would be equal.
    """
    return text.lower() if text.isascii() else text.translate(_LOWER)


def is_base36(text: str) -> bool:
    """Return whether *text* is six base-36 digits, of either case.

    ``int(text, 36)`` also accepts "0_002D", " 0002D", "+0002D" and digits of other
    scripts, which Azure never writes.
    """
    return len(text) == WIDTH and text.isascii() and text.isalnum()


def is_label(text: str) -> bool:
    """Return whether *text* is letters, digits and hyphens, and starts with no hyphen.

    It may end in one: a prefix such as "nodepool-123ab-" does, its computer names do not.
    """
    return text.isascii() and text[:1].isalnum() and text.replace("-", "0").isalnum()


def is_prefix(text: str) -> bool:
    """Return whether *text* can be a computer-name prefix."""
    return len(text) <= MAX_PREFIX and is_label(text)


def is_scale_set(text: str) -> bool:
    """Return whether *text* can be the name of a scale set."""
    return (
        len(text) <= MAX_SCALE_SET
        and text.isascii()
        and text[:1].isalnum()
        and text.replace(".", "0").replace("-", "0").replace("_", "0").isalnum()
    )


def is_hex(text: str, width: int) -> bool:
    """Return whether *text* is *width* hexadecimal digits, of either case."""
    return len(text) == width and not text.strip(HEX_DIGITS)


def is_flexible_suffix(text: str) -> bool:
    """Return whether *text* is the eight hexadecimal digits of a Flexible VM's name."""
    return is_hex(text, FLEXIBLE_WIDTH)


def is_decimal(text: str) -> bool:
    """Return whether *text* is a decimal integer as Azure writes it: "0", "85", never "085"."""
    return text.isascii() and text.isdigit() and (text[0] != "0" or text == "0")


def is_domain(text: str) -> bool:
    """Return whether *text* is DNS labels, separated by dots."""
    return all(
        len(label) <= MAX_LABEL and is_label(label) and label[-1] != "-"
        for label in text.split(".")
    )


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}

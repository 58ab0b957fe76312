"""What Azure's names are made of: each fact once, under the sentence it comes from.

No parsing, no errors, no wording: those are in names.py.  C repeats some of
these in csrc/grammar.h; tests/test_facts.py compares the two.

Sources
  [ids]       Microsoft Learn, "Understand instance IDs for Azure VM scale sets",
              virtual-machine-scale-sets-instance-ids, versions of 2018 to 2025
  [ids-2026]  the same page, version of May 2026
  [rules]     Microsoft Learn, "Naming rules and restrictions for Azure resources"
  [tf]        hashicorp/terraform-provider-azurerm, validate/linux_computer_name.go,
              whose limits are the service's own: 64 for a name less six digits
"""

# [ids] "... the instance ID is in base 36 ..." and its digits as guests show them:
# aks-nodepool1-51397738-vmss00000Z.
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE = 36

# [ids] "... in base 36 and is always six digits in length ..."
WIDTH = 6

# So the largest is ZZZZZZ: more than an int32 holds, less than a uint32.
MAX_INSTANCE_ID = BASE**WIDTH - 1
DECIMAL_WIDTH = len(str(MAX_INSTANCE_ID))

# [ids] "{scale-set-name}_{instance-id}"; the name may hold underscores of its own
# (the scale set kn-infra_ss has the VM kn-infra_ss_0), so the last one counts.
SEPARATOR = "_"

# [rules] Linux host names: 1-64 characters.
MAX_COMPUTER_NAME = 64

# [tf] 58 for Linux.  (Windows: 15 - 6 = 9.  The API text says "1 to 15" for both.)
MAX_PREFIX = MAX_COMPUTER_NAME - WIDTH

# [rules] Windows host names: 1-15 characters.  "... cannot be more than 9 characters long, be
# entirely numeric", the service says of their prefixes.
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

# Not Microsoft's: IDs met in public reach 2136, once 9999, and words read as
# base 36 come out huge ("ubuntu" is 1833891618).  An ID that needs more than
# four digits is hardly one.
PLAUSIBLE_WIDTH = 4
MAX_PLAUSIBLE_ID = BASE**PLAUSIBLE_WIDTH - 1


def fold(text: str) -> str:
    """Return *text* with the letters A-Z, and no others, in lower case.

    ``lower()`` would make the Kelvin sign a "k", and two resource groups one.
    """
    return text.lower() if text.isascii() else text.translate(_LOWER)


def is_base36(text: str) -> bool:
    """Tell whether *text* is six base-36 digits, of either case.

    ``int(text, 36)`` would also take "0_002D", " 0002D", "+0002D" and the digits
    of other scripts; Azure makes none of these.
    """
    return len(text) == WIDTH and text.isascii() and text.isalnum()


def is_label(text: str) -> bool:
    """Tell whether *text* is letters, digits and hyphens, the first no hyphen.

    The last may be one: a prefix such as "nodepool-123ab-" ends in it, the
    computer name does not.
    """
    return text.isascii() and text[:1].isalnum() and text.replace("-", "0").isalnum()


def is_prefix(text: str) -> bool:
    """Tell whether *text* can be a computer-name prefix."""
    return len(text) <= MAX_PREFIX and is_label(text)


def is_scale_set(text: str) -> bool:
    """Tell whether *text* can be the name of a scale set."""
    return (
        len(text) <= MAX_SCALE_SET
        and text.isascii()
        and text[:1].isalnum()
        and text.replace(".", "0").replace("-", "0").replace("_", "0").isalnum()
    )


def is_flexible_suffix(text: str) -> bool:
    """Tell whether *text* is the eight hexadecimal digits of a Flexible VM's name."""
    return len(text) == FLEXIBLE_WIDTH and all(digit in HEX_DIGITS for digit in text)


def is_decimal(text: str) -> bool:
    """Tell whether *text* is a decimal integer as Azure writes one: "0", "85", never "085"."""
    return text.isascii() and text.isdigit() and (text[0] != "0" or text == "0")


def is_domain(text: str) -> bool:
    """Tell whether *text* is DNS labels with dots between."""
    return all(
        len(label) <= MAX_LABEL and is_label(label) and label[-1] != "-"
        for label in text.split(".")
    )


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}

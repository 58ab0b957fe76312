"""The naming rule, straight from Microsoft's sentences.  Imports nothing of ours, nor anything else.

"The computer name is the computer name prefix and the instance ID in base 36, always
six digits"; "{scale-set-name}_{instance-id}".
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def base36(instance_id):
    return "".join(DIGITS[instance_id // 36**place % 36] for place in range(5, -1, -1))


def value(text):
    """Return what six digits of either case mean; None for anything else."""
    places = [(DIGITS + DIGITS[10:].lower()).find(digit) for digit in text]
    if len(text) != 6 or -1 in places:
        return None
    return sum((p if p < 36 else p - 26) * 36 ** (5 - i) for i, p in enumerate(places))


def vm_name_value(text, scale_set):
    """Return the ID in a VM name of *scale_set*; None for anything else."""
    head, _, digits = text.rpartition("_")
    same = len(head) == len(scale_set) and all(
        a == b or (a.isascii() and b.isascii() and a.lower() == b.lower())
        for a, b in zip(head, scale_set, strict=True)
    )
    plain = digits != "" and all(digit in "0123456789" for digit in digits)
    if not same or not plain or str(int(digits)) != digits or int(digits) >= 36**6:
        return None
    return int(digits)

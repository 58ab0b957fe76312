"""The naming rule, straight from Microsoft's sentences.  Imports nothing of ours.

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


# What may end before a name, in a letter or a digit.
ESCAPE = (
    rb"(?:\\[bfnrtv0]|%(?:25){0,3}[0-9A-Fa-f]{2}|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|[\\#][0-7]{3}"
    rb"|(?:\x1b|\\[xX]1[bB]|\\[uU]001[bB]|[\\#]033|\\[eE]|\^\[)(?:\[[0-9;:?]{0,24}[A-Za-z]|\([0-9A-Za-z]))\Z"
)
VERSION = rb"\.[0-9]|(?<=_(?:19|20)..(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))\."


def matches(text, prefixes, scale_sets, embedded=False):
    """Return (start, end, kind, key) of the names in *text*, bytes; keys in lower case.

    "A name starts where no letter, digit, hyphen or underscore precedes it, or an escape, and ends
    where no letter, digit or hyphen follows.  The number of a VM is no version and no date."
    """
    import re

    before, behind = (b"0-9A-Za-z", b"0-9A-Za-z") if embedded else (b"0-9A-Za-z_-", b"0-9A-Za-z-")
    begin, end = b"(?<![" + before + b"])", b"(?![" + behind + b"])"
    found = []
    for kind, keys, digits in (
        (0, prefixes, rb"[0-9A-Za-z]{6}"),
        (1, scale_sets, rb"_(?:0|[1-9][0-9]{0,9})"),
    ):
        for key in keys:
            name = b"(?=(" + re.escape(key.encode()) + b")(" + digits + b")" + end + b")"
            for match in re.finditer(name, text, re.IGNORECASE):
                at = match.start()
                if kind == 1 and int(match[2][1:]) >= 36**6:
                    continue
                if kind == 1 and re.compile(VERSION).match(text, match.end(2)):
                    continue
                after_escape = re.search(ESCAPE, text[:at])
                role = kind == 1 and text[at - 1 : at] == b"_" and at > 0
                after_role = role and (
                    re.search(rb"(?<![0-9A-Za-z_-])_\Z", text[:at])
                    or re.search(ESCAPE, text[: at - 1])
                )
                if after_escape or after_role or re.compile(begin).match(text, at):
                    found.append((at, match.end(2), kind, key.lower()))
    kept, last = [], 0
    for match in sorted(found, key=lambda one: (one[0], -one[1])):
        if match[0] >= last:
            kept.append(match)
            last = match[1]
    return kept

"""Where a name may begin and end in text: bytes and tables only.

The scanner finds the host web00000A in "/web00000A" and in "web00000A.x.net", but not in
"xweb00000A" or "web00000A-x".  It finds the VM web_85 in "web_85_x", as Ansible writes it.

The kernels apply these tables: python_scan.py in Python, csrc/scan.h in C.
"""

# Which kinds of bytes may precede a name, and follow one.  "other" is every byte of no
# other kind, and the beginning and the end of the text.
BEFORE = {"letter": False, "digit": False, "hyphen": False, "underscore": False, "other": True}
AFTER = {"letter": False, "digit": False, "hyphen": False, "underscore": True, "other": True}

# The same for names in longer words: node-debugger-aks-user-25795745-vmss000001-6wndx.
BEFORE_EMBEDDED = BEFORE | {"hyphen": True, "underscore": True}
AFTER_EMBEDDED = AFTER | {"hyphen": True}


def kind_at(text: bytes, index: int) -> str:
    """Return the kind of the byte at *index*, as the tables call it."""
    byte = text[index : index + 1] if index >= 0 else b""
    if byte.isalpha():  # For bytes: ASCII letters only.
        return "letter"
    if byte.isdigit():
        return "digit"
    return {b"-": "hyphen", b"_": "underscore"}.get(byte, "other")


def may_begin(text: bytes, index: int, is_vm_name: bool, embedded: bool) -> bool:
    """Return whether a name may begin at *index*.

    One underscore may precede a VM name: Azure Monitor's role instances and Service
    Fabric's nodes have it.
    """
    kind = kind_at(text, index - 1)
    if embedded:
        return BEFORE_EMBEDDED[kind]
    after_underscore = kind == "underscore" and BEFORE[kind_at(text, index - 2)]
    return BEFORE[kind] or (is_vm_name and after_underscore)


def may_end(text: bytes, index: int, embedded: bool) -> bool:
    """Return whether a name may end before *index*."""
    return (AFTER_EMBEDDED if embedded else AFTER)[kind_at(text, index)]

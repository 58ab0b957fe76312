"""The forms of secrets: names with values, headers, commands, tokens; and what is none.

All repetitions are bounded or linear, since a message may be written to take long.

Sources
  [azure]    Microsoft Learn, "Credential scanning": AAD client secrets, storage keys, SAS
  [tokens]   GitHub, "Supported secret scanning patterns": the prefixes of tokens
"""

from __future__ import annotations

import re
from itertools import pairwise

# A value: a block of YAML, a string in quotes as JSON, shells and PowerShell escape it, something
# in brackets, or a word, in which a backslash escapes a space.
_DOUBLE = r"\\?\"(?:\\.|`.|\"\"|[^\"\\`])*\\?\"?"
_SINGLE = r"\\?'(?:''|\\.|[^'\\])*\\?'?(?:\\''[^']*'?)*"
VALUE = (
    r"(?:[|>][0-9+-]{0,2}[ \t]*\n(?:[ \t]+[^\n]*(?:\n|\Z))+"
    # What follows a string without a space is of the same word.
    rf"|(?:{_DOUBLE}|{_SINGLE})(?:[\w$]+|{_DOUBLE}|{_SINGLE})*"
    r"|\u201c[^\u201d]*\u201d?|\u2018[^\u2019]*\u2019?|`[^`]*`?"
    r"|\$\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^)]*\)?|\([^)]*\)?\w*|\{[^}]*\}?\w*|\[[^\]]*\]?\w*"
    r"|(?:\\[^\n]|\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|[^\s\\])+|\S+)"
)
_GAP = r"""(?:_?\d{1,2})?[\\"']{0,4}\s{0,64}(?:=>|:=|\+=|%3d|[=:])\s{0,64}"""

# Words that name a secret, at the end of a word: by their first letter, which is faster.
_KEY = r"_?-?(?:account)?_?-?(?:access)?_?-?(?:key|signature)"
_NAMES = (
    rf"(?:p(?:ass(?:word|wd|phrase|code)?|wd?(?<![a-z]pw)|sk|(?:rimary|rivate){_KEY}|at(?<=[_-]pat))"
    rf"|s(?:ecret(?:{_KEY})?|ig(?:(?<![a-z]sig)|nature)|ession_?-?id|torepass"
    rf"|(?:hared|torage|econdary|as){_KEY})"
    rf"|t(?:oken)|c(?:redentials?|lient-key-data|ommunity|onnection_?-?string|ode(?<=[?&]code))"
    rf"|a(?:uthtok|(?:pi|ccess|ccount){_KEY}|uth(?<=[\"_]auth)(?<![a-z]_auth))"
    rf"|bindpw|keypass|instrumentationkey|encryption{_KEY})"
)
# The ends of names that are followed by a secret only if it looks like one.
_WEAK = r"(?<=[a-z0-9_.-])key|(?<![a-z])key"

NAMED = (
    rf"(?P<kept>(?:{_NAMES})"
    rf"(?:{_GAP}|[\"']?\s{{0,16}},?\s{{0,16}}[\"']?value[\"']?\s{{0,16}}[=:]\s{{0,16}}))"
    rf"(?P<value>{VALUE})"
)
WEAK = rf"(?P<kept>(?:{_WEAK}){_GAP})(?P<value>{VALUE})"

_TAG = rf"[a-z0-9_:.-]{{0,64}}(?:{_NAMES})"
# Blocks that are hidden as a whole.
BLOCKS = (
    r"(?P<kept>)-----BEGIN [A-Z0-9 ]{1,40}-----.*?(?:-----END [A-Z0-9 ]{1,40}-----|\Z)",
    rf"(?P<kept><{_TAG}(?:\s[^<>]{{0,400}})?>)(?:<!\[CDATA\[.*?(?:\]\]>|\Z)|.*?(?=</{_TAG}>|\Z))",
    r"(?P<kept>\bchpasswd:[ \t]*\n)(?:[ \t]+[^\n]*(?:\n|\Z))+",
)

URL = r"(?P<scheme>\b[a-z][a-z0-9+.-]{1,15}://)(?P<rest>[^\s\"'<>\\]{1,4096})"

HEADERS = (
    r"(?P<kept>\b(?:proxy-)?authorization[\"']?\s{0,16}[:=]\s{0,16}[\"']?"
    r"(?:(?:bearer|basic|splunk|digest|negotiate|token|apikey|sharedkey|ntlm|key)\s{1,4})?)"
    r"[^\s\"']+(?:[ \t]+[a-z0-9+/=._~-]{16,})?",
    r"(?P<kept>\b(?:set-)?cookie[\"']?\s{0,16}[:=]\s{0,16}[\"']?)[^\r\n\"']+",
    r"(?P<kept>\b(?:bearer|basic):?\s{1,4})(?=\S{0,256}[0-9=])[a-z0-9._~+/=-]{8,}",
)

# An option that a name of a secret ends, with its value after a space or, in a list, a comma.
OPTION = (
    rf"(?P<kept>(?<![\w-])(?:--?|/)[a-z-]{{0,32}}(?:{_NAMES}|-key)(?:_?\d{{1,2}})?(?:(?:\s|\\\n){{1,64}}|[\"']\s*,\s*))"
    rf"(?!--?[a-z])(?P<value>{VALUE})"
)
_WORDS = r"[^\n]{0,300}?\s"
# Commands with a secret as an argument: text that each contains, and its pattern.
COMMANDS = (
    (
        ("-p", "-P", "/p", "/P"),
        r"(?P<kept>\b(?:(?:docker|podman|helm|oras|az|twine|sqlcmd|bcp|signtool|certutil|plink|"
        r"pscp|psexec|mongo\w*|kinit|mosquitto_\w+|vncpasswd)\b"
        rf"(?![^\n]{{0,40}}\b(?:run|create|exec)\b){_WORDS}[-/]p\s+|sshpass\s+-p\s*"
        rf"|mysql\w*\b{_WORDS}-p|plink\b{_WORDS}-pw\s+|winr[ms]\b{_WORDS}-p:)){VALUE}",
    ),
    (("ssh-keygen",), rf"(?P<kept>\bssh-keygen\b{_WORDS}-[NP]\s+){VALUE}"),
    (("redis-cli",), rf"(?P<kept>\bredis-cli\b{_WORDS}-a\s+){VALUE}"),
    (("htpasswd",), rf"(?P<kept>\bhtpasswd\s+-\w*b\w*\s+(?:\S+\s+){{1,2}}){VALUE}"),
    (("net", "NET"), rf"(?P<kept>\bnet1?\s+user\s+\S+\s+)(?![/&|>\n]){VALUE}"),
    (("snmp",), rf"(?P<kept>\bsnmp\w*\b[^\n]{{0,300}}\s-[AX]\s+)(?!SHA|MD5|AES|DES){VALUE}"),
    (("snmp",), rf"(?P<kept>\bsnmp\w*\b{_WORDS}-[cA]\s+){VALUE}"),
    (
        ("-u", "--user", "--proxy-user"),
        r"(?P<kept>(?<!\S)(?:-u|--(?:proxy-)?user)[ =]\s{0,16})"
        r"(?:\"[^\"\n]*:[^\"\n]*\"?|'[^'\n]*:[^'\n]*'?|[^\s:]*:\S+)",
    ),
    (
        ("echo", "printf"),
        rf"(?P<kept>\b(?:echo|printf)\s+(?:-\w\s+)?){VALUE}"
        r"(?=\s*\|\s*(?:sudo\s+(?:-S\b|)\s*)?(?:(?:ch)?passwd\b|kinit\b|smbpasswd\b|(?<=-S)"
        r"|[^\n|]{0,100}(?:--password-stdin|create secret|\blogin\b)))",
    ),
    (("ldap",), rf"(?P<kept>\bldap\w+\b{_WORDS}-w\s+){VALUE}"),
    (("smbclient", "rpcclient"), r"(?P<kept>\s-U\s*[^\s%]+%)\S+"),
    (
        ("7z", "unzip", "zip"),
        rf"(?P<kept>\b(?:7z\w?\b{_WORDS}-p|(?:un)?zip\b{_WORDS}-P\s+)){VALUE}",
    ),
    (("-auth",), r"(?P<kept>\s-auth\s+[^\s:]+:)\S+"),
    (("useradd", "usermod"), rf"(?P<kept>\buser(?:add|mod)\b{_WORDS}-p\s+){VALUE}"),
    (("--from-literal",), rf"(?P<kept>--from-literal[= ][^\s=]+=){VALUE}"),
    (("USER=",), r"(?P<kept>\b\w*USER=[^\s:=]+:)\S+"),
    (("send ",), r"(?P<kept>\bsend\s+)\"[^\"\n]+\\r\""),
    (
        (":5432:", ":3306:", ":1433:", ":27017:"),
        r"(?P<kept>(?<!\S)[^\s:]+:\d{2,5}:[^\s:]+:[^\s:]+:)[^\s:]+(?!\S)",
    ),
    (
        ("set ", "SET "),
        rf"(?P<kept>(?<![\w-])set\s+\"?\w*(?:{_NAMES})\w*=)[^\n\"&|]+",
    ),
    (("bindpw",), rf"(?P<kept>\bbindpw\s+){VALUE}"),
    (("/user:", "/USER:"), rf"(?P<kept>\s/user:\S+\s+)(?![/\n]){VALUE}"),
    (("PSK",), rf"(?P<kept>(?-i:\bPSK)\s+)(?=[\"']){VALUE}"),
    (("community",), rf"(?P<kept>\b(?:snmp-server\s+|r[ow])community6?\s+){VALUE}"),
    (
        ("createUser",),
        rf"(?P<kept>\bcreateUser\s+\S+\s+\w+\s+){VALUE}(?:\s+(?:AES|DES)\w*\s+{VALUE})?",
    ),
    (
        ("--cookie", " -b "),
        r"(?P<kept>(?:\s--cookie|\bcurl\b[^\n]{0,300}?\s-b)[ =][\"']?)[^\s\"'=]+=[^\"'\s]+",
    ),
    (
        ("SetEnvironmentVariable",),
        rf"(?P<kept>SetEnvironmentVariable\([^)\n]{{0,100}}?(?:{_NAMES})[\"']\s*,\s*){VALUE}",
    ),
    (
        ("SecureString", "securestring"),
        rf"(?P<kept>\bConvertTo-SecureString\s+(?:-\w+\s+){{0,3}})(?!-){VALUE}",
    ),
    (("/",), rf"(?P<kept>(?<!\S)/(?:rp|pass(?:word[a-z]?)?|pwd)[ \t:=]\s{{0,16}}){VALUE}"),
    (
        ("-value", "-Value", "-SecretValue"),
        rf"(?P<kept>\b(?:keyvault\s+secret\s+set|Set-\w*(?:SharedKey|Secret)\w*)\b{_WORDS}"
        rf"--?(?:secret)?value\s+){VALUE}",
    ),
    (("]:",), r"(?P<kept>\]:\d{1,5}\s+[^\s:]+:)\S+"),
    (("BY", "by"), rf"(?P<kept>\bidentified\s+by\s+)(?:password\s+)?{VALUE}"),
    (
        ("PASSWORD", "password"),
        r"(?P<kept>\bpassword\s+)(?!.\$)(?:'[^'\n]*'|\"[^\"\n]*\")(?=\s*(?:;|,|$))",
    ),
)

# The name of a secret in a sentence, and a word that is random enough to be one.
PROSE = (
    r"(?P<kept>(?:pass(?:word|wd|phrase)?|pwd|bindpw|secret|token|key|credentials?|pin)"
    r"(?:[\"']?\s{1,16}|[^\n:=]{1,60}?(?:[:=]|\bis)\s{1,4}))(?P<value>(?=\S{0,64}\d)\S{8,256})"
)

# [tokens] Each service gives its tokens a prefix or a form.  Here, case counts.
TOKENS = (
    r"(?-i:\b(?:gh[opusr]_[0-9A-Za-z]{16,}|github_pat_\w{16,}|gl(?:pat|ptt|dt|rt|soat)-[\w-]{16,}"
    r"|xox[a-z]-[\w-]{10,}|xapp-[\w-]{10,}|A(?:KIA|SIA|IDA|ROA)[0-9A-Z]{12,}|AIza[\w-]{20,}"
    r"|ya29\.[\w-]{16,}|npm_\w{20,}|pypi-[\w-]{20,}|dckr_[a-z]{2,4}_[\w-]{10,}"
    r"|dapi[0-9a-f]{32}(?:-\d)?|hv[sbr]\.[\w-]{16,}|(?:sk|rk|pk)[_-](?:live|test|proj|ant)[\w-]{10,}"
    r"|sk-[0-9A-Za-z]{20,}|whsec_\w{16,}|SG\.[\w-]{10,}\.[\w-]{10,}|NR(?:AK|II|JS)-[\w-]{16,}"
    r"|gls?a?_[\w-]{20,}|glc_[\w=]{20,}|oy2[0-9a-z]{40,}|[0-9A-Za-z]{14}\.atlasv1\.[\w-]{20,}"
    r"|SWMTKN-1-[\w-]{16,}|K10[0-9a-f]{40,}::\S+|shp(?:at|ss|ca|pa)_[0-9a-f]{20,}"
    r"|eyJ[\w-]{8,}(?:\.[\w-]+){1,2}|AzCa\S{20,})"
    r"|\bhf_[0-9A-Za-z]{20,}|\b[0-9a-f]{36}NRAL\b"
    r"|\$(?:1|2[aby]|5|6|y|apr1)\$[^\s:'\"]{8,}"
    r"|(?<![\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{28,40}"
    r"|\b[a-z0-9]{6}\.[a-z0-9]{16}\b|\b[0-9A-Za-z]{40,60}JQQJ99[0-9A-Za-z]{10,40})"
)

# Long strings: keys and certificates, unless they are words.
LONG = r"[a-z0-9+/=_]{40,}"

MAIL = r"[^\s@<>\"'()\[\],;:=/\\]{1,64}@[^\s@<>\"'()\[\],;:=]{1,253}"

# IPv4, and what may be IPv6.
ADDRESS = (
    r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)"
    r"|(?P<groups>[0-9a-f:]{1,33}:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{2,39})"
)

_VERSION = re.compile(
    r"(?:version|\bver|\bv|\brelease|\bbuild)[\"']?\s{0,4}[:=]?\s{0,4}[\"'(]?$"
    r"|(?P<before>[A-Za-z]{4,})[-_]$",
    re.IGNORECASE,
)
_HOSTS = frozenset("host node addr address server peer ipv4 from client".split())


def is_version(before: str) -> bool:
    """Return whether four numbers after *before* are a version rather than an address.

    >>> is_version("agent version "), is_version("CustomScript-"), is_version("to ")
    (True, True, False)
    """
    found = _VERSION.search(before)
    return found is not None and (found["before"] or "").lower() not in _HOSTS


_PLACEHOLDER = re.compile(
    r"[*.\u2022xX#_-]*|\[?<?\{?(?:redacted|hidden|masked|secret|none|null|nil|empty|undefined|"
    r"omitted|sensitive|not set|unset|yes|no|true|false|n/?a)\}?>?\]?|<[^<>]*>|\$\w+|\$\(\w+\)|"
    r"\((?:user|sensitive|known|hidden|none)\b[^()]*\)?|(?:var|local|data|module)\.[\w.]+|"
    r"SIG[A-Z]{2,6}|\$\{+[^{}]*\}+|\{\{[^{}]*\}\}|%\w+%|%\d|@\w+",
    re.IGNORECASE,
)
# How a sentence about a secret goes on.
_ERRORS = frozenset(
    "no not none forbidden permission access denied expired invalid unauthorized missing required "
    "failed failure error errors cannot can't couldn't unable connection timeout timed unknown "
    "unexpected context the a an is was are were rpc exit open read write dial bad wrong incorrect "
    "expected got string number eof end header option command message input character symbol "
    "empty serviceaccounts secrets status code http https unsupported must should could please "
    "authentication inappropriate login account module service (user pam interrupted aborted "
    "it password too does has have may will operation request server client user stat lstat fork "
    "bind".split()
)


def is_placeholder(value: str) -> bool:
    """Return whether *value* stands for a secret, or goes on with a sentence about one.

    >>> is_placeholder("'********'"), is_placeholder("$PASSWORD"), is_placeholder("forbidden")
    (True, True, True)
    >>> is_placeholder("hunter2")
    False
    """
    bare = value.strip("\\\"',;.)")
    return _PLACEHOLDER.fullmatch(bare) is not None or bare.lower() in _ERRORS


_PATH = re.compile(r"[/~.]|[A-Za-z]:[\\/]|\\\\")


def is_other(name: str, value: str) -> bool:
    """Return whether *name*, with what follows it, is not a secret's: "pwd: /home", "pass: 12".

    >>> is_other("pwd: ", "/home/x"), is_other("pass=", "10"), is_other("pass=", "hunter2")
    (True, True, False)
    """
    word = name.rstrip(" \t=:>").lower()
    bare = value.strip("\"',;")
    if word == "pwd":
        return _PATH.match(bare) is not None
    return word in ("pass", "code") and bare.isdecimal() and len(bare) < 5


def is_secret_key(value: str) -> bool:
    """Return whether *value*, after a name that ends in "key", looks like a key.

    >>> is_secret_key('"4UQpwzD7qnecWkF1gQMRhW9xFAhT"'), is_secret_key("id_rsa.pub")
    (True, False)
    """
    bare = value.strip("\\\"',;()[]{}")
    is_hex = len(bare) >= 32 and not bare.strip("0123456789abcdefABCDEF")
    return is_hex or is_random(bare, 16)


_HARMLESS = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|0x[0-9a-f]+|[0-9a-f]+|v?[\d.:+TZ_-]+[a-z]?|"
    r".*(?:/.*/|\\.*\\|://).*|[\w.-]+\.(?:com|net|org|io|json|ya?ml|sh|py|ps1|exe|dll|log|txt|"
    r"conf|go|rb|js|service|local|internal)(?::\d+)?|[a-z-]*\w+\(.*",
    re.IGNORECASE,
)


def is_random(text: str, shortest: int) -> bool:
    """Return whether *text* has at least *shortest* characters, mixed as only chance mixes them.

    >>> is_random("wN6vqa%aryyN6", 8), is_random("aks-nodepool1-25781205-vmss000000", 8)
    (True, False)
    """
    if len(text) < shortest or _HARMLESS.fullmatch(text):
        return False
    kinds = [_kind(c) for c in text]
    letters = {kind for kind in kinds if kind in "aA0"}
    if "0" not in letters or (len(letters) + ("." in kinds) < 3 and len(text) < 20):
        return False
    return _changes(text) >= 0.3


def _kind(char: str) -> str:
    """Return the class of a character: "a", "A", "0", "-" between words, "." for all others."""
    if char.isdigit():
        return "0"
    if char.isalpha():
        return "a" if char.islower() else "A"
    return "-" if char in "-_/ :" else "."


_PADDED = re.compile(r"(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9+/]{40,}={1,2}")


def are_words(text: str) -> bool:
    """Return whether the long *text* is words, a path, a line, or a number: not a key.

    >>> are_words("OverconstrainedZonalAllocationRequest" * 2), are_words("=" * 60)
    (True, True)
    >>> are_words("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj")
    False
    """
    # So begins the base 64 of certificates and of keys; and so does it end.
    if text.startswith(("MII", "LS0tLS1CRUdJTi")):
        return False
    if _PADDED.fullmatch(text):
        return False
    # Words have few digits; those of a key are everywhere.
    if len(re.findall("[0-9]+", text)) < 3:
        return True
    return not any(
        len(part) >= 12 and part.strip("0123456789abcdefABCDEF") and _changes(part) >= 0.3
        for part in re.split("[+/=_]+", text)
    )


def _changes(text: str) -> float:
    """Return how often the class of a character differs from the one before, per character."""
    kinds = [_kind(c) for c in text]
    return sum(one != other for one, other in pairwise(kinds)) / len(kinds)

"""What a good engineer would write instead of a command: programs in plain Python.

Each checks what it reads, by strict regular expressions, and prints what the command prints, or the
part of it that ``commands.py`` compares.
"""

# The plain programs.  NAME is a pattern of our prefixes; each prints what the command prints.
HEAD = r"""
import re, sys
PREFIX = "|".join(f"pre{i}x" for i in range(100))
HOST = re.compile(rf"(?<![0-9A-Za-z_-])({PREFIX})([0-9A-Za-z]{{6}})(?![0-9A-Za-z-])", re.I)
data = open(sys.argv[1], encoding="utf-8")
out = []
"""
PLAIN = {
    "scan": HEAD + 'for line in data:\n    out += [m[0] + "\\n" for m in HOST.finditer(line)]\n',
    "with": HEAD
    + """for line in data:
    for m in HOST.finditer(line):
        out.append(f"{m[0]}\\t{int(m[2], 36)}\\t{m[1]}\\n")
""",
    "unique": HEAD
    + """found = {}
for number, line in enumerate(data, 1):
    for m in HOST.finditer(line):
        row = found.setdefault((m[1].lower(), int(m[2], 36)), [0, number, number])
        row[0] += 1
        row[2] = number
for (name, i), (count, first, last) in sorted(found.items()):
    out.append(f"{name}\\t{i}\\t{count}\\t{first}\\t{last}\\n")
""",
    "annotate": HEAD
    + """for line in data:
    out.append(HOST.sub(lambda m: f"{m[0]}({m[1].lower()}/{int(m[2], 36)})", line))
""",
    "field": HEAD
    + """import orjson
for line in open(sys.argv[1], "rb"):
    row = orjson.loads(line)
    m = HOST.match(row["host"])
    if m:
        row["instance_id"], row["scale_set"] = int(m[2], 36), m[1].lower()
    out.append(orjson.dumps(row).decode() + "\\n")
""",
    "column": HEAD
    + """import csv, io
text = io.StringIO()
writer, reader = csv.writer(text, lineterminator="\\n"), csv.reader(data)
header = next(reader)
writer.writerow([*header, "instance_id", "scale_set"])
at = header.index("host")
for row in reader:
    m = HOST.match(row[at])
    writer.writerow([*row, int(m[2], 36), m[1].lower()] if m else [*row, "", ""])
out.append(text.getvalue())
""",
    "host": HEAD
    + """LINE = re.compile(r"(?:node/)?([0-9A-Za-z][0-9A-Za-z-]{0,57})([0-9A-Za-z]{6})"
                  r"(?:\\.(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\\.?)+)?\\n")
for line in data:
    m = LINE.fullmatch(line)
    out.append(f"{int(m[2], 36)}\\n" if m else "\\n")
""",
    "vm": HEAD
    + """LINE = re.compile(r"([0-9A-Za-z][0-9A-Za-z._-]{0,63})_(0|[1-9][0-9]{0,9})\\n")
for line in data:
    m = LINE.fullmatch(line)
    out.append(f"{int(m[2])}\\n" if m and int(m[2]) < 36**6 else "\\n")
""",
    "path": HEAD
    + """LINE = re.compile(r"/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft"
                  r"\\.Compute/virtualMachineScaleSets/([0-9A-Za-z._-]{1,64})/virtualMachines/"
                  r"(0|[1-9][0-9]{0,9})\\n", re.I)
for line in data:
    m = LINE.fullmatch(line)
    out.append(f"{int(m[4])}\\n" if m and int(m[4]) < 36**6 else "\\n")
""",
    "encode": HEAD
    + """D = "0123456789abcdefghijklmnopqrstuvwxyz"
def six(n):
    text = ""
    while n:
        n, k = divmod(n, 36)
        text = D[k] + text
    return text.rjust(6, "0")
for line in data:
    m = re.fullmatch(r"0|[1-9][0-9]{0,9}", line[:-1])
    out.append(f"web{six(int(line))}\\n" if m else "\\n")
""",
    "count": HEAD + 'out.append(f"{sum(len(HOST.findall(line)) for line in data)}\\n")\n',
    "line_end": HEAD
    + """for line in data:
    seen = dict.fromkeys((m[1].lower(), int(m[2], 36)) for m in HOST.finditer(line))
    out.append(line[:-1] + "".join(f" {name}/{i}" for name, i in seen) + "\\n")
""",
    "aks": """
import re, sys
NODE = re.compile(r"(?<![0-9A-Za-z_-])aks-[0-9a-z]{1,12}-[0-9]{8}-vmss[0-9a-z]{6}"
                  r"(?![0-9A-Za-z-])")
PATH = re.compile(r"/subscriptions/[^/\\s]+/resourceGroups/[^/\\s]+/providers/Microsoft\\.Compute"
                  r"/virtualMachineScaleSets/[0-9a-z._-]+/virtualMachines/[0-9]+(?![0-9a-z_-])")
BOTH = re.compile(f"{PATH.pattern}|{NODE.pattern}", re.I)
data = open(sys.argv[1], encoding="utf-8")
out = []
for line in data:
    out += [m[0] + "\\n" for m in BOTH.finditer(line)]
""",
    "items": HEAD
    + """import orjson
for line in open(sys.argv[1], "rb"):
    row = orjson.loads(line)
    m = [m for one in row["hosts"] if (m := HOST.match(one["name"]))]
    if m and len({(one[1].lower(), int(one[2], 36)) for one in m}) == 1:
        row["instance_id"], row["scale_set"] = int(m[0][2], 36), m[0][1].lower()
    out.append(orjson.dumps(row).decode() + "\\n")
""",
    "base36": HEAD
    + """SIX = re.compile(r"[0-9A-Za-z]{6}\\n")
for line in data:
    out.append(f"{int(line, 36)}\\n" if SIX.fullmatch(line) else "\\n")
""",
    "fleet": HEAD
    + """LINE = re.compile(rf"({PREFIX})([0-9A-Za-z]{{6}})(?:\\.[0-9A-Za-z.-]+)?\\n", re.I)
for line in data:
    m = LINE.fullmatch(line)
    out.append(f"{m[1].lower()}_{int(m[2], 36)}\\n" if m else "\\n")
""",
    "show": """
import re, sys
out = []
for name in sys.argv[2:]:
    m = re.fullmatch(r"([0-9A-Za-z][0-9A-Za-z-]{0,57})([0-9A-Za-z]{6})", name)
    out.append(f"{name}\\t{int(m[2], 36)}\\t{m[1]}\\n")
""",
    "machines": """
import json, re, sys
out = []
for vm in json.load(open(sys.argv[1]))["value"]:
    states = [s["code"] for s in vm["properties"]["instanceView"]["statuses"]]
    power = next((s[11:] for s in states if s.startswith("PowerState/")), "")
    m = re.search(r"/virtualMachineScaleSets/([^/]+)/virtualMachines/([0-9]+)$", vm["id"])
    name = vm["properties"]["osProfile"]["computerName"]
    row = [m[1], m[2], name, power, vm["properties"]["vmId"], vm["id"]]
    out.append("\\t".join(row) + "\\n")
""",
    "changes": """
import json, sys
def powers(path):
    for vm in json.load(open(path))["value"]:
        states = [s["code"] for s in vm["properties"]["instanceView"]["statuses"]]
        power = next((s[11:] for s in states if s.startswith("PowerState/")), "")
        yield vm["properties"]["osProfile"]["computerName"], power
before = dict(powers(sys.argv[1]))
out = [f"{name}\\n" for name, power in powers(sys.argv[2]) if before.get(name) != power]
""",
    "lists": """
import ipaddress, json, re, sys
out, seen, address = [], set(), {}
for nic in json.load(open(sys.argv[2])):
    ip = next(one for one in nic["ipConfigurations"] if one["primary"])["privateIPAddress"]
    address[nic["virtualMachine"]["id"].lower()] = ip
for vm in json.load(open(sys.argv[1]))["value"]:
    host = vm["properties"]["osProfile"]["computerName"].lower()
    assert re.fullmatch(r"[0-9a-z][0-9a-z-]{0,62}", host) and host not in seen
    seen.add(host)
    out.append((ipaddress.ip_address(address[vm["id"].lower()]), host))
out = [f"{address} {host}\\n" for address, host in sorted(out, key=lambda one: one[1])]
""",
    "fetched": """
import json, os, sys
directory, name = sys.argv[1:]
manifest = json.load(open(os.path.join(directory, "manifest.json")))
out = []
for one in manifest["scale_sets"]:
    if name.startswith(one["prefix"]):
        for index in one["files"]:
            for vm in json.load(open(os.path.join(directory, manifest["files"][index]["path"]))):
                if vm["properties"]["osProfile"]["computerName"] == name:
                    states = [s["code"] for s in vm["properties"]["instanceView"]["statuses"]]
                    out += [f"{s[11:]}\\n" for s in states if s.startswith("PowerState/")]
""",
    "hosts": """
import csv, ipaddress, re, sys
out, seen = [], set()
for host, address in csv.reader(open(sys.argv[1], newline="")):
    assert re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z-]{0,62}", host) and host.lower() not in seen
    seen.add(host.lower())
    out.append((ipaddress.ip_address(address), host.lower()))
out = [f"{address} {host}\\n" for address, host in sorted(out, key=lambda one: one[1])]
""",
}

"""Lists of instances and interfaces, and the zone of their hosts, for tests of host tables."""

import azure_shapes as azure

ROWS = [azure.row(85), azure.row(9), azure.row(100)]

NICS = [azure.interface(85, "10.0.0.7"), azure.interface(9, "fd00::4", "10.0.1.4")]

HOSTS = "web00002D,10.0.0.7\nweb000009,10.0.1.4\n"

TODAY = 2026112300

HEAD = "; vmssnames zone: made anew each time, what is changed here is lost\n"

ZONE = f"""\
{HEAD}$ORIGIN vm.example.net.
$TTL 300
@\tSOA\tns1.example.net. hostmaster.vm.example.net. {TODAY} 3600 600 604800 60
@\tNS\tns1.example.net.
web000009\tA\t10.0.1.4
web00002d\tA\t10.0.0.7
"""

COMMON = ("--domain", "vm.example.net", "--ns", "ns1.example.net")


def serial_of(path):
    return int(path.read_text().split("SOA")[1].split()[2])

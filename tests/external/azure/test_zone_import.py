"""What ``az network private-dns zone import`` makes of our files is what was put into them."""

from types import SimpleNamespace

import pytest
from azure.cli.command_modules.privatedns import custom

from vmssnames import encode_computer_names
from vmssnames.dns import Hosts, Zone, azure_zones

DOMAIN = "vm.example.net"
ZONE = Zone(DOMAIN, ["azureprivatedns.net"], 2026010100, 60)
# Types of records, classes, times: none of them at the beginning of a line.
WORDS = "a aaaa alias any caa ch cname ds hs in in1 loc mx ns ptr soa srv ttl txt type1 1d 300h 5w"


class Sent:
    """Replaces the client of Azure's API, and keeps what it would send."""

    def __init__(self):
        self.sets = {}
        soa = SimpleNamespace(soa_record=SimpleNamespace(host="azureprivatedns.net"))
        self.record_sets = SimpleNamespace(
            get=lambda *args: soa, create_or_update=self.create_or_update
        )

    def create_or_update(self, group, zone, kind, name, record_set):
        assert (group, zone) == ("G", DOMAIN) and (kind, name) not in self.sets
        self.sets[kind, name] = record_set


@pytest.fixture
def imported(monkeypatch, tmp_path, tally):
    """Import a text; return what would be sent, by type and name."""

    def run(text):
        client, path = Sent(), tmp_path / "zone"
        path.write_text(text)
        monkeypatch.setattr(custom, "get_mgmt_service_client", lambda *args, **kwargs: client)
        monkeypatch.setattr(custom, "PrivateDNSZoneShow", lambda cli_ctx: lambda command_args: None)
        cmd = SimpleNamespace(cli_ctx=None)
        custom.import_zone(cmd, "G", DOMAIN, str(path))
        tally("az network private-dns zone import", "equal")
        return client.sets

    return run


def sets_of(hosts):
    """What is to be sent for *hosts*."""
    return {
        ("aaaa" if ":" in address else "a", label): address
        for label, address in zip(hosts.labels, hosts.addresses, strict=True)
    }


def told(sets):
    """What would be sent, less the SOA record that each zone has already."""
    assert all(one.ttl == 60 for one in sets.values())
    found = {}
    for (kind, name), one in sets.items():
        if kind == "a":
            (record,) = one.a_records
            found[kind, name] = record.ipv4_address
        elif kind == "aaaa":
            (record,) = one.aaaa_records
            found[kind, name] = record.ipv6_address
        else:
            assert (kind, name) == ("soa", "@")
    return found


def test_every_host_is_imported(imported):
    names = [*encode_computer_names("nsgvmss", range(2000)), *WORDS.split()]
    addresses = [f"10.0.{at >> 8}.{at & 255}" for at in range(len(names))]
    hosts = Hosts([*names, *names[:50]], [*addresses, *(f"fd00::{at + 1:x}" for at in range(50))])
    (lines,) = azure_zones(hosts, ZONE)
    text = "; vmssnames zone: made anew each time, what is changed here is lost\n" + "".join(lines)
    assert told(imported(text)) == sets_of(hosts)


def test_each_file_of_several_is_imported(imported):
    names = encode_computer_names("nsgvmss", range(25_010))
    hosts = Hosts(names, [f"10.0.{at >> 8}.{at & 255}" for at in range(len(names))])
    found = [told(imported("".join(lines))) for lines in azure_zones(hosts, ZONE)]
    assert [len(one) for one in found] == [24_999, 11]
    assert found[0] | found[1] == sets_of(hosts)

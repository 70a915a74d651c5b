"""The learner's zones, read by BIND, and asked as a resolver asks."""

import pytest
from zones import SERVERS, read_zone

ZONE = "chat.example"
PRESENCE = "presence.chat.example"
MINUTES, DAY = 300, 86400


class Servers:
    """The servers of both zones; their answers follow from the zones as BIND reads them."""

    def __init__(self, subject):
        self.zones = {address: read_zone(subject, *zone) for address, zone in SERVERS.items()}

    def ask(self, name, kind, server="127.0.0.1"):
        """Ask, and fail unless BIND takes the zone."""
        zone, complaints = self.zones[server]
        if zone is None:
            pytest.fail(f"BIND does not load {SERVERS[server][1]}:\n{complaints.strip()}")
        return zone.ask(name, kind)

    def find_presence(self):
        """Follow the delegation as a resolver does; returns the address of the server of presence."""
        answer = self.ask(f"ws.{PRESENCE}", "A")
        servers = [record.data for record in answer.authority if (record.name, record.kind) == (PRESENCE, "NS")]
        assert servers, f"{ZONE} does not refer to servers of {PRESENCE}; it answers {answer.code} {answer.answers}"
        glue = {record.name: record.data for record in answer.additional if record.kind == "A"}
        assert servers == [f"ns1.{PRESENCE}"], f"{PRESENCE} is delegated to {servers}"
        assert servers[0] in glue, f"the referral names {servers[0]} and no address of it, so nobody can ask it"
        return glue[servers[0]]

    def ask_presence(self, name, kind):
        """Ask the server of presence."""
        return self.ask(f"{name}.{PRESENCE}", kind, "127.0.0.2")


@pytest.fixture(scope="module")
def servers(subject):
    """Both of them."""
    return Servers(subject)


def longest(answer, *kinds):
    """The longest time to live of the answers of some types."""
    return max(record.ttl for record in answer.answers if record.kind in kinds)


def test_the_domain_itself_has_addresses(servers):
    """chat.example has its two addresses and both name servers"""
    assert servers.ask(ZONE, "A").data("A") == ["192.0.2.10"]
    assert servers.ask(ZONE, "AAAA").data("AAAA") == ["2001:db8::10"]
    assert servers.ask(ZONE, "NS").data("NS") == ["ns1.chat.example", "ns2.chat.example"]
    assert servers.ask("ns1.chat.example", "A").data("A") == ["127.0.0.1"]
    assert servers.ask("ns2.chat.example", "A").data("A") == ["127.0.0.3"]


def test_www_is_an_alias(servers):
    """www.chat.example is an alias of chat.example"""
    answer = servers.ask("www.chat.example", "A")
    assert answer.data("CNAME") == [ZONE], f"www.chat.example is an alias of {answer.data('CNAME') or 'nothing'}"
    assert answer.data("A") == ["192.0.2.10"]


def test_the_site_can_move_quickly(servers):
    """What moves tomorrow is kept for 300 s at most, what stays for a day"""
    for name, kind, most in (
        (ZONE, "A", MINUTES),
        (ZONE, "AAAA", MINUTES),
        ("www.chat.example", "CNAME", MINUTES),
    ):
        ttl = longest(servers.ask(name, kind), kind)
        assert 0 < ttl <= most, f"{name} {kind} is kept for {ttl} s; at most {most} s was asked for"
    for name, kind in ((ZONE, "NS"), (ZONE, "MX"), ("ns1.chat.example", "A"), ("mail.chat.example", "A")):
        ttl = longest(servers.ask(name, kind), kind)
        assert ttl == DAY, f"{name} {kind} is kept for {ttl} s; it stays, so {DAY} s were asked for"


def test_a_missing_name_is_forgotten_soon(servers, rng):
    """That a name is missing is remembered for 60 s"""
    answer = servers.ask(f"room-{rng.randrange(10**6)}.{ZONE}", "A")
    soa = [record for record in answer.authority if record.kind == "SOA"]
    assert soa, f"a name that is missing is answered with {answer.code} {answer.answers}"
    seconds = min(soa[0].ttl, int(soa[0].data.split()[-1]))
    assert seconds == 60, f"a resolver remembers for {seconds} s that a name is missing; 60 s were asked for"


def test_mail_finds_its_host(servers):
    """Mail goes to mail.chat.example, which has an address and is no alias; the text says who may send"""
    assert servers.ask(ZONE, "MX").data("MX") == ["10 mail.chat.example"]
    answer = servers.ask("mail.chat.example", "A")
    assert not answer.data("CNAME"), "mail.chat.example is an alias, which mail servers need not follow (RFC 2181, 10.3)"
    assert answer.data("A") == ["192.0.2.25"]
    assert "v=spf1 mx -all" in servers.ask(ZONE, "TXT").data("TXT")


def test_the_long_key_arrives_whole(servers, subject):
    """The text of k1._domainkey is the line in dkim.txt, whole"""
    expected = subject.run(["cat", "dkim.txt"]).stdout.strip()
    texts = servers.ask(f"k1._domainkey.{ZONE}", "TXT").data("TXT")
    assert len(texts) == 1, f"k1._domainkey has {len(texts)} texts"
    assert texts[0] == expected, f"{len(texts[0])} characters arrive, and should be the {len(expected)} of dkim.txt"


def test_what_is_gone_is_gone(servers, rng):
    """Names that nobody asked for do not exist"""
    for name in ("old", f"x{rng.randrange(10**6)}", "mial"):
        answer = servers.ask(f"{name}.{ZONE}", "A")
        assert answer.code == "NXDOMAIN", f"{name}.{ZONE} is answered with {answer.code} {answer.data('A')}"


def test_presence_is_delegated(servers):
    """A resolver finds the way from chat.example to the server of presence.chat.example, and is answered there"""
    address = servers.find_presence()
    assert address == "127.0.0.2", f"the referral leads to {address}"
    answer = servers.ask_presence("ws", "A")
    assert answer.data("A") == ["192.0.2.40"]
    assert servers.ask(PRESENCE, "NS", "127.0.0.2").data("NS") == [f"ns1.{PRESENCE}"]


def test_clients_find_the_port(servers):
    """The SRV record leads to port 5222 of ws"""
    found = servers.ask_presence("_chat._tcp", "SRV").data("SRV")
    assert found == [f"10 50 5222 ws.{PRESENCE}"], f"priority, weight, port and target are {found}"


def test_every_room_has_an_address(servers, rng):
    """Every room has its address, also the one with a text"""
    for name in (f"room-{rng.randrange(10**6)}", "help"):
        found = servers.ask_presence(f"{name}.rooms", "A").data("A")
        assert found == ["192.0.2.41"], f"{name}.rooms has the addresses {found}"
    assert servers.ask_presence("help.rooms", "TXT").data("TXT") == ["ask here"]


def test_the_secondary_follows(servers, subject):
    """The secondary, which has the zone of yesterday, learns that there is a newer one"""
    old = int(read_zone(subject, ZONE, "yesterday.zone")[0].at(ZONE, "SOA")[0].data.split()[2])
    new = int(servers.ask(ZONE, "SOA").data("SOA")[0].split()[2])
    assert 0 < (new - old) % 2**32 < 2**31, f"the secondary has the serial {old}, and {new} is not newer (RFC 1982)"

"""Hardware tokens from a supplier's list into stock: CSV and PSKC, all or none, sealed at once."""

import base64
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from core.changes import change
from core.people import Person, Role
from core.record.messages import Answer
from core.token import Token, TokenKind
from server.codes import STEP_S, current_code
from server.commands import register
from server.config import CoreConfig, write_config
from server.db.tables.secrets import token_secret
from server.token_files import TokensUnreadable, read_tokens
from server.token_import import import_tokens
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.enrolling import Enroller

SEED = b"12345678901234567890"
CSV = f"serial,seed,digits\nFT-0001,{SEED.hex()},6\nFT-0002,{base64.b32encode(SEED[::-1]).decode()},\n"

PLAIN = """<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" Id="exampleID1" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">
 <KeyPackage>
  <DeviceInfo><Manufacturer>Manufacturer</Manufacturer><SerialNo>987654321</SerialNo></DeviceInfo>
  <Key Id="12345678" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp">
   <Issuer>Issuer</Issuer>
   <AlgorithmParameters><ResponseFormat Length="6" Encoding="DECIMAL"/></AlgorithmParameters>
   <Data>
    <Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>
    <TimeInterval><PlainValue>30</PlainValue></TimeInterval>
   </Data>
  </Key>
 </KeyPackage>
</KeyContainer>
"""
"""After RFC 6030, figure 4, as a token of time."""

ENCRYPTED = """<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"
  xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">
 <EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>
 <MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1">
  <MACKey>
   <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
   <xenc:CipherData>
    <xenc:CipherValue>ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX</xenc:CipherValue>
   </xenc:CipherData>
  </MACKey>
 </MACMethod>
 <KeyPackage>
  <DeviceInfo><Manufacturer>Manufacturer</Manufacturer><SerialNo>987654321</SerialNo></DeviceInfo>
  <Key Id="12345678" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp">
   <AlgorithmParameters><ResponseFormat Length="6" Encoding="DECIMAL"/></AlgorithmParameters>
   <Data>
    <Secret>
     <EncryptedValue>
      <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
      <xenc:CipherData>
       <xenc:CipherValue>AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv</xenc:CipherValue>
      </xenc:CipherData>
     </EncryptedValue>
     <ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=</ValueMAC>
    </Secret>
   </Data>
  </Key>
 </KeyPackage>
</KeyContainer>
"""
"""RFC 6030, figure 6, as a token of time."""
SHARED = bytes.fromhex("12345678901234567890123456789012")


def refused(data: bytes | str, key: bytes | None = None) -> str:
    with pytest.raises(TokensUnreadable) as caught:
        read_tokens(data if isinstance(data, bytes) else data.encode(), "tokens", key)
    return caught.value.key


def test_a_csv_names_serial_and_seed_in_hex_or_base32() -> None:
    for text in (CSV, "\ufeff" + CSV, CSV.replace(",", ";"), CSV.upper().replace("SERIAL", "Serial")):
        assert [(line.serial, line.seed) for line in read_tokens(text.encode(), "t.csv")] == [
            ("FT-0001", SEED),
            ("FT-0002", SEED[::-1]),
        ]


def test_plain_and_encrypted_pskc_give_the_seed_of_rfc_6030() -> None:
    for text, key in ((PLAIN, None), (ENCRYPTED, SHARED)):
        [line] = read_tokens(text.encode(), "t.xml", key)
        assert (line.serial, line.seed) == ("987654321", SEED)
        assert SEED.hex() not in repr(line)
        assert str(SEED) not in repr(line)


@pytest.mark.parametrize(
    ("data", "key", "said"),
    [
        (b"", None, "tokens.unreadable"),
        (b"\xff\xfe<", None, "tokens.unreadable"),
        ("name,secret\nx,00", None, "tokens.unreadable"),
        ("serial,seed\n,31323334353637383930313233343536", None, "tokens.line"),
        ("serial,seed\nA1,3132", None, "tokens.line"),
        ("serial,seed\nA1,not a seed!", None, "tokens.line"),
        (f"serial,seed,digits\nA1,{SEED.hex()},8", None, "tokens.other_kind"),
        (f"serial,seed,period\nA1,{SEED.hex()},60", None, "tokens.other_kind"),
        (f"serial,seed\nA1,{SEED.hex()}\nA1,{SEED.hex()}", None, "tokens.twice"),
        (ENCRYPTED, None, "tokens.encrypted"),
        (ENCRYPTED, SHARED[::-1], "tokens.key_wrong"),
        (ENCRYPTED.replace("AAECAw", "AAECBw"), SHARED, "tokens.key_wrong"),
        (ENCRYPTED.replace("<ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=</ValueMAC>", ""), SHARED, "tokens.key_wrong"),
        (PLAIN.replace('Length="6"', 'Length="8"'), None, "tokens.other_kind"),
        (PLAIN.replace(":totp", ":hotp"), None, "tokens.other_kind"),
        (PLAIN.replace(">30<", ">60<"), None, "tokens.other_kind"),
        (PLAIN.replace("987654321", ""), None, "tokens.unreadable"),
        (PLAIN.replace("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", "MTIz"), None, "tokens.unreadable"),
        (PLAIN.replace("<KeyContainer", '<!DOCTYPE x [<!ENTITY a "aa">]><KeyContainer'), None, "tokens.unreadable"),
        ("<other/>", None, "tokens.unreadable"),
        ("<KeyContainer", None, "tokens.unreadable"),
    ],
)
def test_what_is_not_as_it_must_be_is_refused_whole(data: bytes | str, key: bytes | None, said: str) -> None:
    assert refused(data, key) == said


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: f"<a>{text}".encode())))
def test_no_file_does_more_than_be_refused(data: bytes) -> None:
    try:
        read_tokens(data, "junk")
    except TokensUnreadable:
        return


# ------------------------------------------------------------------ into stock, and out of it


@pytest.fixture
def enroller(core: CoreUnderTest) -> Enroller:
    return Enroller(KioskUnderTest(core, "QA-01"))


def taken(core: CoreUnderTest) -> None:
    import_tokens(core.store, core.keys.seeds, read_tokens(CSV.encode(), "t.csv"), core.clock.utc())


def refusal(answer: Answer) -> str:
    return answer.refusal.key if answer.refusal else ""


def test_a_list_is_taken_once_and_whole_or_not_at_all(core: CoreUnderTest) -> None:
    taken(core)
    more = read_tokens(CSV.replace("FT-0001", "FT-0003").encode(), "t.csv")
    with pytest.raises(TokensUnreadable):
        import_tokens(core.store, core.keys.seeds, more, core.clock.utc())
    stock = [row[0] for row in core.rows(token_secret) if row[1] is None]
    assert sorted(stock) == ["FT-0001", "FT-0002"]
    assert SEED not in b"".join(bytes(row[3]) for row in core.rows(token_secret))


@pytest.mark.urs("11.300(c)", "11.300(e)")
def test_hardware_is_given_to_a_person_and_its_drift_is_followed(core: CoreUnderTest, enroller: Enroller) -> None:
    taken(core)
    person = str(enroller.got("enrol_begin")["person"])
    private = enroller.key(person, "lake-pencil-thunder-9")
    body = {"person": person, "user_id": "newbie7", "kind": "hardware"}
    assert refusal(enroller.ask("enrol_token", **body, serial="FT-9999")) == "enrol.serial_unknown"
    assert enroller.got("enrol_token", **body, serial="FT-0001")["box"] == ""

    def shows(steps: int) -> str:
        return current_code(SEED, core.clock.utc() + timedelta(seconds=steps * STEP_S))

    far = (shows(40), shows(41))
    assert refusal(enroller.ask("enrol_codes", token="FT-0001", codes=far)) == "enrol.codes_wrong"
    enroller.got("enrol_codes", token="FT-0001", codes=(shows(4), shows(5)))
    changes = enroller.changes(Person(person, "newbie7", "N", (Role.OPERATOR,)), private, "FT-0001")
    held = msgspec.json.decode(changes[2].body, type=Token)
    token = change("tokens", "FT-0001", msgspec.structs.replace(held, kind=TokenKind.HARDWARE))
    assert refusal(enroller.sign((*changes[:2], token), "P-0013", "P-0014")) == ""

    def good(steps: int) -> bool:
        core.clock.advance(STEP_S)
        answer = enroller.kiosk.ask("check_code", person=person, code=shows(steps), purpose="sign")
        return answer.refusal is None

    assert good(5)
    assert good(6)
    assert good(7)
    assert not good(3)
    assert good(7)
    assert next(row[6] for row in core.rows(token_secret) if row[0] == "FT-0001") == 7
    other = str(enroller.got("enrol_begin")["person"])
    assert refusal(enroller.ask("enrol_token", **{**body, "person": other}, serial="FT-0001")) == "enrol.serial_unknown"


def test_the_command_takes_a_list_and_says_to_destroy_it(core: CoreUnderTest, tmp_path: Path) -> None:
    app = typer.Typer()
    register(app)
    config = tmp_path / "core.json"
    nats = tmp_path / "no.nk"
    settings = CoreConfig(
        "demo", core.founded.postgres_url, ("nats://127.0.0.1:1",), nats, core.founded.folder, tmp_path
    )
    write_config(config, settings)
    file, key = tmp_path / "tokens.xml", tmp_path / "shared.key"
    file.write_text(ENCRYPTED)
    key.write_text(SHARED.hex())
    run = CliRunner().invoke
    without = run(app, ["core", "tokens", "import", str(file), "--config", str(config)])
    assert without.exit_code == 1
    assert "Give the supplier's key" in without.output
    done = run(app, ["core", "tokens", "import", str(file), "--config", str(config), "--key", str(key)])
    assert done.exit_code == 0, done.output
    assert "1 tokens in stock" in done.output
    again = run(app, ["core", "tokens", "import", str(file), "--config", str(config), "--key", str(key)])
    assert again.exit_code == 1
    assert "known already" in again.output

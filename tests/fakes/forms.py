"""The example logbook forms, approved as every master record is: three signatures."""

from pathlib import Path

import msgspec

from core.acts import Meaning
from core.changes import change, change_manifest
from core.times import local_day
from server.drafts import submit
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.server.test_change import REASON, asked, signed

FORMS = Path(__file__).parents[2] / "server/logbooks"
SIGNERS = (("P-0012", Meaning.PERFORMED), ("P-0004", Meaning.REVIEWED), ("P-0008", Meaning.APPROVED))


def form_text(name: str) -> str:
    """Read an example form."""
    return (FORMS / f"{name}.yaml").read_text("utf-8")


def approve(core: CoreUnderTest, text: str, office: KioskUnderTest | None = None) -> str:
    """Submit a form and have author, production and quality sign it at the office's kiosk; gives its code."""
    kiosk = office or KioskUnderTest(core, "QA-01")
    draft = submit(core.service.writer, text, "form.yaml")
    plant = core.service.writer.picture.plant
    first = local_day(core.clock.utc(), plant.offset_min)
    changes = (change("masters", draft.sha256, msgspec.structs.replace(draft, effective_from=first)),)
    manifest = change_manifest(changes, REASON, plant, "en")
    answer = asked(kiosk, changes, [signed(kiosk, person, meaning, manifest) for person, meaning in SIGNERS])
    assert answer.refusal is None, answer.refusal
    return draft.code

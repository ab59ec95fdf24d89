"""Two people with one token's secret: the second signature is kept, flagged, and blocks the release."""

from server.db.tables.evidence import record_flag
from server.db.tables.secrets import token_secret
from server.vault import sealed_seed
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch


def test_two_tokens_with_one_secret_are_found_at_the_countersignature(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    batch = ServedBatch(kiosk)
    performer, checker = batch.operator.id, batch.checker.id
    seed = core.founded.seeds[performer]
    token = next(item.id for item in kiosk.core.service.writer.picture.plant.tokens.values() if item.person == checker)
    with core.store.unit() as unit:
        own = token_secret.update().where(token_secret.c.token == token)
        unit.do(own.values(seed=sealed_seed(token, seed, core.keys.seeds)))
    core.founded = type(core.founded)(
        core.founded.plant,
        core.founded.folder,
        core.founded.postgres_url,
        {**core.founded.seeds, checker: seed},
        core.founded.passwords,
    )
    batch.play(lambda played: any(step.verified is not None for step in played.state.steps.values()))
    assert {row[1] for row in core.rows(record_flag)} == {"exception.same_token"}

"""Several processes of the core over one database: what one has kept, the others know before they judge."""

from core.batch.guide import Stage
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch


def test_a_batch_is_known_as_it_stands_although_another_process_went_on_with_it(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    batch = ServedBatch(kiosk)
    number, other = batch.state.number, core.again()
    with other.writer.writing() as writing:
        assert writing.batch(number) is not None
    batch.play(lambda made: made.guidance().stage == Stage.ENTRY)
    with other.writer.writing():
        """Read what has changed of the plant, and ask of no batch."""
    with other.writer.writing() as writing:
        there = writing.batch(number)
    with core.service.writer.writing() as writing:
        here = writing.batch(number)
    assert here is not None
    assert there is not None
    assert (there.seq, there.state) == (here.seq, here.state)

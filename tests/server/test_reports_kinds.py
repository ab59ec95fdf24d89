"""The printed record of the further step kinds: answers in words, who set what, both counts, files by their hash."""

import pytest

from core.batch.evidence import evidence
from server.reports.batch_record import batch_document
from server.reports.wording import Languages
from tests.fakes.kinds import kinds_batch
from tests.server.test_reports import LOG, cells


@pytest.mark.urs("F12", "GMP 175")
@pytest.mark.parametrize(
    ("languages", "wanted"),
    [
        (
            "en",
            ("Even", "150 r/min, written to the equipment", "Value, second count", "pallet.jpg  200 kB", "Humidity"),
        ),
        ("zh", ("均匀", "150 r/min，已写入设备", "测量值（第二次计数）", "pallet.jpg  200 kB", "相对湿度")),
    ],
)
def test_paper_shows_the_further_kinds_in_the_words_of_the_master_record(
    languages: Languages, wanted: tuple[str, ...]
) -> None:
    made = kinds_batch()
    made.play()
    document = batch_document(evidence(tuple(made.records), made.master, made.plant), LOG, languages)
    text = "\n".join(cell.text for cell in cells(document))
    for needed in wanted:
        assert needed in text, needed

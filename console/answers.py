"""What the core's answers bring along: records that it sealed, to be kept here like our own."""

import base64
import binascii
from collections.abc import Mapping

import msgspec

from console.recorder import Recorder
from core.errors import CountersignError
from core.ports import Ask


class AnswerUnreadable(CountersignError):
    """The core answered in a form that this version does not know."""

    code = "KSK-021"


class _Brought(msgspec.Struct):
    records: tuple[str, ...] = ()


def records_in(answer: Mapping[str, object], verb: str) -> tuple[bytes, ...]:
    """Give the envelopes in an answer: `records` is a list of them in base64, in the order of the log.

    Raises:
        AnswerUnreadable: The list holds something else.
    """
    try:
        brought = msgspec.convert(answer, _Brought).records
        return tuple(base64.b64decode(record, validate=True) for record in brought)
    except (msgspec.ValidationError, binascii.Error) as error:
        raise AnswerUnreadable("kiosk.answer_unreadable", verb=verb) from error


async def ask_for_records(
    ask: Ask, recorder: Recorder, verb: str, body: Mapping[str, object], timeout_s: float = 5.0
) -> Mapping[str, object]:
    """Ask the core, keep the records that it answers with, and give the answer.

    Raises:
        CountersignError: Not reachable, refused, or the records are not authentic or could not be stored.
    """
    answer = await ask(verb, body, timeout_s)
    envelopes = records_in(answer, verb)
    if envelopes:
        await recorder.take_in(envelopes)
    return answer

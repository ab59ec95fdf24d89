"""Batch map: operations down, steps across, hold times below."""

from dataclasses import dataclass

from screens.views import FrameView, MarkView, ShareView, StepMapView


@dataclass(frozen=True, slots=True)
class HoldTimeView:
    """A hold time.

    Attributes:
        name: What is held.
        limit: `48 h`.
        share: How much of it is used.
        mark: Its state in words.
    """

    name: str
    limit: str
    share: ShareView
    mark: MarkView


@dataclass(frozen=True, slots=True)
class BatchMapView:
    """What the batch map shows.

    Attributes:
        frame: Frame.
        map: The steps.
        hold_title: Heading of the hold times.
        holds: Hold times, at most four.
    """

    frame: FrameView
    map: StepMapView
    hold_title: str = ""
    holds: tuple[HoldTimeView, ...] = ()

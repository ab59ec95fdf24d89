"""Release: the computed checklist, the authorised person's signature, then the core's decision."""

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.arrived import arrived
from console.flows.conclusion import ConclusionFlow
from console.flows.core_evidence import CoreEvidence, ask_core, point_mark
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.sign import SignFlow
from console.recorder import OpenBatch
from core.acts import Manifest, Meaning
from core.batch.manifest import MET, MISSING, release_manifest
from core.batch.review import Review, review
from core.errors import CountersignError
from core.language import worded
from core.release import Point, checklist, conclusion_due
from screens.quality.release import ReleaseView
from screens.views import ItemView, Tone, VerdictView, keys


class ReleaseFlow(TaskFlow):
    """The last look before a batch leaves."""

    screen = "release"

    def __init__(self, desk: Desk, batch: str, signed: bool = False) -> None:
        """Take the batch; `signed` when the signature was given and the core is to decide now."""
        super().__init__(desk)
        self.batch = batch
        self._signed = signed
        self._evidence: CoreEvidence | None = None

    @property
    def open(self) -> OpenBatch:
        """Give the batch as it stands."""
        return self.desk.recorder.batch(self.batch)

    @property
    def view(self) -> ReleaseView:
        """Show every point, and whether the batch may be released."""
        batch = self.open
        points = self._points()
        may = self._may(points)
        decided = batch.state.decided is not None
        following = "next.released" if decided else "next.release" if may else "next.release_blocked"
        view_frame = frame(
            self.desk,
            header(self.desk, batch.master, self.batch),
            self.words("release.title"),
            self.words(following),
            keys("f1", "f3", "f5", "f10"),
            subject=self.batch,
            message=self.message,
        )
        state = "release.decided" if decided else "release.may" if may else "release.may_not"
        verdict = VerdictView(Tone.OK if may or decided else Tone.FAIL, self.words(state))
        marks = [point_mark(self.desk, point, detail=True) for point in points]
        decisions = (
            ItemView(1, self.words("release.release"), open=may),
            ItemView(2, self.words("release.reject")),
        )
        declaration = self.words("declaration.released")
        return ReleaseView(view_frame, verdict, tuple(marks), declaration, () if decided else decisions)

    async def opened(self) -> None:
        """Ask the core for its evidence; after the signature, for its decision."""
        if self._signed:
            await self._decide()
        await self._ask()

    async def key(self, name: str) -> None:
        """F5 asks again, F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f5":
            await (self._decide() if self.open.state.release is not None else self._ask())

    async def digit(self, number: int) -> None:
        """1 releases, 2 rejects; both by signature."""
        if self.open.state.decided is not None:
            return
        if number == 1 and self._may(self._points()):
            self._decision(Meaning.RELEASED)
        elif number == 2:
            self._decision(Meaning.REJECTED)

    def _decision(self, meaning: Meaning) -> None:
        """Ask for a conclusion where one is due, then for the signature."""
        if conclusion_due(self.open.state, meaning) is None:
            self._sign(meaning)
            return
        asked = ConclusionFlow(self.desk, self.batch, meaning, lambda reason: self._sign(meaning, reason), lambda: self)
        self.desk.navigation.go(asked)

    def _sign(self, meaning: Meaning, reason: str = "") -> None:
        manifest = self._manifest()
        flow = SignFlow(
            self.desk,
            manifest,
            meaning,
            lambda: ReleaseFlow(self.desk, self.batch, signed=True),
            lambda: ReleaseFlow(self.desk, self.batch),
            reason=reason,
            master=self.open.master,
        )
        self.desk.navigation.go(flow)

    def _manifest(self) -> Manifest:
        language = self.desk.language
        shown = tuple((worded(p.name, language), MET if p.met else MISSING) for p in self._points())
        note = self._evidence.checkpoint if self._evidence else ""
        size = note.split("\n")[1] if note.count("\n") > 1 else "-"
        checkpoint = self.words("release.checkpoint", size=size)
        return release_manifest(self.open.state, self.open.master, shown, checkpoint, language)

    async def _ask(self) -> None:
        try:
            self._evidence = await ask_core(self.desk, self.batch)
        except CountersignError as error:
            self.say(error)
            return
        self.changed()

    async def _decide(self) -> None:
        """Ask the core to decide on the signature that is on record; it must have arrived there first."""
        by, session = self.open.state.release, self.desk.session
        if by is None or session is None or self.open.state.decided is not None:
            return
        await arrived(self.desk)
        verb = "reject" if by.meaning == Meaning.REJECTED else "release"
        body = {"batch": self.batch, "person": by.person, "signature": by.reference.id, "reason": by.reason}
        await self.guarded(ask_for_records(self.desk.ask, self.desk.recorder, verb, body))

    def _points(self) -> tuple[Point, ...]:
        batch = self.open
        found: Review = review(batch.state, batch.records, batch.master, self.desk.recorder.plant)
        evidence = self._evidence.evidence if self._evidence else None
        return checklist(batch.state, batch.master, found, evidence)

    def _may(self, points: tuple[Point, ...]) -> bool:
        return self._evidence is not None and all(point.met for point in points)

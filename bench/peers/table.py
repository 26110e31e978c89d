"""The measurements of engines as one Markdown table, with a note wherever a number needs one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engines import Peer, Run

COLUMNS = ("task", "tool", "version", "reading, s", "work, s", "process, s", "wall, s", "peak, MB", "findings")


@dataclass(frozen=True)
class Row:
    """One peer at one task; ``sample`` has the runs by number of concepts that ``run`` was extrapolated from."""

    task: str
    peer: Peer
    run: Run
    sample: Mapping[int, Run] | None = None


def extrapolate(taken: Mapping[int, Run], concepts: int) -> Run:
    """What the straight line through two runs gives for ``concepts``; a run that failed is given as it is."""
    (first, small), (second, large) = sorted(taken.items())
    if small.failure or large.failure:
        return small if small.failure else large
    steps = (concepts - second) / (second - first)

    def at(one: float | None, two: float | None) -> float:
        return (two or 0.0) + ((two or 0.0) - (one or 0.0)) * steps

    return replace(
        large,
        cpu=at(small.cpu, large.cpu),
        wall=at(small.wall, large.wall),
        peak=at(small.peak, large.peak),
        read=at(small.read, large.read),
        work=at(small.work, large.work),
        findings=None,
    )


def print_table(rows: Sequence[Row]) -> None:
    notes: list[str] = []
    print("| " + " | ".join(COLUMNS) + " |")
    print("|---|---|---|" + "---:|" * 6)
    for row in rows:
        marks = "".join(f" [{_number(note, notes)}]" for note in _notes(row, rows))
        print(f"| {row.task} | {row.peer.name}{marks} | " + " | ".join(_cells(row)) + " |")
    print()
    print("\n".join(f"{number}. {note}" for number, note in enumerate(notes, 1)))


def _number(note: str, notes: list[str]) -> int:
    if note not in notes:
        notes.append(note)
    return notes.index(note) + 1


def _cells(row: Row) -> list[str]:
    run, about = row.run, "≈ " if row.sample else ""
    if run.failure:
        return [run.version, "", "", run.failure if run.late else "", "", f"{run.peak:,.0f}" if run.peak else "", ""]
    read = "with it" if run.read is None else f"{about}{run.read:.2f}"
    findings = "" if run.findings is None else f"{run.findings:,}"
    return [
        run.version,
        read,
        *(f"{about}{seconds:.2f}" for seconds in (run.work, run.cpu, run.wall)),
        f"{about}{run.peak:,.0f}",
        findings,
    ]


def _notes(row: Row, rows: Sequence[Row]) -> Iterator[str]:
    run = row.run
    if run.failure and not run.late:
        yield f"{row.peer.name}: {run.failure}"
    if row.sample:
        measured = "; ".join(
            f"{it.work:.1f} s of work and {it.findings} findings at {concepts:,} concepts"
            for concepts, it in sorted(row.sample.items())
        )
        yield f"{row.peer.name}: extrapolated along a straight line, from {measured}"
    if None not in {run.findings, _expected(row, rows)} and run.findings != _expected(row, rows):
        yield f"{row.peer.name}: {row.peer.differs or 'why the number differs is not known'}"


def _expected(row: Row, rows: Sequence[Row]) -> int | None:
    """What headword's engine found: by the same shapes, or by Core where a peer has rules of its own."""
    engine = {other.task: other.run.findings for other in rows if other.peer.way == "headword_engine"}
    return engine.get(row.task, engine.get("Core shapes"))

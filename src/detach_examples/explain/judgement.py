"""A record and a judged backward become verdicts.  Every verdict is made here."""

from __future__ import annotations

from .blame import Cut
from .cuts import KINDS
from .judged import Judged, Named
from .paths import Paths
from .record import Holder, Site
from .verdict import Cause, Parameter
from .zeros import Zeros


def verdicts(judged: Judged) -> list[Parameter]:
    """Say for each parameter what became of its gradient."""
    paths = Paths(judged)
    causes = _causes(paths, judged)
    alive = {id(v.holder) for v in paths.live(judged.roots)}
    zeros = Zeros(paths, judged)
    found: dict[str, Parameter] = {}
    seen: set[int] = set()
    for named in judged.named:
        if id(named.holder) not in seen:
            seen.add(id(named.holder))
            cuts = causes.get(id(named.holder), [])
            found[named.name] = _verdict(named, cuts, alive, zeros, paths)
    return list(found.values())


def foreseen(judged: Judged, reached: list[Holder]) -> list[Parameter]:
    """Say the same before backward has run, of the leaves that it should reach."""
    for holder in reached:
        holder.arrival = "some"
    try:
        return verdicts(judged)
    finally:
        for holder in reached:
            holder.arrival = None


def _causes(paths: Paths, judged: Judged) -> dict[int, list[Cut]]:
    """Return the cuts by parameter: those that gradient would have come to."""
    wanted = {id(named.holder): named.holder for named in judged.named}
    without: dict[int, set[int]] = {}
    found: dict[int, list[Cut]] = {}
    for cut, edges in paths.cuts().items():
        for key in paths.leaves_behind(edges) & wanted.keys():
            if key in paths.rewritten:
                if key not in without:
                    without[key] = paths.reaching(avoiding=wanted[key])
                others = [e for e in edges if id(e.made) in without[key]]
                if key not in paths.leaves_behind(others):
                    continue
            found.setdefault(key, []).append(cut)
    return found


def _verdict(
    named: Named, cuts: list[Cut], alive: set[int], zeros: Zeros, paths: Paths
) -> Parameter:
    name, holder, requires_grad = named
    if not requires_grad:
        return Parameter(name, "frozen")
    if holder.arrival is not None:
        partial = [c for c in cuts if not KINDS[c.kind].copies]
        listed = _listed("partial", partial)
        if holder.arrival == "some":
            return Parameter(name, "flows", listed)
        made, note = zeros.of(holder)
        return Parameter(name, "zero", made + listed, note=note)
    if cuts:
        certain = not any(cut.guess for cut in cuts)
        return Parameter(name, "cut", _listed("cut", cuts), certain, _note(cuts))
    if id(holder) in alive:
        note = paths.doubt or "each recorded step kept its gradient, yet none came"
        if paths.raised:
            note = "backward raised an error before a gradient came"
        return Parameter(name, "cut", certain=False, note=note)
    note = paths.doubt
    status = "unreached" if holder.read else "unused"
    return Parameter(name, status, certain=not note, note=note)


def _note(cuts: list[Cut]) -> str:
    guesses = [cut.guess for cut in cuts if cut.guess]
    if guesses:
        return guesses[0]
    places = [Site.of(c.inner) for c in cuts if c.inner is not None]
    places = [p for p in places if "site-packages" in p.file]
    return f"inside {places[0].file}:{places[0].line}" if places else ""


def _listed(effect: str, cuts: list[Cut]) -> list[Cause]:
    found: dict[tuple[str, str, int], Cause] = {}
    for kind, op, site, *_ in cuts:
        key = (kind, site.file, site.line)
        found.setdefault(key, Cause(effect, kind, op, *site))
    return sorted(found.values(), key=lambda c: (c.file, c.line, c.kind))

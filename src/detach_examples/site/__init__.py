"""The Sphinx side: each module is named by what the reader sees, or by its hook."""

from __future__ import annotations

from typing import Any


def setup(app: Any) -> dict[str, Any]:
    """Connect the parts to Sphinx."""
    from .. import __version__
    from . import (
        asked,
        cards,
        claim,
        drawn,
        exercises,
        facts,
        figures,
        finder,
        headers,
        inventory,
        lean,
        ledger,
        leftover,
        llms,
        locate,
        maths,
        modes,
        moved,
        navigation,
        peers,
        pictures,
        problems,
        progress,
        recall,
        seen,
        shown,
        sitemap,
        steady,
        style,
        tags,
        tools,
        twin,
        verdict,
        versions,
        widgets,
        xhtml,
    )

    lean.wait_for_matplotlib()
    locate.watch(app)
    moved.settings(app)
    twin.settings(app)
    versions.settings(app)
    app.add_html_math_renderer("mathml", maths.INLINE, maths.BLOCK)
    app.add_transform(cards.Cards)
    app.add_directive("claim", claim.ClaimDirective)
    app.add_directive("drawn", drawn.DrawnDirective)
    app.add_directive("exercises", exercises.ExercisesDirective)
    app.add_directive("cards", recall.CardsDirective)
    app.add_directive("figures", figures.FiguresDirective)
    app.add_directive("finder", finder.FinderDirective)
    app.add_directive("messages", finder.MessagesDirective)
    app.add_directive("ledger", ledger.LedgerDirective)
    app.add_directive("modes", modes.ModesDirective)
    app.add_directive("peers", peers.PeersDirective)
    app.add_directive("progress", progress.ProgressDirective)
    app.add_directive("probe", tools.ProbeDirective)
    app.add_directive("time", modes.TimeDirective)
    app.add_directive("problems", problems.ProblemsDirective)
    app.add_directive("tools", tools.ToolsDirective)
    app.add_directive("picture", pictures.PictureDirective)
    other = dict.fromkeys(("latex", "man", "texinfo", "text"), (tags.skip, tags.skip))
    app.add_node(tags.HtmlTag, html=(tags.visit, tags.depart), **other)
    app.connect("env-get-outdated", problems.outdated)
    app.connect("env-get-outdated", seen.outdated)
    app.connect("env-purge-doc", seen.forget)
    app.connect("doctree-read", seen.note, priority=900)
    app.connect("config-inited", inventory.write, priority=100)
    app.connect("builder-inited", style.write)
    app.connect("builder-inited", verdict.judge, priority=900)
    app.connect("builder-inited", steady.archives, priority=950)
    app.connect("env-updated", shown.changed)
    app.connect("env-purge-doc", shown.forget)
    app.connect("doctree-read", shown.note)
    app.connect("doctree-read", asked.add_keywords)
    app.connect("doctree-read", modes.count)
    app.connect("doctree-read", leftover.warn)
    app.connect("doctree-resolved", modes.fill)
    app.connect("env-updated", navigation.prepare, priority=400)
    app.connect("html-page-context", navigation.add, priority=400)
    app.connect("html-page-context", widgets.add)
    app.connect("html-page-context", recall.write)
    app.connect("html-page-context", moved.show)
    app.connect("html-page-context", facts.add, priority=900)
    app.connect("html-page-context", versions.add)
    app.connect("html-page-context", twin.write, priority=950)
    app.connect("html-page-context", xhtml.write, priority=950)
    app.connect("build-finished", sitemap.write)
    app.connect("build-finished", moved.write)
    app.connect("build-finished", headers.write)
    app.connect("build-finished", llms.write)
    return {"version": __version__, "parallel_read_safe": False}

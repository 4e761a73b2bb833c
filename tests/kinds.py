"""One page of each kind that the site has, and what its first view may weigh."""

from __future__ import annotations

DRAWING = "gallery/pitfalls/inplace_edit_reaches_the_graph.html"
PLOT = "gallery/first_steps/detach_costs_the_same_at_any_size.html"
KINDS = {
    "front": "index.html",
    "lesson": "lesson.html",
    "page with a drawing": DRAWING,
    "page with a plot": PLOT,
    "gallery": "gallery/index.html",
    "section": "gallery/first_steps/index.html",
    "table": "which_tool.html",
    "guide": "find_your_cut.html",
    "ways to learn": "learn/index.html",
    "explorers": "learn/visualize.html",
    "why": "learn/why.html",
    "deep dive": "learn/deep_dive.html",
    "tasks": "learn/try.html",
    "challenge": "learn/challenge.html",
    "project": "learn/project.html",
    "costs": "learn/cost.html",
    "cards": "learn/recall.html",
    "exercises": "learn/practice.html",
    "errors": "fix_it.html",
    "error": "errors/no_grad_fn.html",
    "topic": "topics/modes.html",
    "questions": "questions.html",
    "ledger": "claims.html",
    "lies": "lies.html",
    "glossary": "glossary.html",
    "reference": "reference.html",
    "index of names": "genindex.html",
    "search": "search.html?q=version+counter",
    "lost": "no/such/page.html",
}

#: Kinds whose page carries what its widgets ask, or lists all there is; the search
#: its index.
HEAVY = {
    "explorers",
    "tasks",
    "challenge",
    "project",
    "cards",
    "exercises",
    "ledger",
    "lies",
    "gallery",
    "search",
}


def budget(kind: str) -> int:
    """Return the kilobytes, compressed, that the first view of a kind may take."""
    return 120 if kind in HEAVY else 60


#: The kinds that Lighthouse sees: each way of building a page, once.
MARKED = (
    "front",
    "lesson",
    "page with a drawing",
    "section",
    "explorers",
    "error",
    "ledger",
    "lies",
    "search",
)

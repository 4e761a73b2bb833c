"""The sidebar: every first page, and the branch on which the reader is.

The theme names every page of the site on each page; the size of a page, and the
time to write it, would grow with the number of pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import count
from typing import Any

from sphinx import addnodes

#: Pages of a branch that are named: those around the reader, where there are more.
MOST = 30

#: A page's name, and its title as HTML.
Entry = tuple[str, str]


def add(
    app: Any, page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Give the sidebar's template its tree; the theme shall not make one."""
    if "toctree" in context:
        context["toctree"] = lambda **_options: ""
        # Others may replace ``pathto``: the page for lost readers links from anywhere.
        bar = sidebar(app)
        context["navigation"] = lambda: bar.tree(page, context["pathto"])


def sidebar(app: Any) -> Sidebar:
    """Return the sidebar of a build, made when the sources are read."""
    known: Sidebar = app.builder.detach_sidebar
    return known


def prepare(app: Any, env: Any) -> None:
    """Begin a sidebar from what was read."""
    app.builder.detach_sidebar = Sidebar(app.builder, env)


@dataclass
class Sidebar:
    """The trees of one build's pages."""

    builder: Any
    env: Any
    _titles: dict[str, str] = field(default_factory=dict)
    _children: dict[str, list[Entry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parents = {
            page: parent
            for parent, pages in self.env.toctree_includes.items()
            for page in pages
        }

    def tree(self, page: str, link: Callable[[str], str] = str) -> str:
        """Return the HTML of a page's tree.

        :param link: returns the address of another page, as this page writes it.
        """
        branch = [page]
        while (parent := self.parents.get(branch[-1])) and parent not in branch:
            branch.append(parent)
        return "\n".join(Tree(self, page, branch, link).lines())

    def groups(self) -> Iterator[tuple[str, list[Entry]]]:
        """Yield the trees of the first page, each with its caption."""
        first = self.env.tocs[self.env.config.root_doc]
        for tree in first.findall(addnodes.toctree):
            yield tree.get("caption") or "", self._entries(tree)

    def children(self, page: str) -> list[Entry]:
        """Return a page's own pages, each with its title as HTML."""
        if page not in self._children:
            trees = self.env.tocs[page].findall(addnodes.toctree)
            self._children[page] = [e for tree in trees for e in self._entries(tree)]
        return self._children[page]

    def _entries(self, tree: Any) -> list[Entry]:
        return [
            (page, escape(title) if title else self._title(page))
            for title, page in tree["entries"]
            if page in self.env.titles
        ]

    def _title(self, page: str) -> str:
        if page not in self._titles:
            title = self.env.titles[page]
            self._titles[page] = self.builder.render_partial(title)["title"]
        return self._titles[page]


@dataclass
class Tree:
    """The tree of one page, whose branch leads from it to the first page."""

    bar: Sidebar
    page: str
    branch: list[str]
    link: Callable[[str], str]
    switches: Iterator[int] = field(default_factory=lambda: count(1))

    def lines(self) -> Iterator[str]:
        """Yield captions and lists, as the theme marks them."""
        for caption, entries in self.bar.groups():
            if caption:
                text = f'<span class="caption-text">{escape(caption)}</span>'
                yield f'<p class="caption">{text}</p>'
            yield self._list(entries, 1)

    def _list(self, entries: list[Entry], level: int) -> str:
        """Return a list of pages; a page of the branch holds its own list."""
        names = [name for name, _ in entries]
        here = next((i for i, name in enumerate(names) if name in self.branch), 0)
        first = max(0, min(here - MOST // 2, len(names) - MOST))
        shown = entries[first : first + MOST]
        rows = [self._item(name, title, level) for name, title in shown]
        if len(shown) < len(entries):
            rows.append(self._all(names, level))
        current = ' class="current"' if set(names) & set(self.branch) else ""
        return f"<ul{current}>\n{''.join(rows)}</ul>"

    def _item(self, name: str, title: str, level: int) -> str:
        on_branch = name in self.branch
        inside = self.bar.children(name) if on_branch else []
        classes = [f"toctree-l{level}", *["current"] * on_branch]
        classes += ["current-page"] * (name == self.page)
        link = self._link(name, title)
        if inside:
            classes.append("has-children")
            link += f"{self._switch(name)}{self._list(inside, level + 1)}\n"
        return f'<li class="{" ".join(classes)}">{link}</li>\n'

    def _all(self, names: list[str], level: int) -> str:
        """Lead from a part of a long list to all of it."""
        told, parent = f"All {len(names)} pages", self.bar.parents[names[0]]
        if parent != self.page:
            told = self._link(parent, told)
        return f'<li class="toctree-l{level} all-pages">{told}</li>\n'

    def _link(self, name: str, title: str) -> str:
        here = name == self.page
        classes = "current reference internal" if here else "reference internal"
        where = "#" if here else self.link(name)
        return f'<a class="{classes}" href="{where}">{title}</a>'

    def _switch(self, page: str) -> str:
        """Return what folds a branch, without a script, in the theme's own marks."""
        title, number = self.bar.env.titles[page].astext(), next(self.switches)
        name = f"toctree-checkbox-{number}"
        return (
            f'<input aria-label="Toggle navigation of {escape(title)}" checked=""'
            f' class="toctree-checkbox" id="{name}" name="{name}" role="switch"'
            f' type="checkbox"><label for="{name}"><span class="icon">'
            '<svg><use href="#svg-arrow-right"></use></svg></span></label>'
        )

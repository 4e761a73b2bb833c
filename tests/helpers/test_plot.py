from __future__ import annotations

import re

import pytest

from detach_examples import picture
from detach_examples.palette import COLOURS, variable
from detach_examples.picture import Picture
from detach_examples.plot import new_plot, show_plot


@pytest.fixture
def shown() -> Picture:
    return plot()


def plot() -> Picture:
    figure, axes = new_plot("size", "seconds")
    for name in ("tracked", "detached"):
        axes.plot([1, 2], [1, 4], color=COLOURS[name].light, label=name)
    axes.text(1, 1, "in no colour of its own")
    axes.axvline(1.5, color="black")
    axes.legend()
    made = show_plot(figure, caption="Two lines.", alt="Two lines that rise.")
    picture.take()
    return made


def test_a_plot_is_drawn_in_the_palette_alone(shown: Picture) -> None:
    used = re.findall(r"(?:stroke|fill): ?([^;\"]+)", shown.wide)
    assert set(used) <= {variable(name) for name in COLOURS} | {"none"}
    assert {variable("tracked"), variable("detached"), variable("ink")} <= set(used)
    assert not re.findall(r"#[0-9a-f]{6}\b", shown.wide)


def test_what_names_no_colour_is_ink(shown: Picture) -> None:
    assert re.match(rf'<svg fill="{re.escape(variable("ink"))}"', shown.wide)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_standalone_plot_has_the_colours_of_its_mode(
    shown: Picture, mode: str
) -> None:
    used = set(re.findall(r"#[0-9a-f]{6}\b", shown.standalone(mode)))
    assert used <= {getattr(c, mode) for c in COLOURS.values()}
    assert getattr(COLOURS["ink"], mode) in used


def test_a_plot_keeps_its_text_as_text(shown: Picture) -> None:
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", shown.wide)
    assert {"size", "seconds", "tracked", "detached"} <= set(texts)


def test_a_plot_is_the_same_bytes_each_time(shown: Picture) -> None:
    assert plot() == shown


def test_a_plot_leaves_no_figure_open() -> None:
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    plot()
    assert pyplot.get_fignums() == before


def test_a_plot_leaves_matplotlib_s_settings_alone() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    plot()
    assert dict(matplotlib.rcParams) == before


def test_the_page_gets_the_plot_for_its_thumbnail() -> None:
    picture.take()
    figure, _ = new_plot("x", "y")
    made = show_plot(figure, caption="Empty.", alt="Empty axes.")
    assert picture.take() == [made]
    assert (made.caption, made.alt) == ("Empty.", "Empty axes.")

import json
from pathlib import Path

from detach_examples.palette import COLOURS
from detach_examples.plot import new_plot, show_plot

told = json.loads(Path("../_figures/building.json").read_text())
seconds = {f["name"]: f["value"] for f in told["figures"]}
ways = {
    "stock sphinx-gallery with furo": ("cut", "s"),
    "this project": ("tracked", "o"),
    "the floor": ("detached", "^"),
}
figure, axes = new_plot("pages", "seconds, cold")
for way, (role, marker) in ways.items():
    cold = [n for n in seconds if n.startswith(f"{way}, ") and n.endswith("cold")]
    pages = [int(name.removeprefix(f"{way}, ").split()[0]) for name in cold]
    colour = COLOURS[role].light
    axes.plot(pages, [seconds[n] for n in cold], color=colour, marker=marker, label=way)
axes.set_ylim(bottom=0)
axes.legend()
picture = show_plot(
    figure,
    caption="Stock bends upwards; this project stays beside the floor.",
    alt="Seconds of a cold build by number of pages, for three ways.",
)

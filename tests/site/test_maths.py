from __future__ import annotations

from pathlib import Path

import projects


def test_a_formula_is_mathml_and_loads_no_script(project: Path) -> None:
    index = project / "docs/index.md"
    block = "```{math}\n\\frac{1}{2y}\n```\n"
    index.write_text(f"{index.read_text()}\nInside {{math}}`w^2` a line.\n\n{block}")
    done = projects.build(project)
    assert done.returncode == 0, done.stderr
    page = projects.opened(project)["index.html"].decode()
    assert page.count("<math") == 2
    assert "<msup>" in page
    assert "<mfrac>" in page
    assert "mathjax" not in page.lower()

"""What extensions would load in each build, and few pages need: matplotlib."""

from __future__ import annotations

import os
import sys
from types import ModuleType

#: Draws cards for social media; conf.py turns them off.
_CARDS = "sphinxext.opengraph._social_cards"


def wait_for_matplotlib() -> None:
    """Let what draws in matplotlib load with the first script that plots.

    A script that plots draws without a window, as sphinx-gallery would have it.
    """
    nothing = ModuleType(_CARDS)
    vars(nothing).update(DEFAULT_SOCIAL_CONFIG={}, create_social_card=None)
    sys.modules.setdefault(_CARDS, nothing)

    from sphinx_gallery import gen_gallery

    gen_gallery._import_matplotlib = lambda: None
    os.environ["MPLBACKEND"] = "agg"

"""``python -m detach_examples explain train.py``: the command line."""

import sys

from .command import main

sys.exit(main(sys.argv[1:]))

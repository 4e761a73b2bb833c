"""``python -m detach_examples.site``: build and keep the site."""

import sys

from .command import main

sys.exit(main())

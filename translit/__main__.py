"""`python -m translit` is the command `translit`."""

import sys

from translit.cli import main

sys.exit(main())

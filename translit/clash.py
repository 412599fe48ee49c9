"""Speaks up when the unrelated distribution "translit" shares this package's folder.

That distribution installs the same top-level folder, and pip mingles the two without a word. Whichever came last owns
`translit/__init__.py`, so each order needs its own alarm:

- ours came last: our `__init__` sees one of the other's files beside it and calls `warn`;
- theirs came last: their `__init__` begins by importing its module `downgrade`. Our wheel carries this file a second time
  as `translit/downgrade/__init__.py`, and Python prefers the folder to the other's `downgrade.py`: so this runs, warns, and
  then loads that file in its place, so that the other distribution keeps working.
"""

from __future__ import annotations

import sys
import warnings
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

MESSAGE = (
    'the unrelated distribution "translit" is installed in the same folder as translit-normaliser, and one has overwritten files of the'
    " other; mend it with: pip uninstall -y translit translit-normaliser && pip install translit-normaliser"
)


def warn() -> None:
    warnings.warn(MESSAGE, RuntimeWarning, stacklevel=3)


def _step_aside() -> None:
    """Put the other distribution's module where its importer looks for it."""
    theirs = Path(__file__).parent.with_suffix(".py")
    spec = spec_from_file_location(__name__, theirs)
    if not theirs.exists() or spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"No module named {__name__!r}", name=__name__)
    warn()
    sys.modules[__name__] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules[__name__])


if __name__ == "translit.downgrade":
    _step_aside()

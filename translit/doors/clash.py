"""Speaks up when the unrelated distribution "translit" shares this package's folder.

That distribution installs the same top-level folder, and pip mingles the two without a word.
Whichever came last owns `translit/__init__.py`, but either one imports `translit.downgrade` then:
theirs begins with it, and ours does so when it sees their `downgrade.py` beside itself. Python
prefers our folder of that name to their file, and so gets here: a warning, and their file loaded in
its place, so that the other distribution keeps working.
"""

from __future__ import annotations

import sys
import warnings
from importlib.util import module_from_spec, spec_from_file_location
from os.path import exists

MESSAGE = (
    'the unrelated distribution "translit" is installed in the same folder as translit-normaliser,'
    " and one has overwritten files of the other; mend it with: pip uninstall -y translit"
    " translit-normaliser && pip install translit-normaliser"
)


def step_aside(module: str, folder: str) -> None:
    """Warn, and put the other distribution's module, the file named like our folder, where its
    importer looks for it.
    """
    spec = spec_from_file_location(module, f"{folder}.py")
    # The same test as in __init__.
    if spec is None or spec.loader is None or not exists(f"{folder}.py"):  # noqa: PTH110
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)
    warnings.warn(MESSAGE, RuntimeWarning, stacklevel=3)
    sys.modules[module] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules[module])

"""What all tests share: how long Hypothesis searches, and where the shared data are."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# A cache folder of their own, which the workers of one run share: the first to load the bundled
# tables leaves the copy.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="translit-tests-")
    atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)

# The first example of a test loads the tables, and examples draw from them: time says nothing here.
CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile(
    "ci", max_examples=45, derandomize=True, print_blob=True, **CALM
)  # the same examples on each run
# Whether a test fails, and not by what smallest example: for tests/quality/mutants.py.
settings.register_profile(
    "first", max_examples=45, derandomize=True, phases=[Phase.explicit, Phase.generate], **CALM
)
settings.register_profile("dev", max_examples=45, **CALM)
settings.register_profile("long", max_examples=1000, **CALM)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


def pytest_configure(config: pytest.Config) -> None:
    """Several processes share the tests by files, in order, where nothing else is asked than
    `-n` or `--dist load`: what is made once for a file, such as tables and packages, would
    otherwise be made in each of them.
    """
    if config.getoption("dist", "no") == "load":
        config.option.dist, config.option.loadscopereorder = "loadfile", False


def pytest_collection_finish() -> None:
    """If Python shall leave no bytecode in the checkout, commands leave it in the cache folder:
    tests start hundreds of them, and half of the time of a short one is compiling. The workers have
    started by now: they read the bytecode of what is installed.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = f"{os.environ['XDG_CACHE_HOME']}/bytecode"
    gc.freeze()  # thousands of tests and all modules, which every full collection looked through


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says which way ran: the tests hold for both, and tests/language/test_core.py compares them."""
    from translit.language.core import running

    terminalreporter.write_line(f"translit: {running()}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data too large to keep here: the one that TRANSLIT_SHARED names, else
    ../shared beside the checkout.
    """
    folder = Path(os.environ.get("TRANSLIT_SHARED", Path(__file__).parents[2] / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("the shared data aren't here (TRANSLIT_SHARED)")
    return folder

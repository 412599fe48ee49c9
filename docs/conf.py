"""How Sphinx builds these pages: sphinx-build -n -W -b html docs docs/_build/html."""

from __future__ import annotations

import hypothesis  # noqa: F401 (first: its entry point loads translit.strategies, which autodoc imports)

import translit

project = "translit"
author = "translit contributors"
project_copyright = "translit contributors; MIT licence"
version = release = translit.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "downstream"]  # downstream/ is a project of its own: an example suite
html_theme = "furo"
html_title = f"translit {version}"

myst_heading_anchors = 3  # links to headings work as on GitHub
default_role = "literal"  # `name` in a docstring is code
autodoc_class_signature = "mixed"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
python_use_unqualified_type_names = True
napoleon_use_rtype = False

# Names of the standard library and of pyarrow, and the type aliases of ours: no page describes
# them.
nitpick_ignore_regex = [
    ("py:.*", r"(collections|enum|os|pathlib|types|typing)\..*"),
    (
        "py:.*",
        r"(translit\.(resolver|model)\.)?(Source|Span|Hint|Points?|Answers|Answered|PathLike|Iterable|Mapping|Any|Traversable|Gazetteer|Connection)",
    ),
    ("py:class", r"pa\..*"),
]

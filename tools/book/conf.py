"""Settings of Sphinx for the book; tools/make_site.py copies this file beside the pages."""

project = "lectures_nn"
author = "the lectures_nn contributors"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]

# The stored outputs are shown: nothing runs.
nb_execution_mode = "off"
nb_merge_streams = True
# A figure is stored as HTML too, with the image inside: a file of its own loads when it is seen.
nb_mime_priority_overrides = [("html", "image/png", 1)]
nb_code_prompt_show = "Show {type}"
nb_code_prompt_hide = "Hide {type}"

myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence"]
myst_heading_anchors = 4

# From beside the pages and not from another host, its fonts too: the book opens without a network.
mathjax_path = "mathjax/tex-chtml.js"

html_theme = "furo"
html_title = "lectures_nn"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_js_files = [("progress.js", {"defer": "defer"})]
html_show_sourcelink = False
html_copy_source = False

autodoc_member_order = "bysource"
autodoc_inherit_docstrings = False  # those of scikit-learn are written for another tool
autodoc_typehints = "none"
napoleon_google_docstring = False

"""Settings of Sphinx for the book; tools/make_site.py copies this file beside the pages."""

project = "lectures_nn"
author = "the lectures_nn contributors"
project_copyright = author
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]

# The stored outputs are shown: nothing runs.
nb_execution_mode = "off"
nb_merge_streams = True
nb_render_markdown_format = "myst"  # outputs have formulas and links, too
# A figure is stored as HTML too, with the image inside: a file of its own loads when it is seen.
nb_mime_priority_overrides = [("html", "image/png", 1)]
nb_code_prompt_show = "Show {type}"
nb_code_prompt_hide = "Hide {type}"

myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence"]
myst_heading_anchors = 4

# From beside the pages and not from another host, its fonts too: the book opens without a network.
mathjax_path = "mathjax/tex-chtml.js"
# Its menu would make every formula a stop on the way of the Tab key.
mathjax3_config = {"options": {"enableMenu": False}}

html_theme = "furo"
html_title = "lectures_nn"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_js_files = [("progress.js", {"defer": "defer"}), ("reach.js", {"defer": "defer"})]
html_favicon = "_static/favicon.svg"
html_show_sourcelink = False
html_copy_source = False
html_show_search_summary = False  # it would fetch pages, which a browser refuses to files

autodoc_member_order = "bysource"
autodoc_inherit_docstrings = False  # those of scikit-learn are written for another tool
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_ivar = True  # an attribute is told once, by its class


def skip_foreign(app, what, name, obj, skip, options):
    """Leave out methods that scikit-learn adds to every estimator."""
    return skip or (getattr(obj, "__module__", None) or "").startswith("sklearn.")


def without_tree(app, page, template, context, doctree):
    """Show no list of all pages beside the pages of source: it would take a third of the build."""
    if page.startswith("_modules/"):
        context["toctree"] = lambda **_: ""


def with_levels(app, page, template, context, doctree):
    """Say of which level the headings in the side bar are: a screen reader asks for it."""
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )


def setup(app):
    """Register what the settings above cannot say."""
    app.connect("autodoc-skip-member", skip_foreign)
    app.connect("html-page-context", without_tree, priority=400)  # before the theme's
    app.connect("html-page-context", with_levels, priority=600)  # and after it

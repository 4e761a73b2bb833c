"""Sphinx settings; what they name lives in ``src/detach_examples/site``."""

from urllib.parse import urlsplit

from detach_examples import __version__
from detach_examples.site import address

# Project
project = "detach examples"
author = "the detach-examples authors"
copyright = f"2026, {author}"
release = __version__
language = "en"
smartquotes_action = "D"  # dashes; quotes in a message stay as torch words it

# Sources
extensions = [
    "detach_examples.site",
    "sphinx_gallery.gen_gallery",
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinx_copybutton",
    "sphinxext.opengraph",
    "notfound.extension",
]
exclude_patterns = ["gallery/**.ipynb", "gallery/**.py", "_names"]
templates_path = ["docs/_templates"]
default_role = "code"
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = True
# Failing scripts are reported once, by detach_examples.site.verdict; names of scripts
# are held by detach_examples.guard.lint, and folders above may have any.
suppress_warnings = ["sphinx_gallery.example_error", "sphinx_gallery.space_in_filename"]

# Gallery: every callable is named by a string, so that settings can be pickled
sphinx_gallery_conf = {
    "examples_dirs": "../gallery",
    "gallery_dirs": "gallery",
    "filename_pattern": r"/\w+\.py$",
    "within_subsection_order": "detach_examples.site.order.LearningOrder",
    "subsection_order": "detach_examples.site.order.section_order",
    "reset_modules": ("detach_examples.site.around.script_hook",),
    "reset_modules_order": "both",
    "image_scrapers": ("detach_examples.site.pictures.scrape",),
    "capture_repr": ("_repr_html_",),
    "default_thumb_file": str(address.ROOT / "docs/_static/mark.svg"),
    "only_warn_on_example_error": True,
    "min_reported_time": 1e9,
    "write_computation_times": False,
    "show_signature": False,
    "remove_config_comments": True,
    "copyfile_regex": "",
    "css": (),
}

# Names of other projects, from lists in docs/_names
intersphinx_mapping = {
    "torch": ("https://docs.pytorch.org/docs/stable/", "../build/torch.inv"),
}
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"

# HTML
html_theme = "furo"
html_title = project
html_baseurl = address.site()
html_static_path = ["docs/_static"]
html_css_files = ["colours.css", "style.css"]
html_js_files = [("finder.js", {"defer": "defer"})]
html_favicon = "docs/_static/mark.svg"
html_logo = "docs/_static/mark.svg"
html_math_renderer = "mathml"
html_show_sourcelink = False
html_copy_source = False  # each page has its twin in Markdown
html_scaled_image_link = False  # a sized picture is no link to itself
html_theme_options = {
    "top_of_page_buttons": ["edit"],
    "light_css_variables": {
        "color-brand-primary": "#0b5cad",
        "color-brand-content": "#0b5cad",
    },
    "dark_css_variables": {
        "color-brand-primary": "#6cb6ff",
        "color-brand-content": "#6cb6ff",
    },
}
copybutton_selector = "div:not(.sphx-glr-script-out) > div.highlight > pre"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# The book: the same each time, so it has no date and one name for ever
version = release
epub_basename = "detach-examples"
epub_title = project
epub_description = "Executable examples of how to stop gradients in PyTorch."
epub_identifier = epub_uid = "detach-examples-8f2b1c1e-6a3d-4c0e-9b1f-de7ac4e8a111"
epub_show_urls = "no"
epub_use_index = False
epub_css_files = ["colours.css", "style.css"]
epub_theme_options = {"relbar1": False, "footer": False}

# What other programs read
ogp_site_url = address.site()
ogp_site_name = project
ogp_image = "_static/card.png"
ogp_image_alt = "A graph whose edge is cut: detach examples"
ogp_social_cards = {"enable": False}
notfound_urls_prefix = urlsplit(address.site()).path

"""Charts drawn on the server: values in, SVG out. Pure; readable without colour, with title and description for screen readers.

`lines` and `bars` (plots), `tiles` (the country). They need `static/charts.css` for their colours, and look right without it.
"""

from .country import tiles
from .plots import Series, bars, lines

__all__ = ["Series", "bars", "lines", "tiles"]

"""Charts drawn on the server: values in, SVG out. Pure; readable without colour, with title and description for screen readers.

`lines` and `bars` (plots), `level_bars` for long names, `tiles` (the country).
They need `static/charts.css` for their colours, and look right without it.
"""

from .country import tiles
from .level import level_bars
from .plots import Series, bars, lines

__all__ = ["Series", "bars", "level_bars", "lines", "tiles"]

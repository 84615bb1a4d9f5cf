"""One look for all pages: templates, built styles, and the frame that stands around what a service shows."""

from kernel.ui.assets import asset
from kernel.ui.furniture import furniture
from kernel.ui.rendering import Templates
from kernel.ui.wording import clock_time, day_in, moment_in, worded

__all__ = ["Templates", "asset", "clock_time", "day_in", "furniture", "moment_in", "worded"]

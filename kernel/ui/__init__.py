"""One look for all pages: templates, built styles, and the frame that stands around what a service shows."""

from kernel.ui.assets import asset
from kernel.ui.furniture import furniture
from kernel.ui.rendering import Templates

__all__ = ["Templates", "asset", "furniture"]

"""The only package that knows a framework: HTTP, pages and workers."""

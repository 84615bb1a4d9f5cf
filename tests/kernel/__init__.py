"""The kernel's specification."""

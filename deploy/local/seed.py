"""The directory and the demo staff of a local installation, through the acts of auth."""

from deploy.local.installation import Installation


def seed(_site: Installation) -> None:
    """Nothing yet."""

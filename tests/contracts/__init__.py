"""What the services say to each other, held against what was published."""

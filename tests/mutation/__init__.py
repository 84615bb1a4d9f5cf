"""Small mistakes put into decisions one at a time: a test must notice each of them."""

"""Notify shows no pages of its own yet; staff read their notices through the api."""

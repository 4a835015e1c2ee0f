"""Pulumi plugins for sites that cannot download the official ones, and their installer."""

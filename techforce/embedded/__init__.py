"""PostgreSQL and Redis from wheels, for a machine that has neither: development and tests only."""

from techforce.embedded.book import addresses
from techforce.embedded.lease import running

__all__ = ["addresses", "running"]

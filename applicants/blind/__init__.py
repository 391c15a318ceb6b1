"""What reviewers may read: text with every trace of who wrote it replaced by fixed words. Pure: no query, no write."""

from .masking import Identity, Piece, mask, mask_together
from .words import TOOLS

__all__ = ["TOOLS", "Identity", "Piece", "mask", "mask_together"]

"""What reviewers may read: text with every trace of who wrote it replaced by fixed words. Pure: no query, no write."""

from .masking import Identity, Piece, mask, mask_together

__all__ = ["Identity", "Piece", "mask", "mask_together"]

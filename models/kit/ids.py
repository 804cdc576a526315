"""Names that can be shown outside: opaque tokens, never keys."""

import base64
import secrets
from random import Random
from typing import Protocol

TOKEN_BYTES = 18
"""144 bits: a tracking page must not be found by guessing."""


class Entropy(Protocol):
    """Where chance comes from."""

    def randbytes(self, n: int, /) -> bytes:
        """Return `n` bytes that cannot be foreseen (by people who do not hold the seed)."""
        ...


class SystemEntropy:
    """Chance from the operating system; the only kind fit for real business."""

    def randbytes(self, n: int, /) -> bytes:
        """Return `n` unforeseeable bytes."""
        return secrets.token_bytes(n)


def seeded(seed: int) -> Entropy:
    """Return foreseeable chance, for a demo business that must come out the same twice."""
    return Random(seed)  # noqa: S311


def opaque_token(entropy: Entropy) -> str:
    """Return a URL-safe token of `TOKEN_BYTES` random bytes."""
    return base64.urlsafe_b64encode(entropy.randbytes(TOKEN_BYTES)).decode().rstrip("=")

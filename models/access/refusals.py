"""The two ways in which the door says no; the rest of the tree is in `models.kit.errors`.

Refusal
├── NotSignedIn    nobody is signed in, or name and password do not fit    401
└── TooSoon        too much at once: `wait_s` seconds would help           429
"""

from models.kit.errors import Refusal


class NotSignedIn(Refusal):
    """Nobody is signed in here, or what was given opens nothing."""

    status = 401


class TooSoon(Refusal):
    """Too much at once; `data` says how long to wait, in `wait_s` seconds."""

    status = 429

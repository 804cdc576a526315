"""What a browser sends about orders and lanes, read strictly: hints on handlers check nothing."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from models.orders.states import Lane

Number = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Touched(BaseModel):
    """An order somebody put their hand on, in the version they saw."""

    model_config = ConfigDict(frozen=True)

    no: Number
    version: Annotated[StrictInt, Field(ge=0)] = 0


class NamedLane(BaseModel):
    """A lane somebody named."""

    lane: Lane


class Searched(BaseModel):
    """What somebody looks for."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]


class Turned(BaseModel):
    """Something that was opened or closed."""

    is_open: StrictBool

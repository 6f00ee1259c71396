"""What S3 tells EventBridge of new objects (Amazon S3 user guide, "EventBridge")."""

from pydantic import BaseModel, ConfigDict


class CreatedObject(BaseModel):
    """``key`` is as S3 keeps it."""

    model_config = ConfigDict(extra="ignore")
    key: str


class ObjectCreated(BaseModel):
    """The detail of the event "Object Created"."""

    model_config = ConfigDict(extra="ignore")
    object: CreatedObject

"""From an upload to a video that is ready: the API of records, the ingest, the jobs' events."""

from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.constructs.function import Function
from infra.constructs.http_api import Routes
from infra.constructs.queue import FailureQueue, Queue
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack


class VideoIngest(Construct):
    """``consumers`` read streams; their age is watched."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        bucket: s3.Bucket,
        videos: Table,
        accounts: Table,
        viewers: Table,
        stats: Table,
    ) -> None:
        super().__init__(scope, id_)
        self.functions: list[Function] = []
        self.consumers: list[Function] = []
        self.queues: list[Queue | FailureQueue] = []
        self.tables: list[Table] = []
        self.routes: list[Routes] = []

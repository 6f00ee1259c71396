"""A Valkey group in cluster mode has a configuration endpoint even with a single shard.

MiniStack gives one only to groups of several shards; AWS goes by the parameter group's
``cluster-enabled`` (or ``ClusterMode``), and so do our stacks, whose local group has one shard.
"""

from typing import Any

from ministack.services import elasticache

Parameters = dict[str, Any]  # Any: the emulator's request parameters, strings or lists


def install() -> None:
    original = elasticache._create_replication_group

    def create(parameters: Parameters) -> Any:  # Any: the emulator's own response
        answer = original(parameters)
        group = elasticache._replication_groups.get(
            elasticache._p(parameters, "ReplicationGroupId")
        )
        if group and not group["ConfigurationEndpoint"] and _clustered(group):
            group["ConfigurationEndpoint"] = dict(group["NodeGroups"][0]["PrimaryEndpoint"])
            group["ClusterEnabled"] = True
        return answer

    elasticache._create_replication_group = create


def _clustered(group: Parameters) -> bool:
    parameters = elasticache._param_group_params.get(group["CacheParameterGroupName"]) or {}
    value = (parameters.get("cluster-enabled") or {}).get("Value")
    return value == "yes" or group["ClusterMode"] == "enabled"

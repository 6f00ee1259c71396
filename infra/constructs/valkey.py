"""Valkey on nodes, in cluster mode, with parameters of its own (serverless takes none)."""

from aws_cdk import CfnUpdatePolicy, Fn
from aws_cdk import aws_elasticache as elasticache
from constructs import Construct

from infra.config import Stage
from infra.constructs.acknowledged import acknowledge
from infra.constructs.network import Network
from infra.sizing.valkey import COMPACT_SORTED_SETS

PORT = 6380  # not the port everybody tries first

# Evict what has a time to live, so nothing else is lost.
PARAMETERS = {
    "cluster-enabled": "yes",
    "maxmemory-policy": "volatile-lru",
    **COMPACT_SORTED_SETS,
}


class Valkey(Construct):
    """``endpoint`` is ``host:port`` or ``host:port+tls``, as the settings of functions want it."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, network: Network) -> None:
        super().__init__(scope, id_)
        nodes = stage.cache
        parameters = elasticache.CfnParameterGroup(
            self,
            "Parameters",
            cache_parameter_group_family="valkey8",
            description="Triptych: cluster mode and compact timelines",
            properties=PARAMETERS,
        )
        subnets = elasticache.CfnSubnetGroup(
            self,
            "Subnets",
            description="Triptych: the private subnets",
            subnet_ids=network.vpc.select_subnets(
                subnet_type=network.private.subnet_type
            ).subnet_ids,
        )
        self.group = elasticache.CfnReplicationGroup(
            self,
            "Group",
            replication_group_description=f"triptych {stage.name}",
            engine="valkey",
            engine_version="8.0",
            cache_node_type=nodes.node_type,
            cache_parameter_group_name=parameters.ref,
            cache_subnet_group_name=subnets.ref,
            security_group_ids=[network.cache.security_group_id],
            cluster_mode="enabled",
            num_node_groups=nodes.shards,
            replicas_per_node_group=nodes.replicas,
            automatic_failover_enabled=True,
            multi_az_enabled=nodes.replicas > 0,
            port=PORT,
            transit_encryption_enabled=nodes.tls,
            at_rest_encryption_enabled=True,
        )
        # Without it CloudFormation makes a new group for another number of shards, and cannot:
        # other stacks import this one's address.
        self.group.cfn_options.update_policy = CfnUpdatePolicy(use_online_resharding=True)
        self.endpoint = self._endpoint(tls=nodes.tls)
        self.nodes = [
            Fn.join("", [self.group.ref, f"-{shard:04}-{node:03}"])
            for shard in range(1, nodes.shards + 1)
            for node in range(1, nodes.replicas + 2)
        ]
        self._acknowledge()

    def _endpoint(self, *, tls: bool) -> str:
        host = self.group.attr_configuration_end_point_address
        port = self.group.attr_configuration_end_point_port
        return f"{host}:{port}+tls" if tls else f"{host}:{port}"

    def _acknowledge(self) -> None:
        acknowledge(
            self.group,
            "AwsSolutions-AEC6",
            "Only functions in the private subnets reach it, over TLS; it holds copies, and "
            "everything goes on without it.",
        )
        acknowledge(self.group, "AwsSolutions-AEC3", "The laptop's Valkey has no TLS.")
        acknowledge(self.group, "AwsSolutions-AEC4", "One node where no users depend on it.")

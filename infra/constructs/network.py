"""A network without a way out: DynamoDB, S3, Kinesis, Secrets Manager and Valkey, nothing else.

No NAT and no internet gateway: what needs the internet runs outside, told by a stream or a row.
"""

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from infra.constructs.acknowledged import acknowledge

CIDR = "10.20.0.0/16"


class Network(Construct):
    """``vpc``, its ``private`` subnets, and the security groups ``functions`` and ``cache``."""

    def __init__(self, scope: Construct, id_: str, *, cache_port: int) -> None:
        super().__init__(scope, id_)
        self.private = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(CIDR),
            max_azs=2,
            nat_gateways=0,
            restrict_default_security_group=False,  # nothing uses it; the switch is a function
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="Private", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=20
                )
            ],
            gateway_endpoints={
                "DynamoDb": ec2.GatewayVpcEndpointOptions(
                    service=ec2.GatewayVpcEndpointAwsService.DYNAMODB
                ),
                "S3": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3),
            },
        )
        acknowledge(
            self.vpc,
            "AwsSolutions-VPC7",
            "Nothing in it can reach or be reached from the internet; a flow log of every call "
            "to Valkey would cost more than the calls.",
        )
        self.functions = self._group("Functions", "Functions that need Valkey", None)
        self.cache = self._group("Cache", "Valkey", cache_port)
        self._endpoint("Kinesis", ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS)
        self._endpoint("Secrets", ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER)

    def _group(self, id_: str, description: str, port: int | None) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self, id_, vpc=self.vpc, description=description, allow_all_outbound=port is None
        )
        if port is not None:
            group.add_ingress_rule(ec2.Peer.ipv4(CIDR), ec2.Port.tcp(port), description)
        return group

    def _endpoint(self, id_: str, service: ec2.IInterfaceVpcEndpointService) -> None:
        ec2.InterfaceVpcEndpoint(
            self,
            id_ + "Endpoint",
            vpc=self.vpc,
            service=service,
            subnets=self.private,
            open=False,
            security_groups=[self._group(id_, f"The endpoint of {id_}", 443)],
        )

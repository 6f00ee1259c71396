"""A region's API under names of its own and of all regions, and the record that finds it.

All regions answer to the nearest one's name, because the edge asks for that; Route 53 says whose
address it is (``Nearest``). The region's own name is for those who mean this one: the health check,
and other regions that pass a visit on.
"""

from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_route53 as route53
from constructs import Construct

from infra.config import Stage
from infra.constructs.http_api import HttpApi, HttpApiStage
from infra.regions import host_of, nearest_host


class Entrance(Construct):
    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        region: str,
        api: HttpApi,
        api_stage: HttpApiStage,
    ) -> None:
        super().__init__(scope, id_)
        own, shared = host_of(stage, region), nearest_host(stage)
        zone = route53.HostedZone.from_hosted_zone_attributes(
            self, "Zone", hosted_zone_id=stage.hosted_zone, zone_name=stage.domain
        )
        certificate = acm.Certificate(
            self,
            "Certificate",
            domain_name=own,
            subject_alternative_names=[shared],
            validation=acm.CertificateValidation.from_dns(zone),
        )
        self._name("Shared", shared, certificate, api, api_stage)
        ours = self._name("Own", own, certificate, api, api_stage)
        self.record = route53.CfnRecordSet(
            self,
            "Record",
            name=own,
            type="A",
            hosted_zone_id=stage.hosted_zone,
            alias_target=route53.CfnRecordSet.AliasTargetProperty(
                dns_name=ours.attr_regional_domain_name,
                hosted_zone_id=ours.attr_regional_hosted_zone_id,
                evaluate_target_health=False,
            ),
        )

    def _name(
        self,
        id_: str,
        name: str,
        certificate: acm.Certificate,
        api: HttpApi,
        api_stage: HttpApiStage,
    ) -> gateway.CfnDomainName:
        domain = gateway.CfnDomainName(
            self,
            id_,
            domain_name=name,
            domain_name_configurations=[
                gateway.CfnDomainName.DomainNameConfigurationProperty(
                    certificate_arn=certificate.certificate_arn,
                    endpoint_type="REGIONAL",
                    security_policy="TLS_1_2",
                )
            ],
        )
        gateway.CfnApiMapping(
            self,
            f"{id_}Mapping",
            api_id=api.id,
            domain_name=domain.ref,
            stage=api_stage.resource.ref,
        )
        return domain

//! Two versions of a real document, three years apart: every change is found, rightly classified, and no other.

use std::fs;
use std::path::Path;

use basetype::diff::{Change, Level};
use basetype_tests::changed::{changes, generated};

/// The folder with the documents, which are not part of this project.
const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/confluent");

/// Every change but new operations: its verdicts on wire, source and behaviour (B breaking, c compatible), how many
/// operations it reaches, its code, and what it is about.
const EXPECTED: &str = "
cB- 43 member-removed Error: the member `error_code` is gone
cB- 43 member-removed Error: the member `message` is gone
c-- 43 undeclared-members Error: may have undeclared members now
BB- 4 member-removed networking.v1.AzurePrivateLinkAttachmentConnectionStatus: the member `zone` is gone
BB- 4 member-removed networking.v1.AzurePrivateLinkAttachmentStatus: the member `private_link_services` is gone
ccc 4 member-added networking.v1.AzurePrivateLinkAttachmentStatus: has a new member `private_link_service`, read-only
BB- 4 member-removed networking.v1.AzurePrivateLinkService: the member `zone` is gone
-B- 4 type-renamed networking.v1.DnsConfig.resolution: `types::DnsResolutionType` is called `types::DnsConfigResolution`
--c 4 member-default networking.v1.DnsConfig: the member `resolution` has no default any more; it was `\"CHASED_PRIVATE\"`
BB- 4 member-removed networking.v1.GcpPrivateLinkAttachmentConnectionStatus: the member `zone` is gone
BB- 4 member-removed networking.v1.GcpPrivateLinkAttachmentStatus: the member `service_attachments` is gone
ccc 4 member-added networking.v1.GcpPrivateLinkAttachmentStatus: has a new member `service_attachment`, read-only
BB- 4 member-removed networking.v1.GcpPscServiceAttachment: the member `zone` is gone
ccc 4 member-added networking.v1.NetworkSpec: has a new member `gateway`, read-only
c-- 4 member-immutable networking.v1.NetworkSpec: the member `zones_info` cannot be changed after creation
c-- 1 member-added networking.v1.NetworkSpecUpdate: has a new member `gateway`, read-only
BB- 1 member-removed networking.v1.NetworkSpecUpdate: the member `zones_info` is gone
ccc 4 member-added networking.v1.NetworkStatus: has a new member `endpoint_suffix`, read-only
ccc 4 member-added networking.v1.NetworkStatus: has a new member `idle_since`, read-only
ccc 4 enum-value-added networking.v1.PrivateLinkAttachmentConnectionStatus.phase: has a new value `DISCONNECTED`
BB- 1 parameter-removed query parameter `connection_type`: is gone
cc- 1 parameter-added query parameter `spec.connection_types`: is a new optional parameter
BB- 1 parameter-added query parameter `environment`: is a new required parameter
BB- 1 parameter-added query parameter `spec.network_link_service`: is a new required parameter
cB- 1 parameter-optional query parameter `spec.private_link_attachment`: is optional now
c-c 7 parameter-constraint query parameter `page_size`: takes a value of at most 1000 instead of a value of at most 100
c-c 8 response-added response 409: is declared now
c-- 1 header-removed response header `Retry-After`: is not declared any more
c-- 1 header-removed response header `X-RateLimit-Limit`: is not declared any more
c-- 1 header-removed response header `X-RateLimit-Remaining`: is not declared any more
c-- 1 header-removed response header `X-RateLimit-Reset`: is not declared any more
c-c 32 security-renamed security: is signed in with `cloud-api-key`, of the same kind, instead of `api-key`
";

#[test]
fn every_change_is_found_and_no_other() {
    let read = |year: u16| fs::read_to_string(Path::new(SHARED).join(format!("networking-{year}.json")));
    let (Ok(old), Ok(new)) = (read(2023), read(2026)) else {
        println!("skipped: there are no documents in {SHARED}");
        return;
    };
    let [old, new] = [old, new].map(|text| generated(&serde_json::from_str(&text).unwrap(), None));
    let report = changes(&old, &new);
    let (added, others): (Vec<&Change>, Vec<&Change>) = report.list.iter().partition(|change| change.code == "operation-added");
    assert_eq!(added.len(), 20);
    let mut found: Vec<String> = others.iter().map(|change| line(change)).collect();
    let mut expected: Vec<&str> = EXPECTED.trim().lines().collect();
    found.sort();
    expected.sort_unstable();
    assert_eq!(found, expected);
    let advice = |title: &str| others.iter().find(|change| change.title.contains(title)).unwrap().advice.clone();
    assert!(advice("`private_link_services` is gone").starts_with("`private_link_service` seems to take its place"));
    assert!(others.iter().all(|change| change.new.iter().all(|spot| spot.place.starts_with("document.json:"))));
}

fn line(change: &Change) -> String {
    let letter = |level: Level| match level {
        Level::None => '-',
        Level::Compatible => 'c',
        Level::Breaking => 'B',
    };
    let verdicts: String =
        [&change.wire, &change.source, &change.behaviour].map(|verdict| letter(verdict.level)).iter().collect();
    format!("{verdicts} {} {} {}: {}", change.operations.len(), change.code, change.subject, change.title)
}

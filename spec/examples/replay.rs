//! Tests code that uses the client without a network: answers come from exchanges that are written down, and each request
//! has to be the one that is expected next.
//!
//! ```sh
//! cargo run --example replay
//! ```

use confluent_networking::runtime::testing::{Exchange, ReplayTransport};
use confluent_networking::{Client, Error};

/// The code to test: how many addresses there are that clusters connect from.
async fn egress_addresses(client: &Client) -> Result<usize, Error> {
    let mut addresses = client.ip_addresses().list().address_type(["EGRESS"]).items();
    let mut count = 0;
    while let Some(address) = addresses.next().await {
        address?;
        count += 1;
    }
    Ok(count)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A `RecordingTransport` around the real one writes such exchanges, with secrets left out.
    let first = page("\"https://api.confluent.cloud/networking/v1/ip-addresses?page_token=2\"", "10.200.0.0/28");
    let second = page("null", "10.200.0.16/28");
    let replay = ReplayTransport::new([
        Exchange::new("GET", "/networking/v1/ip-addresses?address_type=EGRESS", 200, first),
        Exchange::new("GET", "/networking/v1/ip-addresses?address_type=EGRESS&page_token=2", 200, second),
    ]);
    let client = Client::with_transport(replay.clone())?;
    let count = egress_addresses(&client).await?;
    assert_eq!(count, 2);
    // Everything that was expected has been asked for, and nothing else.
    replay.finish()?;
    println!("{count} addresses from 2 pages");
    Ok(())
}

/// A page with one address, and with a link to the next page.
fn page(next: &str, prefix: &str) -> String {
    format!(
        r#"{{
            "api_version": "networking/v1",
            "kind": "IpAddressList",
            "metadata": {{"next": {next}}},
            "data": [{{
                "api_version": "networking/v1",
                "kind": "IpAddress",
                "ip_prefix": "{prefix}",
                "cloud": "AWS",
                "region": "us-east-1",
                "services": ["KAFKA"],
                "address_type": "EGRESS"
            }}]
        }}"#
    )
}

//! What there is in an environment: networks, private link accesses and peerings, by phase.
//!
//! ```sh
//! export CONFLUENT_CLOUD_API_KEY=… CONFLUENT_CLOUD_API_SECRET=…
//! cargo run --example list -- env-a1b2c3 READY PROVISIONING
//! ```

use confluent_networking::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let environment = arguments.next().ok_or("give an environment, and the phases to look for")?;
    let phases: Vec<String> = arguments.collect();
    let client = Client::from_env()?;

    // `items` goes through all pages and fetches each when it is needed. `page_size` only says how many come at once.
    let mut networks = client.networks().list(&environment).status_phase(&phases).page_size(50).items();
    while let Some(network) = networks.next().await {
        println!("network {}", network?.id);
    }

    // `pages` gives the pages themselves.
    let mut pages = client.private_link_accesses().list(&environment).status_phase(&phases).pages();
    while let Some(page) = pages.next().await {
        let page = page?;
        println!("a page of {} private link accesses", page.data.len());
        for access in page.data {
            println!("private link access {}: {}", access.id, access.status.phase);
        }
    }

    // `send` gives the first page alone.
    let first = client.peerings().list(&environment).status_phase(&phases).send().await?;
    println!("{} peerings on the first page", first.data.len());
    Ok(())
}

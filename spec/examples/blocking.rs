//! The same client without async: calls return when they are done.
//!
//! ```sh
//! export CONFLUENT_CLOUD_API_KEY=… CONFLUENT_CLOUD_API_SECRET=…
//! cargo run --example blocking --features blocking -- env-a1b2c3
//! ```

use confluent_networking::Client;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let environment = std::env::args().nth(1).ok_or("give an environment")?;
    let client = Client::builder().environment()?.build_blocking()?;

    // Items are an iterator here.
    for access in client.private_link_accesses().list(&environment).items() {
        let access = access?;
        println!("private link access {}: {}", access.id, access.status.phase);
    }
    let page = client.networks().list(&environment).send()?;
    println!("{} networks on the first page", page.data.len());
    Ok(())
}

//! Signs in with the token of an identity provider: it is exchanged for a token of the service, which is renewed in time.
//!
//! ```sh
//! cargo run --example token_exchange -- /var/run/secrets/token pool-a1b2 env-a1b2c3
//! ```

use confluent_networking::Client;
use confluent_networking::runtime::credentials::TokenExchange;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, pool, environment] = arguments.as_slice() else {
        return Err("give a file with a token, an identity pool and an environment".into());
    };

    // The file is read for each exchange, since what writes it replaces the token before it expires. Calls that need a
    // token at the same time share one exchange.
    let file = file.clone();
    let exchange = TokenExchange::new(move || std::future::ready(std::fs::read_to_string(&file))).identity_pool(pool.as_str());
    let mut builder = Client::builder().credential(exchange);
    if let Ok(url) = std::env::var("CONFLUENT_CLOUD_URL") {
        builder = builder.server(url);
    }
    let client = builder.build()?;

    let mut networks = client.networks().list(environment).items();
    let mut count = 0;
    while let Some(network) = networks.next().await {
        network?;
        count += 1;
    }
    println!("signed in; {count} networks");
    Ok(())
}

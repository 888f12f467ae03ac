//! A stand-in for the networking API on the loopback: `cargo run --package basetype-tests --bin loopback`.

use basetype_tests::loopback::{ENVIRONMENT, start};

/// The port, unless another one is given.
const PORT: u16 = 8099;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).map_or(Ok(PORT), |port| port.parse())?;
    let server = start(port).map_err(|error| format!("cannot listen on port {port}: {error}; give another one"))?;
    println!("A stand-in for the networking API, with private link accesses in {ENVIRONMENT}. It ends with Ctrl-C.\n");
    println!("export CONFLUENT_CLOUD_URL={}", server.url());
    println!("export CONFLUENT_CLOUD_API_KEY=any CONFLUENT_CLOUD_API_SECRET=thing");
    loop {
        std::thread::park();
    }
}

//! The life of a private link access, from end to end: create it, wait for it, find it in the list, rename it, delete it.
//!
//! ```sh
//! export CONFLUENT_CLOUD_API_KEY=… CONFLUENT_CLOUD_API_SECRET=…
//! cargo run --example provision -- env-a1b2c3 n-4x5y6z 123456789012
//! ```

use confluent_networking::Client;
use confluent_networking::types::{
    AwsPrivateLinkAccess, CreatePrivateLinkAccess, CreatePrivateLinkAccessSpec, ObjectReferenceInput, UpdatePrivateLinkAccess,
    UpdatePrivateLinkAccessSpec,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [environment, network, account] = arguments.as_slice() else {
        return Err("give an environment, a network and an AWS account".into());
    };
    let accesses = Client::from_env()?.private_link_accesses();

    // What is required is an argument of `new`. The cloud can be any of the three kinds; it cannot be left out.
    let mut spec = CreatePrivateLinkAccessSpec::new(
        AwsPrivateLinkAccess::new(account),
        ObjectReferenceInput::new(environment),
        ObjectReferenceInput::new(network),
    );
    spec.display_name = Some("orders".to_owned());
    let created = accesses.create(CreatePrivateLinkAccess::new(spec)).send().await?;
    let id = created.id;
    println!("created {id}: {}", created.status.phase);

    // It is looked at at once, and then every minute.
    let wait = accesses.wait_until_ready(&id, environment);
    let ready = wait.on_progress(|progress| println!("waited {:?}: {:?}", progress.elapsed, progress.phase)).await?;
    println!("ready {id}: {}", ready.status.phase);

    let mut items = accesses.list(environment).spec_network([network]).items();
    while let Some(access) = items.next().await {
        println!("listed {}", access?.id);
    }

    // An update names the environment and what changes. The cloud and the network cannot change, so there is no field.
    let mut spec = UpdatePrivateLinkAccessSpec::new(ObjectReferenceInput::new(environment));
    spec.display_name = Some("orders and invoices".to_owned());
    let updated = accesses.update(&id, UpdatePrivateLinkAccess::new(spec)).send().await?;
    println!("updated {id}: {:?}", updated.spec.display_name);

    accesses.delete(&id, environment).send().await?;
    accesses.wait_until_deleted(&id, environment).await?;
    println!("deleted {id}");
    Ok(())
}

//! What can go wrong with a call, and what to do about it.
//!
//! ```sh
//! export CONFLUENT_CLOUD_API_KEY=… CONFLUENT_CLOUD_API_SECRET=…
//! cargo run --example errors -- env-a1b2c3
//! ```

use confluent_networking::runtime::RetryPolicy;
use confluent_networking::types::{
    AwsPrivateLinkAccess, CreatePrivateLinkAccess, CreatePrivateLinkAccessSpec, Failure, ObjectReferenceInput,
};
use confluent_networking::{Client, Error, ErrorKind, ValidationError};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let environment = std::env::args().nth(1).ok_or("give an environment")?;
    let client = Client::from_env()?;

    // There is no such access: the answer is 404.
    if let Err(error) = client.private_link_accesses().get("pla-none", &environment).send().await {
        println!("{}", advice(&error));
    }

    // An AWS account has twelve digits: nothing is sent.
    let cloud = AwsPrivateLinkAccess::new("twelve");
    let spec = CreatePrivateLinkAccessSpec::new(cloud, ObjectReferenceInput::new(environment), ObjectReferenceInput::new(""));
    if let Err(error) = client.private_link_accesses().create(CreatePrivateLinkAccess::new(spec)).send().await {
        println!("{}", advice(&error));
    }

    // Nobody listens there: there is no connection.
    let nowhere = Client::builder().server("http://127.0.0.1:9").basic("key", "secret").retry(RetryPolicy::never()).build()?;
    if let Err(error) = nowhere.ip_addresses().list().send().await {
        println!("{}", advice(&error));
    }
    Ok(())
}

/// What an application may do about an error. Its `Display` is one line for a log.
fn advice(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Status if error.is_not_found() => format!("it is gone, or was never there: {error}"),
        ErrorKind::Status if error.is_rate_limited() => format!("come back in {:?}: {error}", error.retry_after()),
        ErrorKind::Status => match error.body::<Failure>() {
            Some(failure) => format!("the service refused, with {} reasons: {error}", failure.errors.len()),
            None => format!("something between here and the service answered {:?}: {error}", error.status()),
        },
        ErrorKind::Validation => match error.cause::<ValidationError>() {
            Some(invalid) => format!("correct the request: {invalid}"),
            None => format!("correct the request: {error}"),
        },
        ErrorKind::Request => format!("correct the client's settings or the arguments: {error}"),
        ErrorKind::Credentials => format!("sign in anew: {error}"),
        ErrorKind::Connect => format!("nothing was sent, so try again later: {error}"),
        ErrorKind::Transport | ErrorKind::Timeout => format!("look whether it was done before doing it again: {error}"),
        ErrorKind::Decode => format!("the service changed, so update this client: {error}"),
        ErrorKind::TooLarge => format!("ask for smaller pages, or raise `max_response`: {error}"),
        ErrorKind::PageLoop => format!("the list repeats itself; report request {:?}: {error}", error.request_id()),
        ErrorKind::Failed => format!("it will never be ready, so delete it: {error}"),
        other => format!("{other:?}: {error}"),
    }
}

//! A client that is generated while it is built. Its modules and its `Client` are at the root of this crate.

include!(concat!(env!("OUT_DIR"), "/lib.rs"));

#[cfg(test)]
mod tests {
    use crate::Client;
    use crate::pets::PetKind;
    use crate::runtime::testing::{Exchange, ReplayTransport};

    #[tokio::test]
    async fn the_client_works() {
        let exchange = Exchange::new("GET", "/pets/p-1", 200, r#"{"name": "Rex", "kind": "DOG"}"#);
        let client = Client::with_transport(ReplayTransport::new([exchange])).expect("a client");
        let pet = client.pets().get("p-1").send().await.expect("a pet");
        assert_eq!((pet.name.as_str(), pet.kind), ("Rex", Some(PetKind::Dog)));
    }
}

//! A stand-in for the networking API on the loopback, for trying programs: it keeps what it is sent until it ends.
//!
//! It knows no resource by itself: what is posted to a collection is in its list, is ready at the first look, can be
//! patched, and is gone once it is deleted. One network and three private link accesses are there from the start.

use std::collections::BTreeMap;
use std::sync::Mutex;

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::server::{Asked, Reply, Server};

/// The environment of what is there from the start.
pub const ENVIRONMENT: &str = "env-a1b2c3";

const PREFIX: &str = "/networking/v1/";

/// The token that the token endpoint gives.
const TOKEN: &str = "a-loopback-token";

/// What there is: by collection, by id.
#[derive(Default)]
struct Service {
    things: BTreeMap<String, BTreeMap<String, Value>>,
    created: usize,
}

/// Starts the service on a port, 0 for a free one.
pub fn start(port: u16) -> std::io::Result<Server> {
    let service = Mutex::new(Service::seeded());
    Server::answering(port, move |asked| service.lock().unwrap().answer(asked))
}

impl Service {
    fn seeded() -> Self {
        let mut service = Self::default();
        let reference = |id: &str| json!({"id": id});
        let types = json!(["PRIVATELINK"]);
        let network = json!({
            "display_name": "orders", "cloud": "AWS", "region": "us-east-1", "connection_types": types,
            "environment": reference(ENVIRONMENT),
        });
        let network = service.create("networks", &network);
        for account in ["111111111111", "222222222222", "333333333333"] {
            let cloud = json!({"kind": "AwsPrivateLinkAccess", "account": account});
            let network = reference(network["id"].as_str().unwrap());
            let spec = json!({"cloud": cloud, "environment": reference(ENVIRONMENT), "network": network});
            service.create("private-link-accesses", &spec);
        }
        service.things.values_mut().flat_map(BTreeMap::values_mut).for_each(ready);
        service
    }

    fn answer(&mut self, asked: &Asked) -> Reply {
        let (path, query) = asked.target.split_once('?').unwrap_or((&asked.target, ""));
        let query: Vec<(String, String)> = query.split('&').filter_map(|pair| pair.split_once('=')).map(decoded).collect();
        if (asked.method.as_str(), path) == ("POST", "/sts/v1/oauth2/token") {
            return token(asked);
        }
        if asked.header("authorization").is_empty() {
            return failure(401, "there is no credential");
        }
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let Some(place) = path.strip_prefix(PREFIX) else { return failure(404, "there is no such path") };
        match (asked.method.as_str(), place.split_once('/')) {
            ("POST", None) if body["spec"].is_object() => Reply::json(202, &self.create(place, &body["spec"])),
            ("POST", None) => failure(400, "there is no spec"),
            ("GET", None) => self.list(place, &query),
            (method, Some((collection, id))) => self.one(method, collection, id, &body),
            _ => failure(405, "that cannot be done here"),
        }
    }

    fn create(&mut self, collection: &str, spec: &Value) -> Value {
        self.created += 1;
        let initials: String = collection.split('-').filter_map(|word| word.chars().next()).collect();
        let id = format!("{initials}-{}", self.created);
        let mut spec = spec.clone();
        let members = spec.as_object_mut().into_iter().flatten();
        members.for_each(|(name, member)| complete(name, member));
        let mut thing = json!({
            "api_version": "networking/v1", "kind": kind(collection), "id": id, "spec": spec,
            "metadata": {"self": format!("https://loopback.invalid{PREFIX}{collection}/{id}")},
            "status": {"phase": "PROVISIONING"},
        });
        if let Some(types) = thing["spec"].get("connection_types").cloned() {
            thing["status"]["active_connection_types"] = types.clone();
            thing["status"]["supported_connection_types"] = types;
        }
        self.things.entry(collection.to_owned()).or_default().insert(id, thing.clone());
        thing
    }

    fn one(&mut self, method: &str, collection: &str, id: &str, body: &Value) -> Reply {
        let things = self.things.entry(collection.to_owned()).or_default();
        let Some(thing) = things.get_mut(id) else { return failure(404, "there is no such resource") };
        match method {
            "GET" => {
                ready(thing);
                Reply::json(200, thing)
            }
            "PATCH" => {
                for (name, value) in body["spec"].as_object().into_iter().flatten().filter(|(_, value)| !value.is_object()) {
                    thing["spec"][name] = value.clone();
                }
                Reply::json(200, thing)
            }
            "DELETE" => {
                things.remove(id);
                Reply::empty(204)
            }
            _ => failure(405, "that cannot be done here"),
        }
    }

    /// A page of those that have one of the wanted values for each parameter. `page_token` is how many come before it.
    fn list(&self, collection: &str, query: &[(String, String)]) -> Reply {
        let wanted = |name: &str| query.iter().filter(|(given, _)| given == name).map(|(_, value)| value).collect::<Vec<_>>();
        let number = |name: &str| wanted(name).first().and_then(|value| value.parse::<usize>().ok());
        let fits = |thing: &&Value| {
            let filters = [
                ("environment", "/spec/environment/id"),
                ("spec.network", "/spec/network/id"),
                ("status.phase", "/status/phase"),
            ];
            filters.iter().all(|(name, pointer)| {
                let (wanted, is) = (wanted(name), thing.pointer(pointer).and_then(Value::as_str));
                wanted.is_empty() || wanted.iter().any(|wanted| Some(wanted.as_str()) == is)
            })
        };
        let all: Vec<&Value> = self.things.get(collection).into_iter().flat_map(BTreeMap::values).filter(fits).collect();
        let (from, size) = (number("page_token").unwrap_or(0), number("page_size").unwrap_or(2).max(1));
        let next =
            (from + size < all.len()).then(|| format!("https://loopback.invalid{PREFIX}{collection}?page_token={}", from + size));
        let page = json!({
            "api_version": "networking/v1", "kind": format!("{}List", kind(collection)), "metadata": {"next": next},
            "data": all.into_iter().skip(from).take(size).collect::<Vec<_>>(),
        });
        Reply::json(200, &page)
    }
}

fn decoded((name, value): (&str, &str)) -> (String, String) {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    (decode(name), decode(value))
}

fn ready(thing: &mut Value) {
    thing["status"]["phase"] = json!("READY");
}

/// A reference is sent as its id alone, and comes back with the rest.
fn complete(name: &str, member: &mut Value) {
    let Some(id) = member.get("id").and_then(Value::as_str).map(str::to_owned) else { return };
    member["related"] = json!(format!("https://loopback.invalid/{name}s/{id}"));
    member["resource_name"] = json!(format!("crn://loopback.invalid/{name}={id}"));
}

/// `PrivateLinkAccess` for `private-link-accesses`.
fn kind(collection: &str) -> String {
    let one =
        collection.strip_suffix("sses").map_or_else(|| collection.trim_end_matches('s').to_owned(), |stem| format!("{stem}ss"));
    one.split('-').map(|word| format!("{}{}", word[..1].to_uppercase(), &word[1..])).collect()
}

fn token(asked: &Asked) -> Reply {
    let form = String::from_utf8_lossy(&asked.body).into_owned();
    let has = |name: &str| form.split('&').any(|pair| pair.starts_with(&format!("{name}=")));
    if !has("subject_token") || !has("identity_pool_id") {
        return failure(400, "there is no subject token, or no identity pool");
    }
    let issued = "urn:ietf:params:oauth:token-type:access_token";
    Reply::json(200, &json!({"access_token": TOKEN, "issued_token_type": issued, "token_type": "Bearer", "expires_in": 900}))
}

fn failure(status: u16, detail: &str) -> Reply {
    Reply::json(status, &json!({"errors": [{"id": "loopback", "status": status.to_string(), "detail": detail}]}))
}

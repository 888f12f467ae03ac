//! Members that come along: the tag of a component that a union goes by is no field of its type, which therefore always writes it,
//! also where the document lets it be absent.

use serde_json::Value;

use crate::draw::{Drawn, Kind};

/// Takes those out of a value that came back which were not in the value given, and says how many there were: optional members of
/// a component with one listed text, which they are.
pub fn take_out(drawn: &Drawn<'_>, back: &mut Value, given: &Value) -> usize {
    let mut taken = 0;
    for site in &drawn.sites {
        let Kind::Object(place) = &site.kind else { continue };
        let (Some(Value::Object(back)), Some(Value::Object(given))) = (back.pointer_mut(&site.path), given.pointer(&site.path))
        else {
            continue;
        };
        if place.components().is_empty() || back.keys().all(|name| given.contains_key(name)) {
            continue;
        }
        let (properties, required) = (place.properties(), place.required());
        back.retain(|name, value| {
            let listed = properties.get(name.as_str()).filter(|_| !required.contains(name.as_str())).and_then(|it| it.listed());
            let comes_along = !given.contains_key(name) && value.is_string() && listed.is_some_and(|it| it == [value.clone()]);
            taken += usize::from(comes_along);
            !comes_along
        });
    }
    taken
}

//! Members that a document does not declare.

use std::fmt;

use serde::{
    Serialize,
    de::{DeserializeOwned, MapAccess},
    ser::SerializeMap,
};
use serde_json::Map;

use super::{Rest, Value, doubt::doubt};

/// The members of an object that the document does not declare, kept as they came and written back unchanged.
/// While empty, which is nearly always, it is one null pointer.
#[derive(Clone, Default, PartialEq)]
pub struct UnknownMembers(Option<Box<Map<String, Value>>>);

impl UnknownMembers {
    /// None yet.
    pub const fn new() -> Self {
        Self(None)
    }

    /// The member of this name, if it is there and is a `T`.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        T::deserialize(self.0.as_ref()?.get(name)?).ok()
    }

    /// Adds a member, or replaces it. A member that the document declares cannot be set here: it is a field, or a constant, whose
    /// value a server may have said otherwise; only then it is here.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.get_or_insert_default().insert(name.into(), value.into());
    }

    /// Removes a member.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let value = self.0.as_mut()?.remove(name);
        if self.is_empty() {
            // As if there had never been one: equality does not see the difference.
            self.0 = None;
        }
        value
    }

    /// The members.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().flat_map(|members| members.iter()).map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |members| members.len())
    }
}

impl fmt::Debug for UnknownMembers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Rest for UnknownMembers {
    fn read<'de, A: MapAccess<'de>>(&mut self, map: &mut A, name: &str) -> Result<(), A::Error> {
        let value = map.next_value::<Value>()?;
        doubt();
        self.insert(name, value);
        Ok(())
    }

    fn write<S: SerializeMap>(&self, out: &mut S, declared: &[&str]) -> Result<(), S::Error> {
        let Some(members) = &self.0 else { return Ok(()) };
        members.write(out, declared)
    }

    fn keep(&mut self, name: &str, value: Value) -> bool {
        doubt();
        self.insert(name.to_owned(), value);
        true
    }

    fn kept(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }
}

impl Rest for Map<String, Value> {
    fn read<'de, A: MapAccess<'de>>(&mut self, map: &mut A, name: &str) -> Result<(), A::Error> {
        let value = map.next_value()?;
        doubt();
        self.insert(name.to_owned(), value);
        Ok(())
    }

    fn write<S: SerializeMap>(&self, out: &mut S, declared: &[&str]) -> Result<(), S::Error> {
        write_undeclared(self, out, declared)
    }

    fn keep(&mut self, name: &str, value: Value) -> bool {
        self.insert(name.to_owned(), value);
        true
    }

    fn kept(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

/// Writes entries, except under a name that the object has already written itself.
pub(super) fn write_undeclared<'a, S: SerializeMap, V: Serialize + 'a>(
    entries: impl IntoIterator<Item = (&'a String, &'a V)>,
    out: &mut S,
    declared: &[&str],
) -> Result<(), S::Error> {
    for (name, value) in entries {
        if !declared.contains(&name.as_str()) {
            out.serialize_entry(name, value)?;
        }
    }
    Ok(())
}

//! Which documents of a corpus have no client, and by which diagnostics: names and codes, and nothing of the documents.
//!
//! ```toml
//! [fails]
//! "petstore.yaml" = ["invalid-document"]
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::document::Document;
use crate::arguments::Corpus;
use crate::failure::Failure;
use crate::input;

/// What is expected of a corpus. A document that is not named has a client that compiles.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expectations {
    /// By the document's file name: the codes of its errors; `compile`, `crash` or `timeout` where it is the generator's
    /// fault.
    #[serde(default)]
    fails: BTreeMap<String, BTreeSet<String>>,
}

impl Expectations {
    /// Reads the file that is asked for, or that of this project which is called as the folder, if there is one.
    pub(super) fn read(options: &Corpus) -> Result<Self, Failure> {
        let own = input::project().join("tests/corpus").join(super::folder_name(&options.folder)? + ".toml");
        let path = match &options.expect {
            Some(path) => path.clone(),
            None if own.is_file() => own,
            None => return Ok(Self::default()),
        };
        let wrong = |error: &dyn std::fmt::Display| Failure::Usage(format!("cannot read {}: {error}", path.display()));
        let text = std::fs::read_to_string(&path).map_err(|error| wrong(&error))?;
        toml::from_str(&text).map_err(|error| wrong(&error))
    }

    /// What is not as expected, a line for each document.
    pub(super) fn unexpected(&self, documents: &[Document]) -> Vec<String> {
        let mut found = Vec::new();
        for document in documents {
            let (file, codes) = (&document.file, document.end.codes());
            match self.fails.get(file) {
                None if codes.is_empty() => {}
                None => found.push(format!("{file}: fails with {}, and is not expected to", list(&codes))),
                Some(expected) if *expected == codes => {}
                Some(_) if codes.is_empty() => found.push(format!("{file}: has a client, and is expected to fail")),
                Some(expected) => found.push(format!("{file}: fails with {}, not with {}", list(&codes), list(expected))),
            }
        }
        let names: BTreeSet<&str> = documents.iter().map(|document| document.file.as_str()).collect();
        let missing = self.fails.keys().filter(|name| !names.contains(name.as_str()));
        found.extend(missing.map(|name| format!("{name}: is expected to fail, and there is no such document")));
        found
    }
}

fn list(codes: &BTreeSet<String>) -> String {
    codes.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::document::End;
    use super::*;

    #[test]
    fn whatever_differs_is_told() {
        let document = |file: &str, end: End| Document { end, ..Document::new(file.into()) };
        let refused = |codes: &[&str]| End::Refused(codes.iter().map(|code| (*code).to_owned()).collect(), String::new());
        let documents = [
            document("a.json", End::Compiles),
            document("b.json", refused(&["syntax"])),
            document("c.json", refused(&["syntax"])),
            document("d.json", End::Generated),
            document("e.json", End::Broken("no".to_owned())),
            document("f.json", refused(&["unsupported"])),
        ];
        let text =
            "[fails]\n'b.json' = ['syntax']\n'd.json' = ['syntax']\n'f.json' = ['syntax', 'lossy']\n'g.json' = ['syntax']\n";
        let expectations: Expectations = toml::from_str(text).unwrap_or_default();
        let expect = [
            "c.json: fails with syntax, and is not expected to",
            "d.json: has a client, and is expected to fail",
            "e.json: fails with compile, and is not expected to",
            "f.json: fails with unsupported, not with lossy, syntax",
            "g.json: is expected to fail, and there is no such document",
        ];
        assert_eq!(expectations.unexpected(&documents), expect);
    }
}

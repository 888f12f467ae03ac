//! A workspace of generated clients, and a program that drives them all.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use basetype::Files;
use basetype::ir::Api;
use serde_json::Value;

use crate::behaviour::Codec;
use crate::{dispatch, fixture};

/// The folder of this project.
const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The clients of a workspace, as they are generated.
pub struct Workspace {
    folder: PathBuf,
    members: Vec<(String, Api)>,
}

/// The program that drives the clients of a workspace.
pub struct Driver {
    process: Child,
    requests: ChildStdin,
    replies: BufReader<ChildStdout>,
}

/// The types of one client, driven by a [`Driver`].
pub struct Client<'a> {
    driver: &'a mut Driver,
    name: &'a str,
}

/// The dependency of a generated client on the runtime, without its HTTP stack.
pub fn runtime_dependency() -> String {
    let runtime = fs::canonicalize(Path::new(PROJECT).join("codegen/runtime")).unwrap();
    format!("{{ path = {:?}, default-features = false }}", runtime.to_str().unwrap())
}

impl Workspace {
    /// An empty workspace in a folder, which may be there from an earlier run.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), members: Vec::new() }
    }

    /// Adds a client.
    pub fn add(&mut self, name: &str, api: Api, files: &Files) {
        fixture::write(&self.folder.join(name), files);
        self.members.push((name.to_owned(), api));
    }

    /// Compiles all clients and the program that drives them, with warnings as errors.
    pub fn build(&self) -> Result<PathBuf, String> {
        let names: Vec<&str> = self.members.iter().map(|(name, _)| name.as_str()).collect();
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = {:?}\n\n[profile.dev]\ndebug = false\n",
            [&names[..], &["driver"]].concat()
        );
        // The same versions of everything as in the project itself, so that nothing has to be fetched.
        let lock = fs::read_to_string(Path::new(PROJECT).join("Cargo.lock")).unwrap();
        let files = [("Cargo.toml", manifest), ("Cargo.lock", lock)];
        fixture::write(&self.folder, &files.map(|(path, text)| (path.to_owned(), text)).into());
        fixture::write(&self.folder.join("driver"), &self.driver());
        self.cargo(&["build", "--package", "driver"], "RUSTFLAGS")?;
        Ok(self.folder.join("target/debug/driver"))
    }

    /// Writes the docs of a client, with warnings as errors.
    pub fn document(&self, name: &str) -> Result<(), String> {
        let package = self.members.iter().find(|(member, _)| member == name).map(|(_, api)| api.package.name.as_str());
        self.cargo(&["doc", "--no-deps", "--no-default-features", "--package", package.unwrap()], "RUSTDOCFLAGS")
    }

    fn cargo(&self, arguments: &[&str], flags: &str) -> Result<(), String> {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--quiet", "--target-dir", "target"])
            .current_dir(&self.folder)
            .env(flags, "-Dwarnings")
            .output()
            .unwrap();
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }

    fn driver(&self) -> Files {
        let mut manifest = String::from(
            "[package]\nname = \"driver\"\nedition = \"2024\"\n\n[dependencies]\nserde = \"1\"\nserde_json = \"1\"\n",
        );
        let mut modules = String::new();
        let mut arms = String::new();
        for (index, (name, api)) in self.members.iter().enumerate() {
            let package = &api.package.name;
            manifest.push_str(&format!("{package} = {{ path = \"../{name}\", default-features = false }}\n"));
            modules.push_str(&format!("mod client_{index} {{\nuse crate::{{Value, wire}};\n{}}}\n", dispatch::round_trips(api)));
            arms.push_str(&format!("        {name:?} => client_{index}::round_trip(body, value),\n"));
        }
        let main = include_str!("driver.rs.txt").replace("/* arms */", &arms).replace("/* modules */", &modules);
        let wire = include_str!("wire.rs").split("#[cfg(test)]").next().unwrap_or_default();
        let files = [("Cargo.toml", manifest.as_str()), ("src/main.rs", &main), ("src/wire.rs", wire)];
        files.map(|(path, text)| (path.to_owned(), text.to_owned())).into()
    }
}

impl Driver {
    /// Starts the program.
    pub fn start(program: &Path) -> Self {
        let mut process = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (requests, replies) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        Self { process, requests, replies: BufReader::new(replies) }
    }

    /// The client of a name.
    pub fn client<'a>(&'a mut self, name: &'a str) -> Client<'a> {
        Client { driver: self, name }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

impl Codec for Client<'_> {
    fn round_trip(&mut self, body: &str, value: &Value) -> Result<Value, String> {
        let request = serde_json::to_string(&(self.name, body, value)).unwrap();
        writeln!(self.driver.requests, "{request}").unwrap();
        let mut reply = String::new();
        self.driver.replies.read_line(&mut reply).unwrap();
        serde_json::from_str(&reply).unwrap_or_else(|error| panic!("{error}: {reply} to {request}"))
    }
}

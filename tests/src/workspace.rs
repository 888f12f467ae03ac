//! A workspace of generated clients, and a program that drives them all.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use basetype::Files;
use basetype::ir::Api;
use serde_json::{Value, json};

use crate::behaviour::Codec;
use crate::caller::Arguments;
use crate::calls::Caller;
use crate::samples::samples;
use crate::{dispatch, fixture};

/// The folder of this project.
const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// How a program for bodies is compiled. Of a large document there are some ten thousand values, on which the checks of the
/// standard library would take most of the time. What all programs share is optimized, once; each by itself is not, since
/// that takes longer than it saves.
const BODIES_PROFILE: &str = "debug-assertions = false\nincremental = false\n\n\
    [profile.dev.package.basetype-runtime]\nopt-level = 2\n\n[profile.dev.package.serde_json]\nopt-level = 2\n";

/// The clients of a workspace, as they are generated.
pub struct Workspace {
    folder: PathBuf,
    target: PathBuf,
    members: Vec<(String, Api)>,
    /// The samples in the docs of all clients, as items of a module.
    samples: Vec<String>,
    /// Whether the program does no more than decode and encode bodies.
    is_for_bodies: bool,
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
    types: BTreeMap<String, String>,
}

/// The dependency of a generated client on the runtime, without its HTTP stack.
pub fn runtime_dependency() -> String {
    let runtime = fs::canonicalize(Path::new(PROJECT).join("codegen/runtime")).unwrap();
    format!("{{ path = {:?}, default-features = false }}", runtime.to_str().unwrap())
}

impl Workspace {
    /// An empty workspace in a folder, which may be there from an earlier run.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self { target: folder.join("target"), folder, members: Vec::new(), samples: Vec::new(), is_for_bodies: false }
    }

    /// An empty workspace that shares what it compiles with others, whose clients have other names. Only one of them may build
    /// its program at a time.
    pub fn sharing(folder: impl Into<PathBuf>, target: impl Into<PathBuf>) -> Self {
        Self { target: target.into(), ..Self::new(folder) }
    }

    /// A program that only decodes and encodes bodies. It compiles in a fraction of the time, since it has neither calls nor
    /// samples.
    #[must_use]
    pub fn for_bodies(self) -> Self {
        Self { is_for_bodies: true, ..self }
    }

    /// Adds a client.
    pub fn add(&mut self, name: &str, api: Api, files: &Files) {
        fixture::write(&self.folder.join(name), files);
        let sources = files.iter().filter(|(path, _)| path.ends_with(".rs") && !self.is_for_bodies);
        self.samples.extend(sources.flat_map(|(_, text)| samples(text)));
        self.members.push((name.to_owned(), api));
    }

    /// Compiles all clients and the program that drives them, with warnings as errors.
    pub fn build(&self) -> Result<PathBuf, String> {
        self.write();
        self.cargo(&["build", "--package", &self.program()], "RUSTFLAGS")?;
        Ok(self.target.join("debug").join(self.program()))
    }

    /// The program's name: another one for each folder, since cargo tells packages of several workspaces apart by their names,
    /// and else takes one for the other in a target folder that they share.
    fn program(&self) -> String {
        let folder = self.folder.file_name().unwrap_or_default().to_string_lossy();
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        format!("driver-{}", folder.chars().map(plain).collect::<String>())
    }

    /// Checks that a client compiles with these of its features and no others, with warnings as errors.
    pub fn check(&self, name: &str, features: &str) -> Result<(), String> {
        self.write();
        self.cargo(&["check", "--package", self.package(name), "--no-default-features", "--features", features], "RUSTFLAGS")
    }

    fn package(&self, name: &str) -> &str {
        self.members.iter().find(|(member, _)| member == name).map(|(_, api)| api.package.name.as_str()).unwrap()
    }

    fn write(&self) {
        let names: Vec<&str> = self.members.iter().map(|(name, _)| name.as_str()).collect();
        let profile = if self.is_for_bodies { BODIES_PROFILE } else { "" };
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = {:?}\n\n[profile.dev]\ndebug = false\n{profile}",
            [&names[..], &["driver"]].concat()
        );
        // The same versions of everything as in the project itself, so that nothing has to be fetched.
        let lock = fs::read_to_string(Path::new(PROJECT).join("Cargo.lock")).unwrap();
        let files = [("Cargo.toml", manifest), ("Cargo.lock", lock)];
        fixture::write(&self.folder, &files.map(|(path, text)| (path.to_owned(), text)).into());
        fixture::write(&self.folder.join("driver"), &self.driver());
    }

    /// Writes the docs of a client, with warnings as errors.
    pub fn document(&self, name: &str) -> Result<(), String> {
        self.cargo(&["doc", "--no-deps", "--no-default-features", "--package", self.package(name)], "RUSTDOCFLAGS")
    }

    /// Runs the tests of a client: those that its docs are.
    pub fn test(&self, name: &str) -> Result<(), String> {
        self.cargo(&["test", "--no-default-features", "--package", self.package(name)], "RUSTFLAGS")
    }

    fn cargo(&self, arguments: &[&str], flags: &str) -> Result<(), String> {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--quiet", "--target-dir"])
            .arg(&self.target)
            .current_dir(&self.folder)
            .env(flags, "-Dwarnings")
            .output()
            .unwrap();
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }

    fn driver(&self) -> Files {
        let runtime = runtime_dependency();
        let mut manifest = format!(
            "[package]\nname = {:?}\nedition = \"2024\"\n\n[dependencies]\n\
             basetype-runtime = {runtime}\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n",
            self.program()
        );
        let (mut modules, mut round_trips, mut calls) = (String::new(), String::new(), String::new());
        for (index, (name, api)) in self.members.iter().enumerate() {
            let package = &api.package.name;
            let krate = package.replace('-', "_");
            let has_features = api.resources.iter().any(|resource| resource.feature.is_some());
            let features = if has_features { ", features = [\"full\"]" } else { "" };
            manifest.push_str(&format!("{package} = {{ path = \"../{name}\", default-features = false{features} }}\n"));
            let operations = if self.is_for_bodies { String::new() } else { dispatch::calls(api) };
            let code = format!("{}\n{operations}", dispatch::round_trips(api));
            modules.push_str(&format!("mod client_{index} {{\nuse crate::caller::*;\nuse crate::{{Value, wire}};\n{code}}}\n"));
            round_trips.push_str(&format!("            {name:?} => client_{index}::round_trip(&body, &value, shown),\n"));
            let call = format!("call_on!({krate}, client_{index}::call, &operation, &arguments, url)");
            calls.extend((!self.is_for_bodies).then(|| format!("                {name:?} => {call},\n")));
        }
        // That they compile is all there is to know of them; nothing calls them.
        modules.push_str("#[allow(unused, unreachable_code, deprecated)]\nmod samples {\n");
        for (index, sample) in self.samples.iter().enumerate() {
            modules.push_str(&format!("mod sample_{index} {{\n{sample}}}\n"));
        }
        modules.push_str("}\n");
        let main = include_str!("driver.rs.txt");
        let main = main.replace("/* round trips */", &round_trips).replace("/* calls */", &calls);
        let main = main.replace("/* modules */", &modules);
        let part = |text: &str| text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        let files = [
            ("Cargo.toml", manifest),
            ("src/main.rs", main),
            ("src/wire.rs", part(include_str!("wire.rs"))),
            ("src/caller.rs", part(include_str!("caller.rs"))),
        ];
        files.map(|(path, text)| (path.to_owned(), text)).into()
    }
}

impl Driver {
    /// Starts the program.
    pub fn start(program: &Path) -> Self {
        let mut process = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (requests, replies) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        Self { process, requests, replies: BufReader::new(replies) }
    }

    fn perform(&mut self, task: &Value) -> Result<Value, Value> {
        // As one piece: the pipe has no buffer of its own.
        self.requests.write_all(format!("{task}\n").as_bytes()).unwrap();
        let mut reply = String::new();
        self.replies.read_line(&mut reply).unwrap();
        serde_json::from_str(&reply).unwrap_or_else(|error| panic!("{error}: {reply} to {task}"))
    }

    /// The client of a name.
    pub fn client<'a>(&'a mut self, name: &'a str) -> Client<'a> {
        Client { driver: self, name, types: BTreeMap::new() }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

impl Client<'_> {
    /// The same, knowing which types the bodies have.
    #[must_use]
    pub fn of(self, api: &Api) -> Self {
        Self { types: dispatch::types(api), ..self }
    }

    fn decode(&mut self, body: &str, value: &Value, shown: bool) -> Result<Value, String> {
        let result = self.driver.perform(&json!({ "round_trip": (self.name, body, value, shown) }));
        result.map_err(|error| error.as_str().unwrap_or_default().to_owned())
    }
}

impl Caller for Client<'_> {
    fn call(&mut self, operation: &str, arguments: &Arguments, url: &str) -> Result<Value, Value> {
        self.driver.perform(&json!({ "call": (self.name, operation, arguments, url) }))
    }
}

impl Codec for Client<'_> {
    fn round_trip(&mut self, body: &str, value: &Value) -> Result<Value, String> {
        self.decode(body, value, false)
    }

    fn shown(&mut self, body: &str, value: &Value) -> Result<String, String> {
        self.decode(body, value, true).map(|shown| shown.as_str().unwrap_or_default().to_owned())
    }

    fn type_of(&self, body: &str) -> Option<&str> {
        self.types.get(body).map(String::as_str)
    }
}

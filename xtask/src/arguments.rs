//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use basetype::diagnostics::{Code, Severity};
use lexopt::prelude::*;

use crate::failure::Failure;

/// The help text.
pub(crate) const USAGE: &str = "\
Commands of this project. Without SPEC they work on its own document and client.

cargo xtask generate [SPEC] [OPTIONS]    generate the client of an OpenAPI document
    --settings FILE     generation settings, TOML
    --overlay FILE      an OpenAPI Overlay to apply first, in addition to this project's own if there is no SPEC;
                        may be repeated
    --out DIR           the folder of the generated crate; required with SPEC
    --name NAME         the generated crate's name
    --include WHAT      only these operations, and what they reach: a path glob, a tag or an operationId; may be repeated
    --check             write nothing; exit 1 and name the files if they are not what would be written
    --release           raise the client's version as its changes since the last release ask for, and note them in its
                        CHANGELOG.md
    --deny CODE, --warn CODE, --allow CODE
                        the severity of a diagnostic; may be repeated
    --format text|json  how diagnostics are printed: text on stderr, JSON on stdout

cargo xtask explain NAME | --all [OPTIONS]    what became of one operation, or of all
    --spec FILE         another document than this project's; with --settings and --overlay as above
    --format text|json

cargo xtask overlay [SPEC] [OPTIONS]     print the document with its overlays applied, as JSON
    --overlay FILE      as above

cargo xtask diff OLD [NEW] [OPTIONS]    what the change of a document means for the users of its client
    OLD and NEW are files, or git revisions of this project's document; NEW is its present one unless given
    --settings FILE, --overlay FILE    for both sides, where they are files
    --format text|markdown|json
    --fail-on breaking  exit 1 if something breaks

cargo xtask corpus DIR [OPTIONS]    generate the client of every document in a folder, and print a table
    --compile           check that each compiles without a warning, with the samples in its docs
    --behave            draw values of every JSON body, decode and encode them, and see that nothing is lost
    --expect FILE       which documents have no client, and by which diagnostics (tests/corpus/<name of DIR>.toml)
    --format text|json

cargo xtask figures [OPTIONS]    time and memory of the generator and of checking its clients, beside others in target/peers
    --runs N            how many runs a median is of (5)
    --shared DIR        where the documents are (../shared)

cargo xtask conformance    the client against Prism and openapi-core, which are installed into target/
cargo xtask ci             everything that continuous integration runs

Exit status: 0 done; 1 the document, or the check, is at fault; 2 wrong usage.";

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Generate(Generate),
    Explain(Explain),
    Conformance,
    /// Print the document with its overlays applied.
    Overlay(Selection),
    Diff(Diff),
    Corpus(Corpus),
    Measure(Measure),
    Ci,
    Help,
}

/// How output is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}

/// Which document to read, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// None: this project's own.
    pub(crate) spec: Option<PathBuf>,
    pub(crate) settings: Option<PathBuf>,
    pub(crate) overlays: Vec<PathBuf>,
    /// The generated crate's name, over that in the settings.
    pub(crate) name: Option<String>,
    /// Of which operations the client is to be, besides those in the settings.
    pub(crate) includes: Vec<String>,
    /// The severities asked for, in order.
    pub(crate) severities: Vec<(Code, Severity)>,
}

/// `generate`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Generate {
    pub(crate) selection: Selection,
    /// None: this project's own client.
    pub(crate) out: Option<PathBuf>,
    pub(crate) check: bool,
    pub(crate) release: bool,
    pub(crate) format: Format,
}

/// `explain`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Explain {
    pub(crate) selection: Selection,
    /// None: all operations.
    pub(crate) name: Option<String>,
    pub(crate) format: Format,
}

/// `diff`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Diff {
    /// A file, or a revision.
    pub(crate) old: String,
    /// None: this project's own document as it is.
    pub(crate) new: Option<String>,
    /// The settings and overlays of both sides, where they are files.
    pub(crate) selection: Selection,
    pub(crate) form: ReportForm,
    pub(crate) fail_on_breaking: bool,
}

/// How a report of changes is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ReportForm {
    #[default]
    Text,
    Markdown,
    Json,
}

/// `corpus`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Corpus {
    /// The folder of documents.
    pub(crate) folder: PathBuf,
    pub(crate) compile: bool,
    pub(crate) behave: bool,
    /// None: the file of this project that is called as the folder.
    pub(crate) expect: Option<PathBuf>,
    pub(crate) format: Format,
}

/// `figures`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Measure {
    pub(crate) runs: usize,
    /// The folder of documents.
    pub(crate) shared: PathBuf,
}

/// Reads the process's command line.
pub(crate) fn parse() -> Result<Command, Failure> {
    parse_from(lexopt::Parser::from_env())
}

fn parse_from(mut parser: lexopt::Parser) -> Result<Command, Failure> {
    match parser.next()? {
        Some(Value(command)) => match command.to_str() {
            Some("generate") => parse_generate(parser),
            Some("explain") => parse_explain(parser),
            Some("conformance") => no_more(parser, Command::Conformance),
            Some("overlay") => parse_overlay(parser),
            Some("diff") => parse_diff(parser),
            Some("corpus") => parse_corpus(parser),
            Some("figures") => parse_figures(parser),
            Some("ci") => no_more(parser, Command::Ci),
            Some("help") => Ok(Command::Help),
            _ => Err(Failure::Usage(format!("there is no command `{}`", command.to_string_lossy()))),
        },
        Some(Short('h') | Long("help")) => Ok(Command::Help),
        Some(other) => Err(other.unexpected().into()),
        None => Err(Failure::Usage("which command?".to_owned())),
    }
}

fn no_more(mut parser: lexopt::Parser, command: Command) -> Result<Command, Failure> {
    match parser.next()? {
        None => Ok(command),
        Some(Short('h') | Long("help")) => Ok(Command::Help),
        Some(other) => Err(other.unexpected().into()),
    }
}

fn parse_generate(mut parser: lexopt::Parser) -> Result<Command, Failure> {
    let mut options = Generate::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Value(spec) if options.selection.spec.is_none() => options.selection.spec = Some(PathBuf::from(spec)),
            Long("out") => options.out = Some(path(&mut parser)?),
            Long("check") => options.check = true,
            Long("release") => options.release = true,
            Long("format") => options.format = format(&parser.value()?)?,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => options.selection.option(other.to_owned_argument(), &mut parser)?,
        }
    }
    if options.selection.spec.is_some() && options.out.is_none() {
        return Err(Failure::Usage("`--out DIR` is required with SPEC".to_owned()));
    }
    if options.release && (options.check || options.selection.spec.is_some()) {
        return Err(Failure::Usage("`--release` is for this project's own client, and writes it".to_owned()));
    }
    Ok(Command::Generate(options))
}

fn parse_explain(mut parser: lexopt::Parser) -> Result<Command, Failure> {
    let mut options = Explain::default();
    let mut all = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Value(name) if options.name.is_none() => options.name = Some(name.string()?),
            Long("all") => all = true,
            Long("spec") => options.selection.spec = Some(path(&mut parser)?),
            Long("format") => options.format = format(&parser.value()?)?,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => options.selection.option(other.to_owned_argument(), &mut parser)?,
        }
    }
    match (all, &options.name) {
        (true, Some(_)) => Err(Failure::Usage("`--all` and a name exclude each other".to_owned())),
        (false, None) => Err(Failure::Usage("which operation? Give a name, or `--all`".to_owned())),
        (true, None) | (false, Some(_)) => Ok(Command::Explain(options)),
    }
}

fn parse_overlay(mut parser: lexopt::Parser) -> Result<Command, Failure> {
    let mut selection = Selection::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Value(spec) if selection.spec.is_none() => selection.spec = Some(PathBuf::from(spec)),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => selection.option(other.to_owned_argument(), &mut parser)?,
        }
    }
    Ok(Command::Overlay(selection))
}

fn parse_diff(mut parser: lexopt::Parser) -> Result<Command, Failure> {
    let mut options = Diff::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Value(old) if options.old.is_empty() => options.old = old.string()?,
            Value(new) if options.new.is_none() => options.new = Some(new.string()?),
            Long("format") => options.form = form(&parser.value()?)?,
            Long("fail-on") => match parser.value()?.to_str() {
                Some("breaking") => options.fail_on_breaking = true,
                _ => return Err(Failure::Usage("`--fail-on` takes `breaking`".to_owned())),
            },
            Short('h') | Long("help") => return Ok(Command::Help),
            other => options.selection.option(other.to_owned_argument(), &mut parser)?,
        }
    }
    if options.old.is_empty() {
        return Err(Failure::Usage("compare with what? Give a file or a git revision, as `HEAD~1`".to_owned()));
    }
    Ok(Command::Diff(options))
}

fn parse_figures(mut parser: lexopt::Parser) -> Result<Command, Failure> {
    let mut options = Measure { runs: 5, shared: PathBuf::from("../shared") };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("runs") => options.runs = parser.value()?.parse::<usize>()?.max(1),
            Long("shared") => options.shared = path(&mut parser)?,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Measure(options))
}

fn parse_corpus(mut parser: lexopt::Parser) -> Result<Command, Failure> {
    let mut options = Corpus::default();
    let mut folder = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Value(path) if folder.is_none() => folder = Some(PathBuf::from(path)),
            Long("compile") => options.compile = true,
            Long("behave") => options.behave = true,
            Long("expect") => options.expect = Some(path(&mut parser)?),
            Long("format") => options.format = format(&parser.value()?)?,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    options.folder = folder.ok_or_else(|| Failure::Usage("which folder?".to_owned()))?;
    Ok(Command::Corpus(options))
}

/// An argument that does not borrow from the parser, which an option's value is read from.
enum Argument {
    Option(String),
    Unexpected(lexopt::Error),
}

trait ToOwnedArgument {
    fn to_owned_argument(self) -> Argument;
}

impl ToOwnedArgument for lexopt::Arg<'_> {
    fn to_owned_argument(self) -> Argument {
        match self {
            Long(name) => Argument::Option(name.to_owned()),
            Short(_) | Value(_) => Argument::Unexpected(self.unexpected()),
        }
    }
}

impl Selection {
    /// An option that several commands have.
    fn option(&mut self, argument: Argument, parser: &mut lexopt::Parser) -> Result<(), Failure> {
        let name = match argument {
            Argument::Option(name) => name,
            Argument::Unexpected(error) => return Err(error.into()),
        };
        match name.as_str() {
            "settings" => self.settings = Some(path(parser)?),
            "overlay" => self.overlays.push(path(parser)?),
            "include" => self.includes.push(parser.value()?.string()?),
            "name" => self.name = Some(crate_name(&parser.value()?)?),
            "deny" => self.severity(Severity::Deny, &parser.value()?)?,
            "warn" => self.severity(Severity::Warn, &parser.value()?)?,
            "allow" => self.severity(Severity::Allow, &parser.value()?)?,
            other => return Err(Failure::Usage(format!("invalid option '--{other}'"))),
        }
        Ok(())
    }

    fn severity(&mut self, severity: Severity, code: &OsString) -> Result<(), Failure> {
        let text = code.to_string_lossy();
        let Ok(code) = text.parse::<Code>() else {
            let known: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
            return Err(Failure::Usage(format!("there is no diagnostic `{text}`; there are {}", known.join(", "))));
        };
        if code.is_fatal() && severity != Severity::Deny {
            return Err(Failure::Usage(format!("`{code}` is always an error")));
        }
        self.severities.push((code, severity));
        Ok(())
    }
}

/// A name that cargo takes for a package.
fn crate_name(value: &OsString) -> Result<String, Failure> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match value.to_str() {
        Some(name) if name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_part) => Ok(name.to_owned()),
        _ => Err(Failure::Usage(format!("`{}` is no name of a crate", value.to_string_lossy()))),
    }
}

fn path(parser: &mut lexopt::Parser) -> Result<PathBuf, Failure> {
    Ok(PathBuf::from(parser.value()?))
}

fn format(value: &OsString) -> Result<Format, Failure> {
    match value.to_str() {
        Some("text") => Ok(Format::Text),
        Some("json") => Ok(Format::Json),
        _ => Err(Failure::Usage(format!("there is no format `{}`; there are text and json", value.to_string_lossy()))),
    }
}

fn form(value: &OsString) -> Result<ReportForm, Failure> {
    match value.to_str() {
        Some("text") => Ok(ReportForm::Text),
        Some("markdown") => Ok(ReportForm::Markdown),
        Some("json") => Ok(ReportForm::Json),
        _ => {
            let found = value.to_string_lossy();
            Err(Failure::Usage(format!("there is no format `{found}`; there are text, markdown and json")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, Failure> {
        parse_from(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn wrong_usage_is_told() {
        let check = |line: &str, expect: &str| assert_eq!(parsed(line), Err(Failure::Usage(expect.to_owned())), "{line}");
        check("", "which command?");
        check("gen", "there is no command `gen`");
        check("generate a.yaml", "`--out DIR` is required with SPEC");
        check("generate a b --out c", "unexpected argument \"b\"");
        check("generate --check --release", "`--release` is for this project's own client, and writes it");
        check("generate --colour", "invalid option '--colour'");
        check("generate -x", "invalid option '-x'");
        check("generate --format xml", "there is no format `xml`; there are text and json");
        check("generate --allow syntax", "`syntax` is always an error");
        check("explain", "which operation? Give a name, or `--all`");
        check("explain --all x", "`--all` and a name exclude each other");
        check("diff", "compare with what? Give a file or a git revision, as `HEAD~1`");
        check("diff a --fail-on any", "`--fail-on` takes `breaking`");
        check("diff a --format xml", "there is no format `xml`; there are text, markdown and json");
        check("diff a b c", "unexpected argument \"c\"");
        check("generate --name ../x", "`../x` is no name of a crate");
        check("corpus --compile", "which folder?");
        check("figures --runs x", "cannot parse argument \"x\": invalid digit found in string");
        check("corpus a b", "unexpected argument \"b\"");
        check("ci now", "unexpected argument \"now\"");
        check("conformance --port 1", "invalid option '--port'");
    }

    #[test]
    fn options_are_read_in_any_order() {
        let expect = Generate {
            selection: Selection {
                spec: Some("a.yaml".into()),
                settings: Some("s.toml".into()),
                overlays: vec!["o1".into(), "o2".into()],
                name: Some("zoo".to_owned()),
                includes: vec!["/pets/**".to_owned(), "toys".to_owned()],
                severities: vec![(Code::Untyped, Severity::Deny), (Code::Lossy, Severity::Allow)],
            },
            out: Some("out".into()),
            check: true,
            release: false,
            format: Format::Json,
        };
        let line = "generate --include /pets/** --deny untyped --overlay o1 a.yaml --out=out --check --overlay o2 --format json --allow lossy --name zoo --include toys --settings s.toml";
        assert_eq!(parsed(line), Ok(Command::Generate(expect)));
    }
}

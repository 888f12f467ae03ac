//! Parsing and locating, in both formats.

use serde_json::json;

use super::*;
use crate::diagnostics::{Diagnostics, Report};

/// Parses a text of that name; else gives the first diagnostic's message and `line:column` of its places.
fn parse(name: &str, text: &str) -> Result<Value, String> {
    let mut diagnostics = Diagnostics::default();
    let mut sources = Sources::default();
    let text = Text { name: name.to_owned(), text: text.to_owned() };
    if let Some(value) = sources.parse(text, &mut diagnostics) {
        return Ok(value);
    }
    let report = Report::new(&diagnostics, sources, Origins::default());
    let entry = report.entries().first().cloned();
    let Some(entry) = entry else { return Err("no diagnostic".to_owned()) };
    let places: Vec<String> = entry.places.iter().map(|at| format!("{}:{}", at.start.line, at.start.column)).collect();
    Err(format!("{} @ {}", entry.message, places.join(" ")))
}

#[test]
fn yaml_becomes_json() {
    let check = |text: &str, expect: Value| assert_eq!(parse("a.yaml", text), Ok(expect), "{text}");
    check("responses: {200: ok, 4XX: bad}", json!({"responses": {"200": "ok", "4XX": "bad"}}));
    check("1.10: a\ntrue: b\nnull: c\n~: d", json!({"1.10": "a", "true": "b", "null": "c", "~": "d"}));
    check("a: 2024-01-02\nb: 2024-01-02T03:04:05Z", json!({"a": "2024-01-02", "b": "2024-01-02T03:04:05Z"}));
    check("a: yes\nb: on\nc: 'true'\nd: true", json!({"a": "yes", "b": "on", "c": "true", "d": true}));
    check("a: 18446744073709551615", json!({"a": u64::MAX}));
    check("a: -9223372036854775808", json!({"a": i64::MIN}));
    check("a: 170141183460469231731687303715884105728", json!({"a": 1.701_411_834_604_692_3e38}));
    check("a: 007\nb: 0x1F\nc: 1e3\nd: !!str 5", json!({"a": "007", "b": 31, "c": 1000.0, "d": "5"}));
    check("base: &b {x: 1, y: 2}\na: *b", json!({"base": {"x": 1, "y": 2}, "a": {"x": 1, "y": 2}}));
    check("base: &b {x: 1, y: 2}\na: {<<: *b, x: 3}", json!({"base": {"x": 1, "y": 2}, "a": {"x": 3, "y": 2}}));
    check("a: {<<: [{x: 1}, {x: 2, y: 2}]}", json!({"a": {"x": 1, "y": 2}}));
    check("\u{feff}a: 1", json!({"a": 1}));
    check("a: |\n  one\n  two\n", json!({"a": "one\ntwo\n"}));
    check("---\na: 1\n...\n", json!({"a": 1}));
}

#[test]
fn what_cannot_be_parsed_is_placed() {
    let check = |name: &str, text: &str, expect: &str| assert_eq!(parse(name, text), Err(expect.to_owned()), "{text}");
    check("a.yaml", "a: 1\nb: 2\na: 3\n", "the key `a` is there twice in one object @ 3:1 1:1");
    check("a.yaml", "é: {404: 1, '404': 2}\n", "the key `404` is there twice in one object @ 1:13 1:5");
    check("a.json", "{\"a\": {\"b\": 1,\n  \"\\u0062\": 2}}", "the key `b` is there twice in one object @ 2:3 1:8");
    check("a.json", "{\"a\":\n 1,,}", "key must be a string @ 2:4");
    check("a.json", "{\"a\": 1} x", "trailing characters @ 1:10");
    check("a.json", "", "EOF while parsing a value @ 1:1");
    check("a.yaml", "", "the text is empty @ 1:1");
    check("a.yaml", "a: [1\nb: 2", "did not find expected ',' or ']' @ 2:2 1:4");
    check("a.yaml", "a: 1\nb: !Ref x", "YAML tags have no meaning in an OpenAPI document @ 2:4");
    check("a.yaml", "a: 1\n---\nb: 2", "the text holds several YAML documents; one is expected @ 2:1");
    check("a.yaml", "a: .inf", "infinity and NaN have no form in JSON @ 1:4");
    check("a.yaml", "a: *b", "unknown anchor @ 1:4");
    check("a.yaml", "a: {<<: 1}", "`<<` merges a mapping, or a list of mappings @ 1:4");
}

#[test]
fn bombs_end_in_an_error() {
    let check = |name: &str, text: &str, expect: &str| {
        let error = parse(name, text).err().unwrap_or_default();
        assert!(error.contains(expect), "{error}");
    };
    let levels = (1..40).map(|level| format!("l{level}: &l{level} [{}]\n", vec![format!("*l{}", level - 1); 9].join(", ")));
    let bomb = format!("l0: &l0 text\n{}", levels.collect::<String>());
    check("a.yaml", &bomb, "the aliases of this text expand to far more than the text itself");
    let wide = format!("a: &a [{}]\nb: [{}]", "x, ".repeat(50_000), "*a, ".repeat(50_000));
    check("a.yaml", &wide, "the aliases of this text expand to far more than the text itself");
    check("a.yaml", "a: &a [*a]", "nested too deeply");
    for deep in ["[", "{\"a\":", "{a: ", "- "] {
        check("a.yaml", &deep.repeat(200_000), "nested too deeply");
    }
    check("a.yaml", &"? ".repeat(200_000), "expected a key that is a string");
    check("a.json", &"[".repeat(1_000_000), "nested too deeply");
}

#[test]
fn places_are_found_in_both_formats() {
    let yaml = "\
info:
  title: Prüfung  # äöü
  description: |
    Two
    lines
tags:
  - name: one
  - {name: 'two'}
base: &base
  x: 1
use: *base
merged:
  <<: *base
  y: 2
/a~b: null
";
    let json = r#"{"info": {"title": "Prüfung", "description": "Two\nlines"}, "tags": [{"name": "one"},
{"name": "two"}], "/a~b": null, "n": [1, [true]]}"#;
    let check = |name: &str, text: &str, pointer: &str, expect: &str| {
        let mut sources = Sources::default();
        sources.add(Text { name: name.to_owned(), text: text.to_owned() });
        let span = sources.span(name, &Pointer::parse(pointer)).unwrap_or_default();
        let at = sources.position(name, span.start).map(|at| format!("{}:{}", at.line, at.column)).unwrap_or_default();
        assert_eq!(format!("{at} {}", text.get(span).unwrap_or_default()), expect, "{pointer}");
    };
    check("a.yaml", yaml, "/info", "1:1 info");
    check("a.yaml", yaml, "/info/title", "2:10 Prüfung");
    check("a.yaml", yaml, "/info/description", "3:3 description");
    check("a.yaml", yaml, "/info/nothing/here", "1:1 info");
    check("a.yaml", yaml, "/tags/0/name", "7:11 one");
    check("a.yaml", yaml, "/tags/1", "8:5 {name: 'two'}");
    check("a.yaml", yaml, "/tags/1/name", "8:12 'two'");
    check("a.yaml", yaml, "/tags/7", "6:1 tags");
    check("a.yaml", yaml, "/use/x", "10:6 1");
    check("a.yaml", yaml, "/merged/x", "10:6 1");
    check("a.yaml", yaml, "/merged/y", "14:6 2");
    check("a.yaml", yaml, "/~1a~0b", "15:7 null");
    check("a.json", json, "/info/title", "1:20 \"Prüfung\"");
    check("a.json", json, "/tags/1", "2:1 {\"name\": \"two\"}");
    check("a.json", json, "/tags/1/name", "2:10 \"two\"");
    check("a.json", json, "/~1a~0b", "2:27 null");
    check("a.json", json, "/n/1/0", "2:43 true");
    check("a.json", json, "/n/1", "2:42 [true]");
}

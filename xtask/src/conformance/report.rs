//! What the recorded exchanges show.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

/// What was found, by operation.
pub(super) struct Report {
    rows: Vec<Row>,
    /// The `operationId`s of the document.
    operations: BTreeSet<String>,
    /// The requests that were wrong on purpose: what they were, and who did not find it.
    controls: Vec<(String, Vec<&'static str>)>,
}

/// One operation.
#[derive(Default)]
struct Row {
    operation: String,
    successes: usize,
    errors: usize,
    /// Requests that are not as the document has them.
    violations: Vec<String>,
    /// Responses that the client did not understand as the document has them.
    problems: Vec<String>,
}

impl Report {
    /// From the document, the exchanges, and what openapi-core found in each.
    pub(super) fn new(document: &Value, exchanges: &[Value], findings: &[Vec<String>]) -> Self {
        let mut report = Self { rows: Vec::new(), operations: operations(document), controls: Vec::new() };
        for (place, exchange) in exchanges.iter().enumerate() {
            let by_prism = prism_violations(exchange);
            // What was not checked is not right.
            let unchecked = vec!["openapi-core did not look at it".to_owned()];
            let by_core = findings.get(place).unwrap_or(&unchecked);
            match exchange["corruption"].as_str() {
                Some(corruption) => report.control(corruption, &by_prism, by_core),
                None => report.count(exchange, &by_prism, by_core),
            }
        }
        report
    }

    fn control(&mut self, corruption: &str, by_prism: &[String], by_core: &[String]) {
        // Prism lets read-only members pass; that is what openapi-core is for.
        let prism_is_blind = corruption == "ReadOnlyMember";
        let blind = [("Prism", by_prism.is_empty() && !prism_is_blind), ("openapi-core", by_core.is_empty())];
        let blind = blind.iter().filter(|(_, blind)| *blind).map(|(name, _)| *name).collect();
        self.controls.push((corruption.to_owned(), blind));
    }

    fn count(&mut self, exchange: &Value, by_prism: &[String], by_core: &[String]) {
        let (operation, status) = (text(&exchange["operation"]), text(&exchange["status"]));
        if !self.rows.iter().any(|row| row.operation == operation) {
            self.rows.push(Row { operation: operation.to_owned(), ..Row::default() });
        }
        let Some(row) = self.rows.iter_mut().find(|row| row.operation == operation) else { return };
        *(if status.starts_with('2') { &mut row.successes } else { &mut row.errors }) += 1;
        let case = format!("{operation}, {status}, {}", text(&exchange["case"]));
        row.violations.extend(by_prism.iter().map(|what| format!("{case}: Prism: {what}")));
        row.violations.extend(by_core.iter().map(|what| format!("{case}: openapi-core: {what}")));
        row.problems.extend(exchange["problem"].as_str().map(|what| format!("{case}: {what}")));
    }

    /// Everything that is wrong, a line each. The check holds if there is nothing.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> =
            self.rows.iter().flat_map(|row| row.violations.iter().chain(&row.problems)).cloned().collect();
        let called: BTreeSet<String> =
            self.rows.iter().filter(|row| row.successes > 0).map(|row| row.operation.clone()).collect();
        faults.extend(self.operations.difference(&called).map(|operation| format!("{operation} was never called with success")));
        if self.controls.is_empty() {
            faults.push("no request was wrong on purpose, so that nothing shows that the checks find what is".to_owned());
        }
        for (corruption, blind) in self.controls.iter().filter(|(_, blind)| !blind.is_empty()) {
            faults.push(format!("{} did not find what was wrong on purpose: {corruption}", blind.join(" and ")));
        }
        faults
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.operation.len()).max().unwrap_or_default();
        writeln!(f, "{:width$} {:>9} {:>7} {:>11} {:>9}", "operation", "successes", "errors", "violations", "problems")?;
        for Row { operation, successes, errors, violations, problems } in &self.rows {
            writeln!(f, "{operation:width$} {successes:>9} {errors:>7} {:>11} {:>9}", violations.len(), problems.len())?;
        }
        let sum = |count: fn(&Row) -> usize| self.rows.iter().map(count).sum::<usize>();
        let exchanges = sum(|row| row.successes + row.errors);
        let called = self.rows.iter().filter(|row| row.successes > 0).count();
        let caught = self.controls.iter().filter(|(_, blind)| blind.is_empty()).count();
        write!(
            f,
            "\n{called} of {} operations, {exchanges} exchanges ({} successes, {} errors), each request checked by Prism and by \
             openapi-core: {} violations, {} responses misunderstood.\n{caught} of {} requests that were wrong on purpose were found.",
            self.operations.len(),
            sum(|row| row.successes),
            sum(|row| row.errors),
            sum(|row| row.violations.len()),
            sum(|row| row.problems.len()),
            self.controls.len(),
        )
    }
}

/// The `operationId`s of a document.
fn operations(document: &Value) -> BTreeSet<String> {
    let items = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    let operations = items.filter_map(Value::as_object).flat_map(|item| item.values());
    operations.filter_map(|operation| operation.get("operationId")?.as_str()).map(str::to_owned).collect()
}

/// What Prism says of a request, in a header of its response. It speaks there of its own responses too.
fn prism_violations(exchange: &Value) -> Vec<String> {
    let headers = exchange.pointer("/response/headers").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let told = headers.iter().filter(|header| header[0] == "sl-violations").map(|header| text(&header[1]));
    told.flat_map(|told| match serde_json::from_str::<Vec<Value>>(told) {
        Ok(violations) => violations,
        Err(_) => vec![Value::from(told)],
    })
    // What cannot be read is taken for a violation.
    .filter(|violation| violation["location"].as_array().is_none_or(|place| place.first().is_none_or(|it| it == "request")))
    .map(|violation| violation.to_string())
    .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "tests")]
mod tests {
    use serde_json::json;

    use super::*;

    fn exchange(operation: &str, status: &str, violations: &str) -> Value {
        let headers = if violations.is_empty() { json!([]) } else { json!([["sl-violations", violations]]) };
        json!({"operation": operation, "status": status, "case": "c", "corruption": null, "problem": null,
            "response": {"headers": headers}})
    }

    fn control(corruption: &str) -> Value {
        let mut control = exchange("a", "200", r#"[{"location": ["request", "body"], "message": "m"}]"#);
        control["corruption"] = json!(corruption);
        control
    }

    fn faults(exchanges: &[Value], findings: &[&[&str]]) -> Vec<String> {
        let document = json!({"paths": {"/a": {"get": {"operationId": "a"}, "parameters": []}}});
        let owned = |found: &&[&str]| found.iter().map(|text| (*text).to_owned()).collect();
        Report::new(&document, exchanges, &findings.iter().map(owned).collect::<Vec<_>>()).faults()
    }

    /// Everything right, but for one exchange, whose faults are given.
    fn check(exchange: Value, found: &[&str], expect: &[&str]) {
        let exchanges = [self::exchange("a", "200", ""), exchange, control("EmptyBody")];
        assert_eq!(faults(&exchanges, &[&[], found, &["found"]]), expect);
    }

    #[test]
    fn what_is_right_has_no_faults() {
        check(exchange("a", "404", ""), &[], &[]);
        check(exchange("a", "404", r#"[{"location": ["response", "body"], "message": "m"}]"#), &[], &[]);
    }

    #[test]
    fn a_violation_is_a_fault() {
        let told = r#"[{"location": ["request", "query"], "message": "m"}]"#;
        let fault = r#"a, 404, c: Prism: {"location":["request","query"],"message":"m"}"#;
        check(exchange("a", "404", told), &[], &[fault]);
        check(exchange("a", "404", "?"), &[], &[r#"a, 404, c: Prism: "?""#]);
        check(exchange("a", "404", ""), &["read-only"], &["a, 404, c: openapi-core: read-only"]);
        let mut misunderstood = exchange("a", "404", "");
        misunderstood["problem"] = json!("404 is taken for success");
        check(misunderstood, &[], &["a, 404, c: 404 is taken for success"]);
    }

    #[test]
    fn what_was_not_looked_at_is_a_fault() {
        let never = "a was never called with success";
        assert_eq!(faults(&[exchange("a", "404", ""), control("EmptyBody")], &[&[], &["found"]]), [never]);
        let unchecked = "a, 200, c: openapi-core: openapi-core did not look at it";
        let no_control = "no request was wrong on purpose, so that nothing shows that the checks find what is";
        assert_eq!(faults(&[exchange("a", "200", "")], &[]), [unchecked, no_control]);
    }

    #[test]
    fn a_control_that_is_not_found_is_a_fault() {
        let ok = exchange("a", "200", "");
        let blind = |corruption: &str, by_prism: bool, found: &[&str]| {
            let mut control = control(corruption);
            if !by_prism {
                control["response"]["headers"] = json!([]);
            }
            faults(&[ok.clone(), control], &[&[], found])
        };
        assert_eq!(blind("ReadOnlyMember", false, &["found"]), [""; 0]);
        assert_eq!(blind("ReadOnlyMember", true, &[]), ["openapi-core did not find what was wrong on purpose: ReadOnlyMember"]);
        assert_eq!(blind("NoQuery", false, &["found"]), ["Prism did not find what was wrong on purpose: NoQuery"]);
    }
}

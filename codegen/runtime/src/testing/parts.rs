//! The parts of recorded forms (RFC 7578): which of them are secret, and whether they are those that were recorded.

use http::HeaderMap;

use super::exchange::{REDACTED, same};

/// What stands between the head of a part and its content.
const BLANK: &[u8] = b"\r\n\r\n";

/// What separates the parts, if there are any.
pub(super) fn delimiter(content_type: &str) -> Option<String> {
    let (_, boundary) = content_type.strip_prefix("multipart/")?.split_once("boundary=")?;
    let boundary = boundary.split(';').next().unwrap_or_default().trim().trim_matches('"');
    (!boundary.is_empty()).then(|| format!("--{boundary}"))
}

/// The same of a message.
pub(super) fn delimiter_of(headers: &HeaderMap) -> Option<String> {
    delimiter(headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?)
}

/// The form with what `redact` makes of the contents of parts: of their names, and their contents as far as they are text.
pub(super) fn redacted(body: &[u8], delimiter: &str, redact: impl Fn(&str, &str) -> Option<String>) -> Vec<u8> {
    let parts = split(body, delimiter.as_bytes()).into_iter().map(|part| {
        let hidden = head_and_content(part).and_then(|(head, content)| {
            let content = content.strip_suffix(b"\r\n").unwrap_or(content);
            let hidden = redact(&name(head)?, std::str::from_utf8(content).unwrap_or_default())?;
            Some([head, BLANK, hidden.as_bytes(), b"\r\n"].concat())
        });
        hidden.unwrap_or_else(|| part.to_vec())
    });
    parts.collect::<Vec<_>>().join(delimiter.as_bytes())
}

/// Whether a form is the one that was recorded. The delimiter is another one each time.
pub(super) fn are_same(expected: (&[u8], &str), given: (&[u8], &str)) -> bool {
    let [expected, given] = [expected, given].map(|(body, delimiter)| split(body, delimiter.as_bytes()));
    let is_same = |expected: &[u8], given: &[u8]| match (head_and_content(expected), head_and_content(given)) {
        (Some((head, expected)), Some((given_head, given))) => head == given_head && is_same_content(expected, given),
        _ => expected == given,
    };
    expected.len() == given.len() && expected.iter().zip(given).all(|(expected, given)| is_same(expected, given))
}

fn is_same_content(expected: &[u8], given: &[u8]) -> bool {
    match (std::str::from_utf8(expected), std::str::from_utf8(given)) {
        (Ok(expected), Ok(given)) => same(expected, given),
        // A secret that is no text stands for itself.
        (Ok(expected), Err(_)) => expected.trim_end() == REDACTED,
        _ => expected == given,
    }
}

fn head_and_content(part: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = find(part, BLANK)?;
    Some((part.get(..at)?, part.get(at + BLANK.len()..)?))
}

/// The name of a part.
fn name(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let (_, name) = head.split_once("; name=\"")?;
    name.split_once('"').map(|(name, _)| name.to_owned())
}

fn split<'a>(mut body: &'a [u8], delimiter: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(at) = find(body, delimiter) {
        parts.push(body.get(..at).unwrap_or_default());
        body = body.get(at + delimiter.len()..).unwrap_or_default();
    }
    parts.push(body);
    parts
}

fn find(body: &[u8], what: &[u8]) -> Option<usize> {
    body.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(delimiter: &str, password: &[u8]) -> Vec<u8> {
        let part = |name: &str, content: &[u8]| {
            [
                delimiter.as_bytes(),
                b"\r\nContent-Disposition: form-data; name=\"",
                name.as_bytes(),
                b"\"\r\n\r\n",
                content,
                b"\r\n",
            ]
            .concat()
        };
        [part("file", b"\xff\x00\r\n--b"), part("password", password), [delimiter.as_bytes(), b"--\r\n"].concat()].concat()
    }

    #[test]
    fn secret_parts_are_redacted_and_stay_the_same() {
        let delimiter = delimiter("multipart/form-data; boundary=\"bound\"").unwrap_or_default();
        assert_eq!(delimiter, "--bound");
        let redact = |name: &str, content: &str| {
            assert_eq!(content, if name == "password" { "hush" } else { "" });
            (name == "password").then(|| REDACTED.to_owned())
        };
        let kept = redacted(&form(&delimiter, b"hush"), &delimiter, redact);
        assert_eq!(kept, form(&delimiter, REDACTED.as_bytes()));
        for other in [&b"else"[..], b"\xff"] {
            assert!(are_same((&kept, &delimiter), (&form("--other", other), "--other")));
        }
        let open = form("--other", b"hush");
        assert!(are_same((&open, "--other"), (&form("--third", b"hush"), "--third")));
        assert!(!are_same((&open, "--other"), (&form("--third", b"else"), "--third")));
        assert!(!are_same((&open, "--other"), (&open, "--third")));
    }

    #[test]
    fn what_has_no_parts_has_no_delimiter() {
        assert_eq!(delimiter("application/json; boundary=a"), None);
        assert_eq!(delimiter("multipart/form-data"), None);
    }
}

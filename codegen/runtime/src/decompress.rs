//! Compressed bodies.

use bytes::Bytes;
use http::{HeaderMap, header::CONTENT_ENCODING};

/// Why a body cannot be decompressed.
#[derive(Debug, PartialEq)]
pub(crate) enum Defect {
    /// It would be larger than the limit. The bytes up to there.
    TooLarge(Bytes),
    /// It is not what it says. The bytes as they came.
    #[cfg(feature = "gzip")]
    Broken(Bytes),
}

/// Decompresses a body that is gzip (RFC 1952): one that says so, or one that is but does not, as some proxies send
/// their errors. Nothing that an API answers otherwise begins with gzip's first bytes, except an archive, which says
/// that it is one.
#[cfg(feature = "gzip")]
pub(crate) fn decompress(headers: &mut HeaderMap, body: Bytes, limit: usize) -> Result<Bytes, Defect> {
    use http::header::CONTENT_TYPE;

    let says = |name, word: &str| headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|it| it.contains(word));
    let is_gzip = body.starts_with(&[0x1f, 0x8b, 0x08]);
    let declared = says(CONTENT_ENCODING, "gzip");
    let silent = || !headers.contains_key(CONTENT_TYPE) || says(CONTENT_TYPE, "json") || says(CONTENT_TYPE, "text/");
    if !is_gzip || !(declared || silent()) {
        return within(body, limit);
    }
    let plain = gunzip(&body, limit)?;
    headers.remove(CONTENT_ENCODING);
    headers.remove(http::header::CONTENT_LENGTH);
    Ok(plain)
}

#[cfg(not(feature = "gzip"))]
pub(crate) fn decompress(_: &mut HeaderMap, body: Bytes, limit: usize) -> Result<Bytes, Defect> {
    let _ = CONTENT_ENCODING;
    within(body, limit)
}

fn within(body: Bytes, limit: usize) -> Result<Bytes, Defect> {
    if body.len() <= limit { Ok(body) } else { Err(Defect::TooLarge(body.slice(..limit))) }
}

/// Stops at the limit, since a few bytes can stand for many.
#[cfg(feature = "gzip")]
fn gunzip(body: &Bytes, limit: usize) -> Result<Bytes, Defect> {
    use std::io::Read;

    let mut plain = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let read = flate2::read::MultiGzDecoder::new(&**body).take(most).read_to_end(&mut plain);
    match read {
        Ok(_) => within(Bytes::from(plain), limit),
        Err(_) => Err(Defect::Broken(body.clone())),
    }
}

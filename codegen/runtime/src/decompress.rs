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

/// A body that is gzip, decompressed while it comes.
#[cfg(feature = "gzip")]
pub(crate) struct Inflating {
    decoder: flate2::write::MultiGzDecoder<Vec<u8>>,
    rest: Bytes,
    has_begun: bool,
}

/// How many compressed bytes are decompressed at once: they stand for at most a thousand times as many.
#[cfg(feature = "gzip")]
const STEP: usize = 1024;

#[cfg(feature = "gzip")]
impl Inflating {
    /// For a body that says that it is gzip.
    pub(crate) fn of(headers: &mut HeaderMap) -> Option<Self> {
        let says = headers.get(CONTENT_ENCODING).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"gzip"));
        says.then(|| {
            headers.remove(CONTENT_ENCODING);
            headers.remove(http::header::CONTENT_LENGTH);
            Self { decoder: flate2::write::MultiGzDecoder::new(Vec::new()), rest: Bytes::new(), has_begun: false }
        })
    }

    /// Takes a chunk as it came.
    pub(crate) fn put(&mut self, chunk: Bytes) {
        self.has_begun |= !chunk.is_empty();
        self.rest = chunk;
    }

    /// The next chunk of what it stands for. `None` if more has to come first.
    pub(crate) fn take(&mut self) -> Option<std::io::Result<Bytes>> {
        use std::io::Write;

        while !self.rest.is_empty() {
            let step = self.rest.split_to(self.rest.len().min(STEP));
            if let Err(error) = self.decoder.write_all(&step).and_then(|()| self.decoder.flush()) {
                return Some(Err(error));
            }
            let plain = std::mem::take(self.decoder.get_mut());
            if !plain.is_empty() {
                return Some(Ok(Bytes::from(plain)));
            }
        }
        None
    }

    /// Whether a body that ends here is not whole.
    pub(crate) fn is_cut(&mut self) -> bool {
        self.has_begun && self.decoder.try_finish().is_err()
    }
}

/// Nothing is decompressed.
#[cfg(not(feature = "gzip"))]
pub(crate) enum Inflating {}

#[cfg(not(feature = "gzip"))]
impl Inflating {
    pub(crate) fn of(_: &mut HeaderMap) -> Option<Self> {
        None
    }

    pub(crate) fn put(&mut self, _: Bytes) {
        match *self {}
    }

    pub(crate) fn take(&mut self) -> Option<std::io::Result<Bytes>> {
        match *self {}
    }

    pub(crate) fn is_cut(&mut self) -> bool {
        match *self {}
    }
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

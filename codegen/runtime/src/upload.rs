//! What a caller sends besides values: bytes at hand, or from somewhere else.

use std::{
    fmt, fs,
    io::{self, Read},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;

use crate::{
    Error, ErrorKind,
    transport::{Body, Chunks, TransportError},
};

/// The content of a file, or of a body of bytes, to send.
///
/// | made from | held in memory | sent again after a failure |
/// |---|---|---|
/// | `Bytes`, `Vec<u8>`, `String`, `&'static str`, `&'static [u8]` | yes | yes |
/// | [`path`](Self::path), [`anew`](Self::anew) | no | yes: it is opened for each attempt |
/// | [`reader`](Self::reader), [`stream`](Self::stream) | no | only while nothing of it has been read |
///
/// ```
/// use basetype_runtime::Upload;
/// let text = Upload::from("a few words");
/// assert_eq!(text.length(), Some(11));
/// let file = Upload::path("a/large/file");
/// let piped = Upload::reader(std::io::stdin());
/// ```
#[derive(Clone)]
pub struct Upload(Kind);

#[derive(Clone)]
enum Kind {
    Whole(Bytes),
    Once(Arc<Mutex<Once>>, Option<u64>),
    Anew(Open, Option<u64>),
    Several(Arc<[Upload]>),
}

/// Opens what is to be sent.
type Open = Arc<dyn Fn() -> io::Result<Body> + Send + Sync>;

/// What can be read once only.
struct Once {
    body: Body,
    /// Whether a part of it has been read, so that it cannot be sent as a whole any more.
    begun: bool,
}

impl Upload {
    /// What a reader gives, which can be sent once only. Reading blocks whoever sends: in async code this is for readers that
    /// do not wait for long, such as files.
    pub fn reader(reader: impl Read + Send + 'static) -> Self {
        Self::once(Body::from_reader(reader))
    }

    /// The chunks of a stream, which can be sent once only.
    #[cfg(feature = "stream")]
    pub fn stream<S, C, E>(stream: S) -> Self
    where
        S: futures_core::Stream<Item = Result<C, E>> + Send + 'static,
        C: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::once(Body::from_stream(stream))
    }

    /// What can be sent once only.
    pub fn once(body: Body) -> Self {
        let length = body.length();
        Self(Kind::Once(Arc::new(Mutex::new(Once { body, begun: false })), length))
    }

    /// A file, which is opened for each attempt. Reading it blocks whoever sends.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self::anew(move || {
            let file = fs::File::open(&path)?;
            let length = file.metadata()?.len();
            Ok(Body::from_reader(file.take(length)).with_length(length))
        })
    }

    /// What can be opened anew for each attempt.
    pub fn anew(open: impl Fn() -> io::Result<Body> + Send + Sync + 'static) -> Self {
        Self(Kind::Anew(Arc::new(open), None))
    }

    /// Says how many bytes there are, which some services want to know. It is for what does not know it by itself: a
    /// [`reader`](Self::reader), a [`stream`](Self::stream). Others are left as they are.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        if let Kind::Once(_, length) | Kind::Anew(_, length) = &mut self.0 {
            *length = Some(bytes);
        }
        self
    }

    /// How many bytes there are, as far as that is known before it is opened.
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Kind::Whole(bytes) => u64::try_from(bytes.len()).ok(),
            Kind::Once(_, length) | Kind::Anew(_, length) => *length,
            Kind::Several(parts) => parts.iter().map(Self::length).sum(),
        }
    }

    /// One after the other.
    pub(crate) fn several(parts: Vec<Self>) -> Self {
        Self(Kind::Several(parts.into()))
    }

    /// The bytes, if they are at hand.
    pub(crate) fn bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Whole(bytes) => Some(bytes),
            Kind::Once(..) | Kind::Anew(..) | Kind::Several(_) => None,
        }
    }

    /// Whether it can be sent no more.
    pub(crate) fn is_spent(&self) -> bool {
        match &self.0 {
            Kind::Whole(_) | Kind::Anew(..) => false,
            Kind::Once(once, _) => lock(once).begun,
            Kind::Several(parts) => parts.iter().any(Self::is_spent),
        }
    }

    /// The body for one attempt.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Request`] if it cannot be opened, or has been sent and cannot be sent again.
    pub(crate) fn open(&self) -> Result<Body, Error> {
        match &self.0 {
            Kind::Whole(bytes) => Ok(bytes.clone().into()),
            Kind::Once(..) if self.is_spent() => {
                Err(Error::new(ErrorKind::Request, "the upload can be sent once only, and a part of it has been"))
            }
            Kind::Once(once, length) => Ok(Body::new(Handle(Arc::clone(once))).with_length(*length)),
            Kind::Anew(open, length) => {
                let body =
                    open().map_err(|error| Error::new(ErrorKind::Request, "the upload cannot be opened").with_source(error))?;
                let known = length.or(body.length());
                Ok(body.with_length(known))
            }
            Kind::Several(parts) => {
                let bodies: Vec<Body> = parts.iter().map(Self::open).collect::<Result<_, _>>()?;
                let length = bodies.iter().map(Body::length).sum::<Option<u64>>();
                Ok(Body::new(Chain(bodies.into())).with_length(length))
            }
        }
    }
}

fn lock(once: &Mutex<Once>) -> MutexGuard<'_, Once> {
    once.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads what can be read once, and notes that it has.
struct Handle(Arc<Mutex<Once>>);

impl Chunks for Handle {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let mut once = lock(&self.0);
        let chunk = once.body.poll_chunk(context);
        once.begun |= chunk.is_ready();
        chunk
    }
}

/// Bodies one after the other.
struct Chain(std::collections::VecDeque<Body>);

impl Chunks for Chain {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        while let Some(body) = self.0.front_mut() {
            match body.poll_chunk(context) {
                Poll::Ready(None) => drop(self.0.pop_front()),
                other => return other,
            }
        }
        Poll::Ready(None)
    }
}

impl Default for Upload {
    fn default() -> Self {
        Bytes::new().into()
    }
}

macro_rules! from {
    ($($ty:ty),*) => {$(
        impl From<$ty> for Upload {
            fn from(bytes: $ty) -> Self {
                Self(Kind::Whole(bytes.into()))
            }
        }
    )*};
}
from!(Bytes, Vec<u8>, String, &'static str, &'static [u8]);

/// Without the content.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("length", &self.length()).finish_non_exhaustive()
    }
}

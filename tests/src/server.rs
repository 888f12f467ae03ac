//! A loopback HTTP/1.1 server. It keeps what it was asked, answers what it is told to, and ends with its value.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, spawn};

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The method.
    pub method: String,
    /// Path and query, as they were written.
    pub target: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What to answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Headers besides `content-length`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The server.
pub struct Server {
    address: SocketAddr,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

/// Says what to answer.
type Answer = Box<dyn Fn(&Asked) -> Reply + Send + Sync>;

#[derive(Default)]
struct State {
    asked: Mutex<Vec<Asked>>,
    reply: Mutex<Option<Reply>>,
    answer: Option<Answer>,
    over: AtomicBool,
}

impl Asked {
    /// The values of a header.
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str()).collect()
    }
}

impl Reply {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// An answer in JSON.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::of(status, "application/json", body.to_string())
    }

    /// An answer of any media type.
    pub fn of(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type".to_owned(), media_type.to_owned())], body: body.into() }
    }
}

impl Server {
    /// Starts a server on a free port.
    pub fn start() -> Self {
        Self::serve(0, State::default()).unwrap()
    }

    /// Starts a server on a port, 0 for a free one, that answers each request as `answer` says.
    pub fn answering(port: u16, answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> std::io::Result<Self> {
        Self::serve(port, State { answer: Some(Box::new(answer)), ..State::default() })
    }

    fn serve(port: u16, state: State) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let address = listener.local_addr()?;
        let state = Arc::new(state);
        let shared = Arc::clone(&state);
        let thread = spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.over.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&shared);
                spawn(move || serve(stream, &shared));
            }
        });
        Ok(Self { address, state, thread: Some(thread) })
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What to answer from now on.
    pub fn reply(&self, reply: Reply) {
        *self.state.reply.lock().unwrap() = Some(reply);
    }

    /// What it was asked since the last time.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state.asked.lock().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::SeqCst);
        // One more connection, so that it looks at the flag.
        TcpStream::connect(self.address).ok();
        self.thread.take().map(JoinHandle::join);
    }
}

/// Serves one connection until the client closes it.
fn serve(stream: TcpStream, state: &State) {
    stream.set_nodelay(true).ok();
    let mut reader = BufReader::new(stream);
    while let Some(asked) = read(&mut reader) {
        let reply = match &state.answer {
            Some(answer) => answer(&asked),
            None => state.reply.lock().unwrap().clone().unwrap_or_else(|| Reply::empty(404)),
        };
        state.asked.lock().unwrap().push(asked);
        if reader.get_mut().write_all(&written(&reply)).is_err() {
            return;
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let first = line(reader)?;
    let mut words = first.split(' ');
    let mut asked = Asked { method: words.next()?.to_owned(), target: words.next()?.to_owned(), ..Asked::default() };
    while let Some((name, value)) = line(reader)?.split_once(':') {
        asked.headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let length = asked.header("content-length").first().map_or(0, |length| length.parse().unwrap());
    asked.body = vec![0; length];
    reader.read_exact(&mut asked.body).ok()?;
    Some(asked)
}

fn line(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let length = reader.read_line(&mut line).ok()?;
    (length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}

fn written(reply: &Reply) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} Status\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if reply.status != 204 {
        head.push_str(&format!("content-length: {}\r\n", reply.body.len()));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&reply.body);
    bytes
}

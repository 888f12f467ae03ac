//! Bodies of requests that are read while they are sent.

use std::{
    io::{self, Cursor, Read},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use basetype_runtime::{Bytes, ErrorKind, File, Part, Parts as _, RetryPolicy, Upload, testing::TestClock, transport::Body};

use crate::{
    sample::{Client, ClientBuilder},
    support::{Answer, Server, reply},
};

fn builder(server: &Server) -> ClientBuilder {
    Client::builder().server(&server.url).clock(TestClock::new())
}

fn reader(text: &'static str) -> Upload {
    Upload::reader(Cursor::new(text))
}

/// What can be opened again, and how often it has been.
fn anew(text: &'static str) -> (Upload, Arc<AtomicUsize>) {
    let opened = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&opened);
    let upload = Upload::anew(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(Body::from_reader(Cursor::new(text)))
    });
    (upload, opened)
}

#[tokio::test]
async fn uploads_of_every_kind_arrive() {
    let server = Server::sequence(vec![reply(200, "")]);
    let client = builder(&server).build().unwrap();
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("upload.txt");
    std::fs::write(&path, "a few words").unwrap();
    let pieces = ["a few", " words"].map(|piece| Ok::<_, io::Error>(Bytes::from(piece)));
    for (upload, length) in [
        (Upload::from("a few words"), Some("11")),
        (Upload::from(b"a few words".to_vec()), Some("11")),
        (reader("a few words"), None),
        (reader("a few words").with_length(11), Some("11")),
        (anew("a few words").0, None),
        (Upload::path(&path), Some("11")),
        (Upload::stream(Pieces(pieces.into_iter().collect())), None),
    ] {
        client.send_file("x", upload).send().await.unwrap();
        let asked = server.asked().pop().unwrap();
        assert_eq!(String::from_utf8_lossy(&asked.body), "a few words");
        assert_eq!(asked.header("content-length"), length);
        assert_eq!(asked.header("content-type"), Some("application/octet-stream"));
    }
    let error = client.send_file("x", Upload::path("/no/such/file")).send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Request, 0));
}

struct Pieces(std::collections::VecDeque<io::Result<Bytes>>);

impl futures_core::Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.pop_front())
    }
}

#[tokio::test]
async fn parts_are_sent_one_after_the_other() {
    let server = Server::sequence(vec![reply(200, "")]);
    let client = builder(&server).build().unwrap();
    let part = |upload: Upload| Part::file("data", File::new("d.bin", upload));
    let parts = |upload: Upload| vec![Part::text("note", "hello"), part(upload), Part::text("end", "bye")];
    for upload in [Upload::from("a few words"), reader("a few words"), reader("a few words").with_length(11)] {
        let length = upload.length();
        client.add_files(&parts(upload)).send().await.unwrap();
        let asked = server.asked().pop().unwrap();
        let boundary = asked.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
        let expect = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"data\"; filename=\"d.bin\"\r\n\
             Content-Type: application/octet-stream\r\n\r\na few words\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"end\"\r\n\r\nbye\r\n--{boundary}--\r\n"
        );
        assert_eq!(String::from_utf8_lossy(&asked.body), expect);
        let declared = asked.header("content-length").map(|length| length.parse::<usize>().unwrap());
        assert_eq!(declared, length.map(|_| expect.len()));
    }
}

#[tokio::test]
async fn what_can_be_opened_again_is_sent_again() {
    let server = Server::sequence(vec![reply(503, ""), Answer::HangUp, reply(200, "")]);
    let client = builder(&server).build().unwrap();
    let (upload, opened) = anew("a few words");
    client.send_file("x", upload).send().await.unwrap();
    assert_eq!((server.count(), opened.load(Ordering::SeqCst)), (3, 3));
    assert!(server.asked().iter().all(|asked| asked.body == b"a few words"));
}

#[tokio::test]
async fn what_has_been_read_is_not_sent_again() {
    for (answer, kind) in
        [(reply(503, ""), ErrorKind::Status), (reply(401, ""), ErrorKind::Status), (Answer::HangUp, ErrorKind::Transport)]
    {
        let server = Server::sequence(vec![answer, reply(200, "")]);
        let client = builder(&server).build().unwrap();
        let upload = reader("a few words");
        let error = client.send_file("x", upload.clone()).send().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), server.count()), (kind, 1, 1));
        let error = client.send_file("x", upload).send().await.unwrap_err();
        assert_eq!(error.to_string(), "send: the upload can be sent once only, and a part of it has been");
        assert_eq!((error.kind(), server.count()), (ErrorKind::Request, 1));
    }
}

/// Where there is no connection, nothing is read.
#[tokio::test]
async fn what_has_not_been_read_is_sent_again() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = Client::builder().server(format!("http://{nobody}")).clock(TestClock::new());
    let client = client.retry(RetryPolicy::default().max_attempts(3)).build().unwrap();
    let upload = reader("a few words");
    let error = client.send_file("x", upload.clone()).send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3));
    let server = Server::sequence(vec![reply(200, "")]);
    builder(&server).build().unwrap().send_file("x", upload).send().await.unwrap();
    assert_eq!(server.only().body, b"a few words");
}

#[tokio::test]
async fn what_cannot_be_read_is_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let server = Server::sequence(vec![reply(200, "")]);
    let client = builder(&server).build().unwrap();
    let error = client.send_file("x", Upload::reader(Broken)).send().await.unwrap_err();
    let mut source: Option<&dyn std::error::Error> = Some(&error);
    let mut told = false;
    while let Some(error) = source {
        told |= error.to_string().contains("the disk is gone");
        source = error.source();
    }
    assert!(told && error.attempts() == 1, "{error:?}");
    assert_eq!(client.send_file("x", reader("a")).build().unwrap_err().kind(), ErrorKind::Request);
}

#[test]
fn a_blocking_client_uploads() {
    let server = Server::sequence(vec![reply(200, "")]);
    let client = builder(&server).build_blocking().unwrap();
    client.send_file("x", reader("a few words")).send().unwrap();
    assert_eq!(server.only().body, b"a few words");
}

#[derive(Default)]
struct Report {
    title: String,
    marks: Vec<i64>,
    pages: Vec<File>,
    scans: Vec<File>,
    more: Vec<Part>,
}
basetype_runtime::parts! { Report {
    required title "title" = text [min_length(2)],
    list marks "marks" = text [min_items(2), items[minimum(0)]],
    list pages "pages" = file [max_items(1)],
    required_list scans "scans" = file [min_items(1)],
} }

#[test]
fn parts_are_held_to_their_constraints() {
    let refused = |report: &Report| report.parts().unwrap_err().to_string();
    let good = || Report { title: "Lions".into(), scans: vec![File::from("a scan")], ..Report::default() };
    assert_eq!(good().parts().unwrap().len(), 2);
    // A list that may be absent is, where it is empty.
    assert!(refused(&Report { scans: Vec::new(), ..good() }).ends_with("scans must have at least 1 item"));
    assert!(refused(&Report { title: "L".into(), ..good() }).ends_with("title must have at least 2 characters"));
    assert!(refused(&Report { marks: vec![7, -1], ..good() }).ends_with("marks[1] must be at least 0"));
    assert!(refused(&Report { marks: vec![7], ..good() }).ends_with("marks must have at least 2 items"));
    assert!(
        refused(&Report { pages: vec![File::from("a"), File::from("b")], ..good() }).ends_with("pages must have at most 1 item")
    );
    assert_eq!(Report { title: "L".into(), ..good() }.parts().unwrap_err().kind(), ErrorKind::Validation);
}

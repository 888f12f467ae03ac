//! One call: attempts, each with its credential and its time limit, until one succeeds or none may follow.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response, StatusCode};

use crate::{
    Draft, Error, ErrorKind, OperationInfo,
    core::Core,
    credentials::{Chosen, Context, apply},
    decode::unsuccessful,
    decompress::{Defect, decompress},
    json::Secret,
    observe::Attempt,
    response::Reply,
    retry::Retry,
    stream::{Delivery, Incoming},
    transport::{Body, Limits, TransportError, TransportErrorKind, within},
    upload::Upload,
};

/// How a success of a status is handed over.
type Deliver = fn(u16) -> Option<Delivery>;

/// A call under way.
struct Call<'a> {
    core: &'a Core,
    operation: &'static OperationInfo,
    /// Without a credential.
    request: Request<Bytes>,
    /// The body, if it is not at hand.
    upload: Option<Upload>,
    /// Whether the response is to be handed over while it comes, and which are.
    streamed: bool,
    delivery: Deliver,
    credentials: Vec<Chosen>,
    retry: Retry,
    attempt_timeout: Option<Duration>,
    /// How many times the request has been sent.
    sent: u32,
    /// Whether a refused credential has been replaced, which is done once.
    renewed: bool,
}

impl Core {
    /// Makes a call: the response, which has a status below 400.
    pub(crate) async fn exchange(&self, draft: &Draft) -> Result<Reply, Error> {
        Ok(self.exchange_with(draft, |_| None).await?.0)
    }

    /// Makes a call: the response, which has a status below 400. Its body comes with it, where its status is one of those that
    /// are handed over while they come.
    pub(crate) async fn exchange_with(&self, draft: &Draft, delivery: Deliver) -> Result<(Reply, Option<Incoming>), Error> {
        let operation = draft.operation();
        let mut call = Call::new(self, draft).map_err(|error| error.in_operation(operation.id, 0))?;
        call.delivery = delivery;
        match call.run().await {
            Ok((reply, body)) => {
                let reply = Reply { attempts: call.sent, ..reply };
                let incoming = body.map(|body| Incoming::new(self.clone(), reply.clone(), operation.id, body));
                Ok((reply, incoming))
            }
            Err(error) => Err(error.in_operation(operation.id, call.sent)),
        }
    }
}

impl<'a> Call<'a> {
    fn new(core: &'a Core, draft: &Draft) -> Result<Self, Error> {
        let (settings, operation, options) = (&core.0, draft.operation(), &draft.options);
        let request = core.head(draft)?;
        let timeout = options.timeout.or(settings.timeout);
        let deadline = timeout.and_then(|timeout| settings.clock.now().checked_add(timeout));
        let policy = options.retry.as_ref().unwrap_or(&settings.retry).clone();
        Ok(Self {
            core,
            operation,
            credentials: settings.credentials.choose(settings.api, operation)?,
            retry: Retry::new(policy, request.method(), deadline),
            attempt_timeout: options.attempt_timeout.or(settings.attempt_timeout),
            request,
            upload: draft.upload().cloned(),
            streamed: draft.is_streamed(),
            delivery: |_| None,
            sent: 0,
            renewed: false,
        })
    }

    async fn run(&mut self) -> Result<(Reply, Option<Body>), Error> {
        loop {
            let began = self.core.0.clock.now();
            self.retry.attempts += 1;
            let mut secrets = Vec::new();
            let result = self.attempt(&mut secrets).await;
            let delay = match &result {
                Ok(_) => None,
                Err(_) if self.upload.as_ref().is_some_and(Upload::is_spent) => None,
                Err(error) if self.renews(error, &secrets) => Some(Duration::ZERO),
                Err(error) => self.delay(error),
            };
            let elapsed = self.core.0.clock.now().saturating_duration_since(began);
            self.core.0.observer.attempted(&Attempt {
                operation: self.operation.id,
                number: self.retry.attempts,
                result: result.as_ref().map(|(reply, _)| reply.status),
                elapsed,
                retry_in: delay,
            });
            match delay {
                None => return result.inspect(|_| self.core.0.budget.give_back()),
                Some(Duration::ZERO) => {}
                Some(delay) => self.core.0.clock.sleep(delay).await,
            }
        }
    }

    fn delay(&self, error: &Error) -> Option<Duration> {
        let settings = &self.core.0;
        self.retry.delay(error, settings.clock.now(), fastrand::f64(), &settings.budget)
    }

    /// Whether the service refused a credential that can be replaced: then the request is sent once more.
    fn renews(&mut self, error: &Error, secrets: &[Secret]) -> bool {
        if self.renewed || error.status() != Some(StatusCode::UNAUTHORIZED) {
            return false;
        }
        for ((_, credential), secret) in self.credentials.iter().zip(secrets) {
            self.renewed |= credential.refused(secret);
        }
        self.renewed
    }

    /// Sends the request once, in the time that is left.
    async fn attempt(&mut self, secrets: &mut Vec<Secret>) -> Result<(Reply, Option<Body>), Error> {
        let settings = &self.core.0;
        let left = self.retry.remaining(settings.clock.now());
        let signing = within(|| left.map(|left| settings.clock.limit(left)), self.sign(secrets));
        let Some(request) = signing.await else {
            return Err(Error::new(ErrorKind::Timeout, "the call reached its time limit"));
        };
        let left = self.retry.remaining(settings.clock.now());
        let timeout = self.attempt_timeout.into_iter().chain(left).min();
        let request = request?;
        let (reply, body) = if self.streamed || self.upload.is_some() {
            let (head, at_hand) = request.into_parts();
            let body = self.upload.as_ref().map_or_else(|| Ok(at_hand.into()), Upload::open)?;
            self.sent += 1;
            settings.open(Request::from_parts(head, body), timeout, self.delivery).await?
        } else {
            self.sent += 1;
            (settings.send(request, timeout).await?, None)
        };
        if reply.status.is_client_error() || reply.status.is_server_error() {
            let body = (self.operation.error_body)(&reply);
            return Err(unsuccessful(reply, body));
        }
        Ok((reply, body))
    }

    /// The request with its credentials.
    async fn sign(&self, secrets: &mut Vec<Secret>) -> Result<Request<Bytes>, Error> {
        let settings = &self.core.0;
        let mut request = self.request.clone();
        for (scheme, credential) in &self.credentials {
            let secret = credential.secret(&Context::new(settings, scheme)).await?;
            apply(&mut request, scheme, &secret)?;
            secrets.push(secret);
        }
        Ok(request)
    }
}

impl crate::core::Settings {
    /// Sends one request and reads its response, whatever its status.
    pub(crate) async fn send(&self, request: Request<Bytes>, timeout: Option<Duration>) -> Result<Reply, Error> {
        let limits = Limits::new(self.max_response, timeout);
        let limit = || timeout.map(|timeout| self.clock.limit(timeout));
        let sent = within(limit, self.transport.send(request, limits.clone())).await;
        let response = match sent {
            Some(Ok(response)) => response,
            Some(Err(error)) => return Err(self.failed(error)),
            None => {
                let error = Error::new(ErrorKind::Timeout, "the attempt reached its time limit");
                return Err(self.with_response(error, limits.kept()));
            }
        };
        self.whole(response)
    }

    /// Sends one request while its body is read, and gives the response: its head, with the body where that is handed over while
    /// it comes, or else with all of it read.
    async fn open(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
        delivery: Deliver,
    ) -> Result<(Reply, Option<Body>), Error> {
        let limits = Limits::new(self.max_response, timeout);
        let (mut received, mut read) = (None, BytesMut::new());
        let work = async {
            let (head, body) = self.transport.stream(request, limits.clone()).await?.into_parts();
            let is_stream = delivery(head.status.as_u16()).is_some_and(|it| it.is_stream() && it.fits(&head.headers));
            received = Some(Response::from_parts(head, Bytes::new()));
            if is_stream {
                return Ok(Some(body));
            }
            body.read(&mut read, self.max_response).await.map(|()| None)
        };
        let result = within(|| timeout.map(|timeout| self.clock.limit(timeout)), work).await;
        let response = received.map(|response| response.map(|_| read.freeze()));
        match (result, response) {
            (Some(Ok(Some(body))), Some(response)) => {
                let head = response.into_parts().0;
                Ok((Reply::new(head, Bytes::new(), self.clock.time_of_day()), Some(body)))
            }
            (Some(Ok(_)), response) => Ok((self.whole(response.unwrap_or_default())?, None)),
            (Some(Err(mut error)), response) => {
                error.response = error.response.or(response.map(Box::new));
                Err(self.failed(error))
            }
            (None, response) => {
                let error = Error::new(ErrorKind::Timeout, "the attempt reached its time limit");
                Err(self.with_response(error, response.or_else(|| limits.kept())))
            }
        }
    }

    /// A response that is there, decompressed.
    fn whole(&self, response: Response<Bytes>) -> Result<Reply, Error> {
        let (mut head, body) = response.into_parts();
        let (body, error) = match decompress(&mut head.headers, body, self.max_response) {
            Ok(body) => return Ok(Reply::new(head, body, self.clock.time_of_day())),
            Err(Defect::TooLarge(body)) => (body, self.too_large()),
            #[cfg(feature = "gzip")]
            Err(Defect::Broken(body)) => (body, Error::new(ErrorKind::Decode, "the body is no gzip, but says so")),
        };
        Err(error.with_reply(Reply::new(head, body, self.clock.time_of_day())))
    }

    fn too_large(&self) -> Error {
        let message = format!("the response is larger than the limit of {} bytes", self.max_response);
        Error::new(ErrorKind::TooLarge, message)
    }

    fn failed(&self, mut failure: TransportError) -> Error {
        let response = failure.response.take();
        let message = failure.to_string();
        let error = match failure.kind {
            TransportErrorKind::Connect => Error::new(ErrorKind::Connect, message),
            TransportErrorKind::Interrupted => Error::new(ErrorKind::Transport, message),
            TransportErrorKind::Timeout => Error::new(ErrorKind::Timeout, message),
            TransportErrorKind::TooLarge => self.too_large(),
            TransportErrorKind::Request => Error::new(ErrorKind::Request, message),
        };
        self.with_response(error.with_source(failure), response.map(|response| *response))
    }

    /// Adds what there is of a response.
    fn with_response(&self, error: Error, response: Option<Response<Bytes>>) -> Error {
        let Some(response) = response else { return error };
        let (head, body) = response.into_parts();
        error.with_reply(Reply::new(head, body, self.clock.time_of_day()))
    }
}

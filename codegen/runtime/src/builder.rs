//! Settings of a client.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::{
    Error, ErrorKind,
    api::Api,
    clock::{Clock, SystemClock},
    core::{Core, Settings},
    credentials::{ApiKey, Basic, Bearer, Credential, Credentials},
    json::Secret,
    retry::RetryPolicy,
    transport::Transport,
};

/// A client type that [`client!`](crate::client) defines.
#[doc(hidden)]
pub trait ApiClient: From<Core> {
    /// What the document says about the API.
    const API: &'static Api;
    /// The client without async.
    type Blocking: From<Core>;
}

/// Settings of a client of type `C`. A setter that is not called leaves what its documentation says.
#[derive(Clone)]
pub struct ClientBuilder<C> {
    server: Option<String>,
    credentials: Credentials,
    headers: HeaderMap,
    application: Option<String>,
    retry: RetryPolicy,
    connect_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    max_body: usize,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    problem: Option<Error>,
    client: PhantomData<fn() -> C>,
}

impl<C: ApiClient> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self {
            server: None,
            credentials: Credentials::default(),
            headers: HeaderMap::new(),
            application: None,
            retry: RetryPolicy::default(),
            connect_timeout: Some(Duration::from_secs(10)),
            attempt_timeout: Some(Duration::from_secs(60)),
            max_body: 64 * 1024 * 1024,
            transport: None,
            clock: Arc::new(SystemClock),
            problem: None,
            client: PhantomData,
        }
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("server", &self.server)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

impl<C: ApiClient> ClientBuilder<C> {
    /// Where the service is: scheme, host, and a path to put before those of the operations. Without this, the
    /// document's first server.
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.server = Some(url.into());
        self
    }

    /// Signs in with HTTP Basic: a user and a password, or an API key and its secret.
    pub fn basic(self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.credential(Basic::new(user, password))
    }

    /// Signs in with a bearer token, for schemes of the kinds `bearer`, OAuth 2 and OpenID Connect.
    pub fn bearer(self, token: impl Into<Secret>) -> Self {
        self.credential(Bearer::new(token))
    }

    /// Signs in with an API key, which stands in the header, query parameter or cookie that the document names.
    pub fn api_key(self, key: impl Into<Secret>) -> Self {
        self.credential(ApiKey::new(key))
    }

    /// Signs in with any credential, for all schemes that it satisfies.
    pub fn credential(mut self, credential: impl Credential) -> Self {
        self.credentials.add(None, Arc::new(credential));
        self
    }

    /// Signs in with any credential, for the scheme of this name in the document.
    pub fn credential_for(mut self, scheme: impl Into<String>, credential: impl Credential) -> Self {
        self.credentials.add(Some(scheme.into()), Arc::new(credential));
        self
    }

    /// Sends a header with every request that does not set it itself.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => drop(self.headers.insert(name, value)),
            _ => self.problem = Some(Error::new(ErrorKind::Request, format!("the header {name:?} is not legal"))),
        }
        self
    }

    /// Names the application in the user agent, before the client's own part: `name/version`.
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.application = Some(name.into());
        self
    }

    /// Uses another transport.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Uses another source of time, which tests do.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Request`] if a setting is not legal.
    pub fn build(self) -> Result<C, Error> {
        self.core().map(C::from)
    }

    /// The client without async.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Request`] if a setting is not legal.
    pub fn build_blocking(self) -> Result<C::Blocking, Error> {
        self.core().map(C::Blocking::from)
    }

    fn core(self) -> Result<Core, Error> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let server = self.server.as_deref().unwrap_or(C::API.server);
        let agent = match &self.application {
            Some(application) => format!("{application} {}", C::API.agent),
            None => C::API.agent.to_owned(),
        };
        Ok(Core(Arc::new(Settings {
            api: C::API,
            server: server.trim_end_matches('/').to_owned(),
            transport: match self.transport {
                Some(transport) => transport,
                None => default_transport(self.connect_timeout)?,
            },
            clock: self.clock,
            credentials: self.credentials,
            headers: self.headers,
            user_agent: HeaderValue::from_str(&agent)
                .map_err(|error| Error::new(ErrorKind::Request, "the application's name is no header").with_source(error))?,
            retry: self.retry,
            attempt_timeout: self.attempt_timeout,
            max_body: self.max_body,
        })))
    }
}

#[cfg(feature = "reqwest")]
impl<C: ApiClient> ClientBuilder<C> {
    /// Sends requests with this client, which brings its own proxies and TLS. It must not follow redirects.
    pub fn reqwest(self, client: ::reqwest::Client) -> Self {
        self.transport(crate::transport::ReqwestTransport::with_client(client))
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(connect_timeout: Option<Duration>) -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(crate::transport::ReqwestTransport::new(connect_timeout)?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: Option<Duration>) -> Result<Arc<dyn Transport>, Error> {
    Err(Error::new(ErrorKind::Request, "without the feature `reqwest`, a client needs a transport"))
}

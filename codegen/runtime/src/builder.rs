//! Settings of a client.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::{
    Error, ErrorKind,
    api::Api,
    clock::{Clock, SystemClock},
    core::{Core, Settings},
    credentials::{ApiKey, Basic, Bearer, Credential, Credentials, from_environment, server_from_environment},
    json::Secret,
    observe::{Attempt, Observer},
    retry::{RetryBudget, RetryPolicy},
    server::{Said, Servers},
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
#[must_use = "settings do nothing before `build`"]
pub struct ClientBuilder<C> {
    servers: Said,
    credentials: Credentials,
    headers: HeaderMap,
    application: Option<String>,
    retry: RetryPolicy,
    retry_budget: u32,
    timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    max_response: usize,
    observer: Observer,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    problem: Option<Error>,
    client: PhantomData<fn() -> C>,
}

impl<C: ApiClient> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self {
            servers: Said::default(),
            credentials: Credentials::default(),
            headers: HeaderMap::new(),
            application: None,
            retry: RetryPolicy::default(),
            retry_budget: 100,
            timeout: Some(Duration::from_secs(300)),
            connect_timeout: Some(Duration::from_secs(10)),
            attempt_timeout: Some(Duration::from_secs(60)),
            idle_timeout: Some(Duration::from_secs(300)),
            max_response: 64 * 1024 * 1024,
            observer: Observer::default(),
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
            .field("servers", &self.servers)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

impl<C: ApiClient> ClientBuilder<C> {
    /// Where the service is: scheme, host, and a path to put before those of the operations. Without this, the
    /// document's first server. Credentials are sent there, to the servers of [`server_for`](Self::server_for), and nowhere
    /// else.
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.servers.server = Some(url.into());
        self
    }

    /// The value of a variable in the URLs of servers, instead of its default. It is one of those that the document lists, if it
    /// does. To build the client fails if it is not, or if no server has such a variable: neither that of
    /// [`server`](Self::server), or the document's without it, nor one that the document names for some operations.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.servers.variables.insert(name.into(), value.into());
        self
    }

    /// Where those operations are that the document says are on a server of their own: `named` is that server as their
    /// documentation names it. Without this they are there; but where [`server`](Self::server) sets another host than the
    /// document's, to call one is an error until this says where it is. To build the client fails if no operation is on
    /// `named`.
    pub fn server_for(mut self, named: impl Into<String>, url: impl Into<String>) -> Self {
        self.servers.others.insert(named.into(), url.into());
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

    /// Signs in with any credential, for all schemes that it satisfies. Of several, the first that does is used.
    pub fn credential(mut self, credential: impl Credential) -> Self {
        self.credentials.add(None, Arc::new(credential));
        self
    }

    /// Signs in with any credential, for the scheme of this name in the document. To build the client fails if there is no
    /// such scheme, or if the credential is not of its kind.
    pub fn credential_for(mut self, scheme: impl Into<String>, credential: impl Credential) -> Self {
        self.credentials.add(Some(scheme.into()), Arc::new(credential));
        self
    }

    /// Signs in with what the environment variables say that the client's documentation names, and goes to the server that
    /// they name, if they name one. A variable that is empty counts as not set.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Credentials`] if no way to sign in has all of its variables.
    pub fn environment(mut self) -> Result<Self, Error> {
        let variable = |name: &str| std::env::var(name).ok();
        self.credentials.add(None, from_environment(C::API, &variable)?);
        self.servers.server = server_from_environment(C::API, &variable).or(self.servers.server);
        Ok(self)
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

    /// How often, and how long, each call is tried.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many retries the client and its clones have, all calls together. Every ten successes give one back. Without
    /// this, 100.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// How long a call may take with all its attempts. Without this, five minutes.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// How long an attempt may take, from its first byte to the last of its response, or of the response's head where the body
    /// is a stream. An upload counts: a large one needs more than what there is without this, one minute.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.attempt_timeout = timeout.into();
        self
    }

    /// How long a stream may stand still, from one chunk to the next. Without this, five minutes. How long it may last as a
    /// whole is for the caller to say, who can stop reading it.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = timeout.into();
        self
    }

    /// How long it may take to connect. Without this, ten seconds. A transport of one's own has its own limit.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = timeout.into();
        self
    }

    /// The largest response body, in bytes, compressed or not; of a stream, the longest event or line. A larger one is an error.
    /// Without this, 64 MiB.
    pub fn max_response(mut self, bytes: usize) -> Self {
        self.max_response = bytes;
        self
    }

    /// Tells `hook` of each attempt.
    pub fn on_attempt(mut self, hook: impl Fn(&Attempt<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Observer(Some(Arc::new(hook)));
        self
    }

    /// Sends requests with another transport.
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
    /// Of kind [`ErrorKind::Request`] if a setting is not legal, or [`ErrorKind::Credentials`] if a credential fits no scheme.
    pub fn build(self) -> Result<C, Error> {
        let settings = self.settings()?;
        Ok(Core(Arc::new(settings)).into())
    }

    fn settings(self) -> Result<Settings, Error> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        self.credentials.check(C::API)?;
        let own = concat!("basetype-runtime/", env!("CARGO_PKG_VERSION"));
        let agent: Vec<_> = self.application.as_deref().into_iter().chain([C::API.agent, own]).collect();
        Ok(Settings {
            api: C::API,
            servers: Servers::new(C::API, &self.servers)?,
            transport: match self.transport {
                Some(transport) => transport,
                None => default_transport(self.connect_timeout)?,
            },
            clock: self.clock,
            credentials: self.credentials,
            headers: self.headers,
            user_agent: HeaderValue::from_str(&agent.join(" "))
                .map_err(|error| illegal("the application's name").with_source(error))?,
            retry: self.retry,
            budget: RetryBudget::new(self.retry_budget),
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            idle_timeout: self.idle_timeout,
            max_response: self.max_response,
            observer: self.observer,
            blocks: false,
            #[cfg(all(feature = "blocking", feature = "reqwest"))]
            background: None,
        })
    }
}

#[cfg(feature = "blocking")]
impl<C: ApiClient> ClientBuilder<C> {
    /// The client without async. It may be used anywhere; in async code it holds up the executor.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Request`] if a setting is not legal.
    pub fn build_blocking(self) -> Result<C::Blocking, Error> {
        let mut settings = self.settings()?;
        settings.blocks = true;
        #[cfg(feature = "reqwest")]
        {
            let background = crate::block_on::Background::new()
                .map_err(|error| Error::new(ErrorKind::Request, "no thread can be started").with_source(error))?;
            settings.background = Some(background);
        }
        Ok(Core(Arc::new(settings)).into())
    }
}

#[cfg(feature = "reqwest")]
impl<C: ApiClient> ClientBuilder<C> {
    /// Sends requests with this client, which brings its own proxies and TLS. It must not follow redirects, as one from
    /// [`reqwest_builder`](crate::transport::reqwest_builder) does not: a call that was redirected is an error.
    pub fn reqwest(self, client: ::reqwest::Client) -> Self {
        self.transport(crate::transport::HttpTransport::new(client))
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(connect_timeout: Option<Duration>) -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(crate::transport::HttpTransport::with_timeout(connect_timeout)?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: Option<Duration>) -> Result<Arc<dyn Transport>, Error> {
    Err(Error::new(ErrorKind::Request, "without the feature `reqwest`, a client needs a transport"))
}

fn illegal(what: &str) -> Error {
    Error::new(ErrorKind::Request, format!("{what} is not legal"))
}

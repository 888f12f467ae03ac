//! Who is calling: credentials, and the schemes that they satisfy.

mod context;
mod fixed;
mod oauth;
mod single_flight;

use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Uri, header::AUTHORIZATION, header::COOKIE};

pub use self::{
    context::Context,
    fixed::{ApiKey, Basic, Bearer, Placeholder},
    oauth::{ClientCredentials, TokenExchange},
};
use crate::{
    Error, ErrorKind, OperationInfo, Requirement,
    api::{Api, KeyPlace, Scheme, SchemeKind},
    draft::encode,
    json::Secret,
    transport::BoxFuture,
};

/// A way to satisfy security schemes.
pub trait Credential: fmt::Debug + Send + Sync + 'static {
    /// Whether this can satisfy schemes of a kind.
    fn satisfies(&self, kind: &SchemeKind) -> bool;

    /// What stands in the request: after `Basic` or `Bearer`, or as the key.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Credentials`], if there is none to be had.
    fn secret<'a>(&'a self, context: &'a Context<'a>) -> BoxFuture<'a, Result<Secret, Error>>;

    /// Takes note that the service has refused this secret, and says whether [`secret`](Self::secret) may give another.
    fn refused(&self, secret: &Secret) -> bool {
        let _ = secret;
        false
    }
}

/// A scheme that a call has to satisfy, and the credential that does.
pub(crate) type Chosen = (&'static Scheme, Arc<dyn Credential>);

/// The credentials that a client is set to, each for one scheme or for all that it satisfies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials(Vec<(Option<String>, Arc<dyn Credential>)>);

impl Credentials {
    pub(crate) fn add(&mut self, scheme: Option<String>, credential: Arc<dyn Credential>) {
        self.0.push((scheme, credential));
    }

    /// Checks that the schemes are there that credentials are set for.
    pub(crate) fn check(&self, api: &'static Api) -> Result<(), Error> {
        for (name, credential) in self.0.iter().filter_map(|(name, credential)| Some((name.as_deref()?, credential))) {
            let Some(scheme) = api.schemes.iter().find(|scheme| scheme.name == name) else {
                let known: Vec<_> = api.schemes.iter().map(|scheme| format!("`{}`", scheme.name)).collect();
                let message = format!("a credential is set for the scheme `{name}`, and there are {}", known.join(", "));
                return Err(Error::new(ErrorKind::Credentials, message));
            };
            if !credential.satisfies(&scheme.kind) {
                let message = format!("the credential that is set for `{name}` cannot serve as {}", scheme.kind);
                return Err(Error::new(ErrorKind::Credentials, message));
            }
        }
        Ok(())
    }

    fn for_scheme(&self, scheme: &Scheme) -> Option<&Arc<dyn Credential>> {
        let named = self.0.iter().find(|(name, _)| name.as_deref() == Some(scheme.name));
        let fitting = || self.0.iter().find(|(name, held)| name.is_none() && held.satisfies(&scheme.kind));
        named.or_else(fitting).map(|(_, credential)| credential)
    }

    /// The schemes of the first alternative that these credentials satisfy, with the credential for each.
    pub(crate) fn choose(&self, api: &'static Api, operation: &OperationInfo) -> Result<Vec<Chosen>, Error> {
        let mut anonymous = operation.security.is_empty();
        for alternative in operation.security {
            let chosen: Option<Vec<_>> = alternative
                .iter()
                .map(|required| {
                    let scheme = api.schemes.iter().find(|scheme| scheme.name == required.scheme)?;
                    Some((scheme, Arc::clone(self.for_scheme(scheme)?)))
                })
                .collect();
            match chosen {
                Some(chosen) if !chosen.is_empty() => return Ok(chosen),
                Some(_) => anonymous = true,
                None => {}
            }
        }
        if anonymous { Ok(Vec::new()) } else { Err(unsatisfied(api, operation)) }
    }
}

/// The credential of the first way to sign in whose variables are all set. An empty variable is none.
pub(crate) fn from_environment(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> Result<Arc<dyn Credential>, Error> {
    let variable = |name: &&str| variable(name).filter(|value| !value.is_empty());
    let ways: Vec<_> = api.environment.iter().filter(|way| way.credential != "url").collect();
    for way in &ways {
        let values: Option<Vec<_>> = way.names.iter().map(variable).collect();
        match (way.credential, values.as_deref()) {
            ("basic", Some([user, password])) => return Ok(Arc::new(Basic::new(user.as_str(), password.as_str()))),
            ("bearer", Some([token])) => return Ok(Arc::new(Bearer::new(token.as_str()))),
            ("api_key", Some([key])) => return Ok(Arc::new(ApiKey::new(key.as_str()))),
            _ => {}
        }
    }
    let ways: Vec<_> = ways.iter().map(|way| way.names.join(" and ")).collect();
    let message = match ways.as_slice() {
        [] => "this API has no environment variables to sign in with".to_owned(),
        ways => format!("to sign in, set the environment variables {}", ways.join(", or ")),
    };
    Err(Error::new(ErrorKind::Credentials, message))
}

/// Where the environment says that the service is.
pub(crate) fn server_from_environment(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let named = api.environment.iter().filter(|way| way.credential == "url").flat_map(|way| way.names);
    named.filter_map(|name| variable(name)).find(|url| !url.is_empty())
}

fn unsatisfied(api: &Api, operation: &OperationInfo) -> Error {
    let named = |required: &Requirement| {
        let scheme = api.schemes.iter().find(|scheme| scheme.name == required.scheme);
        let kind = scheme.map(|scheme| format!(" ({})", scheme.kind)).unwrap_or_default();
        format!("`{}`{kind}", required.scheme)
    };
    let alternatives: Vec<_> =
        operation.security.iter().map(|schemes| schemes.iter().map(named).collect::<Vec<_>>().join(" and ")).collect();
    let message = format!("this operation needs a credential for {}", alternatives.join(" or "));
    Error::new(ErrorKind::Credentials, message)
}

/// The query parameter of a request that is a secret, for those who write requests down. A header says so itself.
#[derive(Clone, Copy)]
pub(crate) struct SecretParameter(pub(crate) &'static str);

/// Puts a secret where its scheme wants it.
pub(crate) fn apply(request: &mut Request<Bytes>, scheme: &Scheme, secret: &Secret) -> Result<(), Error> {
    let text = secret.expose_secret();
    match scheme.kind {
        SchemeKind::Basic => set(request, AUTHORIZATION, &Secret::new(format!("Basic {text}"))),
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } | SchemeKind::OpenId => {
            set(request, AUTHORIZATION, &Secret::new(format!("Bearer {text}")))
        }
        SchemeKind::ApiKey(KeyPlace::Header(name)) => {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|error| Error::new(ErrorKind::Credentials, "illegal header name").with_source(error))?;
            set(request, name, secret)
        }
        SchemeKind::ApiKey(KeyPlace::Cookie(name)) => {
            let mut cookie = String::new();
            if let Some(Ok(before)) = request.headers().get(COOKIE).map(HeaderValue::to_str) {
                cookie = format!("{before}; ");
            }
            set(request, COOKIE, &Secret::new(format!("{cookie}{name}={text}")))
        }
        SchemeKind::ApiKey(KeyPlace::Query(name)) => {
            request.extensions_mut().insert(SecretParameter(name));
            set_query(request, name, text)
        }
        // What such a scheme needs is not in the request, or is put there by the caller.
        SchemeKind::Other(_) => Ok(()),
    }
}

fn set(request: &mut Request<Bytes>, name: HeaderName, value: &Secret) -> Result<(), Error> {
    let mut value = HeaderValue::from_str(value.expose_secret())
        .map_err(|_| Error::new(ErrorKind::Credentials, "the credential has a character that no header can have"))?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

fn set_static(request: &mut Request<Bytes>, name: HeaderName, value: &'static str) {
    request.headers_mut().insert(name, HeaderValue::from_static(value));
}

/// A form (WHATWG URL, "application/x-www-form-urlencoded"). Everything but unreserved characters is percent-encoded,
/// which every reader of forms understands.
fn form_body(form: &[(&str, &str)]) -> Bytes {
    let pairs: Vec<_> = form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    Bytes::from(pairs.join("&"))
}

fn set_query(request: &mut Request<Bytes>, name: &str, value: &str) -> Result<(), Error> {
    let uri = request.uri();
    let mark = if uri.query().is_some() { '&' } else { '?' };
    let pair = format!("{}={}", encode(name), encode(value));
    let uri = Uri::try_from(format!("{uri}{mark}{pair}"))
        .map_err(|error| Error::new(ErrorKind::Credentials, "the key makes no valid URI").with_source(error))?;
    *request.uri_mut() = uri;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::api::Variables;

    #[test]
    fn the_first_way_with_all_its_variables_is_taken() {
        const API: Api = Api {
            agent: "",
            server: "",
            variables: &[],
            servers: &[],
            schemes: &[],
            environment: &[
                Variables { credential: "basic", names: &["KEY", "SECRET"] },
                Variables { credential: "url", names: &["URL"] },
                Variables { credential: "bearer", names: &["TOKEN"] },
            ],
        };
        let with = |set: &[&str]| from_environment(&API, &|name| set.contains(&name).then(|| "v".to_owned()));
        assert!(with(&["KEY", "SECRET", "TOKEN"]).unwrap().satisfies(&SchemeKind::Basic));
        assert!(with(&["KEY", "TOKEN"]).unwrap().satisfies(&SchemeKind::Bearer));
        let expect = "to sign in, set the environment variables KEY and SECRET, or TOKEN";
        assert_eq!(with(&["KEY"]).unwrap_err().to_string(), expect);
        assert_eq!(from_environment(&API, &|_| Some(String::new())).unwrap_err().to_string(), expect);
        assert_eq!(server_from_environment(&API, &|name| Some(name.to_owned())).as_deref(), Some("URL"));
        assert_eq!(server_from_environment(&API, &|_| None), None);
    }
}

//! The mock server.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::tools::Installed;
use super::unusable;
use crate::failure::Failure;

/// How long it may take to start.
const START: Duration = Duration::from_secs(120);

/// A running Prism. It ends with this value.
pub(super) struct Prism {
    process: Child,
    address: SocketAddr,
}

impl Prism {
    /// Starts it on a free port of the loopback interface, and waits until it answers.
    pub(super) fn start(installed: &Installed, document: &Path, log: &Path) -> Result<Self, Failure> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        // The port is free again at once, and nobody else is likely to take just this one.
        let address = listener.and_then(|listener| listener.local_addr());
        let address = address.map_err(|error| Failure::fault(format!("there is no free port: {error}")))?;
        let output = File::create(log).and_then(|file| Ok((file.try_clone()?, file)));
        let (output, errors) = output.map_err(|error| unusable(log, &error))?;
        let mut command = Command::new(&installed.node);
        command.arg(&installed.prism).args(["mock", "--host", "127.0.0.1", "--port", &address.port().to_string()]);
        command.arg(document).stdin(Stdio::null()).stdout(output).stderr(errors);
        let process = command.spawn().map_err(|error| Failure::fault(format!("cannot run Prism: {error}")))?;
        let mut prism = Self { process, address };
        prism.wait().map_err(|why| Failure::fault(format!("Prism {why}; see {}", log.display())))?;
        Ok(prism)
    }

    /// Waits until it takes connections.
    fn wait(&mut self) -> Result<(), String> {
        let began = Instant::now();
        while TcpStream::connect_timeout(&self.address, Duration::from_millis(200)).is_err() {
            if let Ok(Some(status)) = self.process.try_wait() {
                return Err(format!("ended with {status}"));
            }
            if began.elapsed() > START {
                return Err(format!("does not answer after {} s", START.as_secs()));
            }
            sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// Where it listens.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

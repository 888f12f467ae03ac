//! For tests of code that uses a client: transports without a network, and a clock that nobody waits for.

mod clock;
mod exchange;
mod parts;
mod record;
mod replay;

pub use self::{
    clock::TestClock,
    exchange::{Exchange, RecordedRequest, RecordedResponse},
    record::RecordingTransport,
    replay::ReplayTransport,
};

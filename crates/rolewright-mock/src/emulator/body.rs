//! Request bodies and their limits.
//!
//! A body is in memory before its request is answered, so each is limited, and all together: more
//! than a small one is read only after its request was authenticated by its head.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::sync::{Semaphore, SemaphorePermit};

/// The maximum size of a body.
const LARGE: usize = 32 * 1024 * 1024;
/// The maximum size of the body of a request that its head does not authenticate: an RPC call, whose
/// largest parameter is a document of 6 KB, or an OSS request with a wrong signature.
const SMALL: usize = 1024 * 1024;
/// The maximum size of all bodies of requests in progress.
pub(super) const ALL: u32 = 256 * 1024 * 1024;

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotRead {
    TooLarge,
    /// Too large without a valid signature.
    NotAuthenticated,
    /// The bodies of all requests are too large.
    Busy,
    Incomplete,
    Late,
}

/// A body, and its part of the space of all bodies.
#[derive(Debug, Default)]
pub(super) struct Read<'a> {
    pub(super) bytes: Bytes,
    _space: Option<SemaphorePermit<'a>>,
}

/// Reads a body. `is_authentic` is asked once, if the body is not small.
pub(super) async fn read<'a>(
    body: Incoming,
    timeout: Duration,
    space: &'a Semaphore,
    is_authentic: impl Fn() -> bool,
) -> Result<Read<'a>, NotRead> {
    if body.is_end_stream() {
        return Ok(Read::default());
    }
    if body.size_hint().lower() > LARGE as u64 {
        return Err(NotRead::TooLarge);
    }
    let received = receive(body, space, is_authentic);
    let received = tokio::time::timeout(timeout, received).await;
    received.unwrap_or(Err(NotRead::Late))
}

async fn receive<'a>(
    mut body: Incoming,
    space: &'a Semaphore,
    is_authentic: impl Fn() -> bool,
) -> Result<Read<'a>, NotRead> {
    let mut bytes = BytesMut::new();
    let mut taken: Option<SemaphorePermit<'a>> = None;
    let mut limit = SMALL;
    if body.size_hint().lower() > SMALL as u64 {
        limit = grown(&is_authentic)?;
    }
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| NotRead::Incomplete)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        let length = bytes.len() + data.len();
        if length > limit {
            limit = if limit < LARGE {
                grown(&is_authentic)?
            } else {
                return Err(NotRead::TooLarge);
            };
        }
        let count = u32::try_from(data.len()).map_err(|_| NotRead::TooLarge)?;
        // Waiting could last for ever: other bodies may wait as well, each with a part.
        let more = space.try_acquire_many(count).map_err(|_| NotRead::Busy)?;
        match &mut taken {
            Some(taken) => taken.merge(more),
            None => taken = Some(more),
        }
        bytes.extend_from_slice(&data);
    }
    Ok(Read {
        bytes: bytes.freeze(),
        _space: taken,
    })
}

fn grown(is_authentic: &impl Fn() -> bool) -> Result<usize, NotRead> {
    if is_authentic() {
        Ok(LARGE)
    } else {
        Err(NotRead::NotAuthenticated)
    }
}

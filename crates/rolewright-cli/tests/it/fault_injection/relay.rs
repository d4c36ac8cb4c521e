//! A relay between a client and a server that kills one of them at a certain call.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Victim;

/// Where the killer strikes: at the call of that number, counted from 1 in the order of arrival,
/// before it is handed on or once it is answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) call: usize,
    pub(super) answered: bool,
}

pub(super) struct Relay {
    address: SocketAddr,
    calls: Arc<AtomicUsize>,
}

impl Relay {
    /// Serves until the process ends; a call is a request without a body, as all of RAM's are.
    pub(super) fn to(server: &str, victim: Victim, point: Option<Point>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let calls = Arc::new(AtomicUsize::new(0));
        let (server, counter) = (server.to_owned(), Arc::clone(&calls));
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let way = Way {
                    server: server.clone(),
                    victim: victim.clone(),
                    point,
                    calls: Arc::clone(&counter),
                };
                std::thread::spawn(move || way.serve(client));
            }
        });
        Self { address, calls }
    }

    pub(super) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Calls that came.
    pub(super) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

struct Way {
    server: String,
    victim: Victim,
    point: Option<Point>,
    calls: Arc<AtomicUsize>,
}

impl Way {
    /// Ends when either side does.
    fn serve(&self, mut client: TcpStream) -> Option<()> {
        let mut server = TcpStream::connect(&self.server).ok()?;
        loop {
            let request = message(&mut client)?;
            let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
            let struck = self.point.filter(|point| point.call == call);
            if struck.is_some_and(|point| !point.answered) {
                self.victim.kill();
                return None;
            }
            server.write_all(&request).ok()?;
            let answer = message(&mut server)?;
            if struck.is_some() {
                self.victim.kill();
                return None;
            }
            client.write_all(&answer).ok()?;
        }
    }
}

/// One HTTP message with its body; none when the other side has gone.
pub(crate) fn message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let mut lengths = head
                .lines()
                .filter_map(|line| line.strip_prefix("content-length: "));
            let length: usize = lengths.next().map_or(0, |length| length.parse().unwrap());
            if bytes.len() >= end + 4 + length {
                return Some(bytes);
            }
        }
        match stream.read(&mut piece).ok()? {
            0 => return None,
            count => bytes.extend_from_slice(&piece[..count]),
        }
    }
}
